/** Entry on Node: opens the database, listens, and stops when told to. `npm start` runs this. */
import { randomBytes } from 'node:crypto'
import { access, readFile } from 'node:fs/promises'
import type { IncomingMessage, ServerResponse } from 'node:http'
import { type AddressInfo, Server } from 'node:net'
import { join } from 'node:path'
import { setTimeout as pause, setImmediate } from 'node:timers/promises'
import { createAdaptorServer } from '@hono/node-server'
import { type Config, readConfig, unknownSettings } from '#config.ts'
import { policyFolders, readPolicyFolder } from '#files/folder-on-disk.ts'
import { type Gateway, gateway } from '#gateway.ts'
import type { PolicySource } from '#policy/policy-folder.ts'
import { DatastoreCorrupt, DatastoreUnavailable } from '#storage/datastore.ts'
import { libsqlDatastore } from '#storage/libsql/libsql-datastore.ts'
import { openNodeDatabase } from '#storage/libsql/open-node.ts'

/** Time for clients to learn by an answer that their connection ends. */
const LEAVE_MS = 300

/** Time for what runs then to finish; with what closing takes, a stop stays under three seconds. */
const STOP_MS = 2200

/** Fills the stores of policies first. */
const DEMO = '--demo'

/** Relative to the working directory, as a path that is set. */
const DEFAULT_POLICIES = 'policies'

try {
  await start()
} catch (error) {
  // Whatever keeps it from starting is told in a sentence; the rest would be of no use to who reads it.
  console.error(sentenceOf(error))
  process.exit(1)
}

function sentenceOf(error: unknown): string {
  if (error instanceof DatastoreUnavailable || error instanceof DatastoreCorrupt) {
    return `${error.message}; PFORTE_DATABASE_URL says where`
  }
  return error instanceof Error ? error.message : 'cannot start'
}

async function start(): Promise<void> {
  for (const name of unknownSettings(process.env)) {
    console.error(`${name} is no setting and is ignored; pforte serve --help lists them`)
  }
  const config = readConfig(process.env, 'node')
  const house = await gateway(config, {
    datastore: libsqlDatastore(await openNodeDatabase(config.database)),
    coreModel: await readFile(new URL('../model.fga', import.meta.url), 'utf8'),
    policies: await readPolicies(config),
    clock: { now: Date.now },
    randomBytes,
    yieldToEventLoop: () => setImmediate(),
    writeLogLine: (line) => process.stderr.write(`${line}\n`),
  })
  // Before anything else can fail: the database has kept that there is a key, and will make no other.
  tellKey(config, house)
  for (const note of house.notes) console.log(note)
  const whatToTry = process.argv.includes(DEMO) ? await house.fillDemo() : undefined
  const server: Server = createAdaptorServer({ fetch: house.fetch })
  await listen(server, config)
  const asked = { url: urlOf(server), header: headerOf(config, house) }
  for (const line of whatToTry?.(asked) ?? []) console.log(line)
  greet(asked)
  for (const signal of ['SIGTERM', 'SIGINT'] as const) {
    process.once(signal, () => void stop(server, house))
  }
}

/**
 * The policies below the folder that is set, by paths that people know. Without a setting there may
 * be none.
 */
async function readPolicies({ policies }: Config): Promise<readonly PolicySource[]> {
  const root = policies ?? DEFAULT_POLICIES
  if (policies !== undefined && !(await isThere(policies))) {
    throw new Error(`${policies} is not there; PFORTE_POLICIES says where`)
  }
  const paths = (await policyFolders(root)).map((name) => join(root, name))
  return Promise.all(paths.map(async (path) => ({ path, folder: await readPolicyFolder(path) })))
}

async function isThere(path: string): Promise<boolean> {
  try {
    await access(path)
    return true
  } catch {
    return false
  }
}

function listen(server: Server, { host, port }: Config): Promise<void> {
  return new Promise((resolve, reject) => {
    server.once('error', (error: NodeJS.ErrnoException) => {
      const reason = error.code ?? error.name
      reject(new Error(`cannot listen on ${host}:${port} (${reason}); HOST and PORT say where`))
    })
    server.listen(port, host, resolve)
  })
}

function tellKey({ authn, apiKeys }: Config, { generatedKey }: Gateway): void {
  if (generatedKey !== undefined) console.log(`API key, shown only now: ${generatedKey}`)
  else if (authn === 'keys' && apiKeys.length === 0) {
    console.log('API key: the one that the first start showed; PFORTE_API_KEYS sets others')
  }
}

function urlOf(server: Server): string {
  const { address, family, port } = server.address() as AddressInfo
  return `http://${family === 'IPv6' ? `[${address}]` : address}:${port}`
}

/** What a curl needs to be let in. */
function headerOf({ authn }: Config, { generatedKey = '$PFORTE_API_KEY' }: Gateway): string {
  return authn === 'none' ? '' : ` -H "Authorization: Bearer ${generatedKey}"`
}

function greet({ url, header }: { readonly url: string; readonly header: string }): void {
  console.log(`Pforte serves the OpenFGA API on ${url}`)
  console.log(`Try: curl${header} ${url}/stores -d '{"name":"first"}'`)
}

/** Takes no more connections, ends those that are there by an answer, closes the database, and ends. */
async function stop(server: Server, house: Gateway): Promise<void> {
  server.prependListener('request', (_: IncomingMessage, response: ServerResponse) => {
    response.setHeader('connection', 'close')
  })
  // An HTTP server's own `close` would cut idle connections off, on which a request may be coming in.
  const closed = new Promise((resolve) => Server.prototype.close.call(server, resolve))
  await Promise.race([closed, pause(LEAVE_MS)])
  server.close()
  await Promise.race([closed, pause(STOP_MS)])
  await house.close()
  process.exit(0)
}
