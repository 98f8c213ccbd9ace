/** The whole house over a memory datastore, on a port of its own, for clients that need a socket. */
import { once } from 'node:events'
import type { AddressInfo } from 'node:net'
import { createAdaptorServer } from '@hono/node-server'
import { type HouseOptions, KEY, openHouse } from './house.ts'

export interface ListeningHouse {
  readonly url: string
  readonly key: string
  close(): Promise<void>
}

export async function openListeningHouse(options: HouseOptions = {}): Promise<ListeningHouse> {
  const { gateway } = await openHouse(options)
  const server = createAdaptorServer({ fetch: gateway.fetch }).listen(0, '127.0.0.1')
  await once(server, 'listening')
  const { port } = server.address() as AddressInfo
  return {
    url: `http://127.0.0.1:${port}`,
    key: KEY,
    async close() {
      if ('closeAllConnections' in server) server.closeAllConnections()
      server.close()
      await gateway.close()
    },
  }
}
