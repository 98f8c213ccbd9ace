/** Entry on Node: opens the database, listens, and stops when told to. `npm start` runs this. */
import { randomBytes } from 'node:crypto'
import type { AddressInfo, Server } from 'node:net'
import { setImmediate } from 'node:timers/promises'
import { createAdaptorServer } from '@hono/node-server'
import { type Config, readConfig } from '#config.ts'
import { type Gateway, gateway } from '#gateway.ts'
import { libsqlDatastore } from '#storage/libsql/libsql-datastore.ts'
import { openNodeDatabase } from '#storage/libsql/open-node.ts'

/** Time for what runs to finish; with what closing takes, a stop stays under three seconds. */
const STOP_MS = 2500

try {
  await start()
} catch (error) {
  // Whatever keeps it from starting is told in a sentence; the rest would be of no use to who reads it.
  console.error(error instanceof Error ? error.message : 'cannot start')
  process.exit(1)
}

async function start(): Promise<void> {
  const config = readConfig(process.env, 'node')
  const house = await gateway(config, {
    datastore: libsqlDatastore(await openNodeDatabase(config.database)),
    clock: { now: Date.now },
    randomBytes,
    yieldToEventLoop: () => setImmediate(),
    writeLogLine: (line) => process.stderr.write(`${line}\n`),
  })
  const server: Server = createAdaptorServer({ fetch: house.fetch })
  await listen(server, config)
  greet(server, config, house)
  for (const signal of ['SIGTERM', 'SIGINT'] as const) {
    process.once(signal, () => void stop(server, house))
  }
}

function listen(server: Server, { host, port }: Config): Promise<void> {
  return new Promise((resolve, reject) => {
    server.once('error', (error: NodeJS.ErrnoException) => {
      reject(new Error(`cannot listen on ${host}:${port} (${error.code ?? error.name})`))
    })
    server.listen(port, host, resolve)
  })
}

function greet(server: Server, config: Config, { generatedKey }: Gateway): void {
  const { address, family, port } = server.address() as AddressInfo
  const url = `http://${family === 'IPv6' ? `[${address}]` : address}:${port}`
  console.log(`Pforte serves the OpenFGA API on ${url}`)
  if (generatedKey !== undefined) console.log(`API key, shown only now: ${generatedKey}`)
  const key = generatedKey ?? '$KEY'
  const header = config.authn === 'none' ? '' : ` -H "Authorization: Bearer ${key}"`
  console.log(`Try: curl${header} ${url}/stores -d '{"name":"first"}'`)
}

/** Takes no more requests, lets those that run finish, closes the database, and ends. */
async function stop(server: Server, house: Gateway): Promise<void> {
  const closed = new Promise((resolve) => server.close(resolve))
  await Promise.race([closed, new Promise((resolve) => setTimeout(resolve, STOP_MS))])
  await house.close()
  process.exit(0)
}
