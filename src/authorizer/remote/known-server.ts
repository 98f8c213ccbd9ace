/** What a server is, and which of its stores is meant. */

import type { Authorizer } from '#authorizer/authorizer.ts'
import { Refusal } from '#authorizer/errors.ts'
import { parseStoreId, type StoreId } from '#model/ids.ts'
import { CORE_POLICY, parsePolicyName } from '#model/policy-name.ts'
import { connect, type RemoteServer } from './connection.ts'
import { remoteAuthorizer, remotePforte } from './remote-authorizer.ts'

/** With what only a Pforte can do, if it is one: it has the core's store under its name. */
export async function knownServer(
  server: RemoteServer,
): Promise<{ readonly authorizer: Authorizer; readonly isPforte: boolean }> {
  const isPforte = (await storeNamed(server, CORE_POLICY)) !== undefined
  return { authorizer: isPforte ? remotePforte(server) : remoteAuthorizer(server), isPforte }
}

/** Stores by an id, a policy's name, or the name that they were created with; as many as there are. */
export async function storesCalled(
  server: RemoteServer,
  name: string,
): Promise<readonly StoreId[]> {
  const id = parseStoreId(name)
  if (id !== undefined) return [id]
  const policyName = parsePolicyName(name)
  const policy = policyName && (await storeNamed(server, policyName))
  if (policy !== undefined) return [policy]
  const { items } = await remoteAuthorizer(server).listStores({ name }, { pageSize: 100 })
  return items.filter((store) => store.name === name).map((store) => store.id)
}

/** A server that is no Pforte takes no name where an id stands. */
async function storeNamed(server: RemoteServer, name: string): Promise<StoreId | undefined> {
  try {
    const { id } = await connect(server).call((api) => api.getStore(name))
    return parseStoreId(id)
  } catch (error) {
    if (error instanceof Refusal) return undefined
    throw error
  }
}
