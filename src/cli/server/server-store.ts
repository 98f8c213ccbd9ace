/** A store of a server, as it is named for people: by its id, its policy, or what it was called. */
import { resolve } from 'node:path'
import type { Authorizer } from '#authorizer/authorizer.ts'
import type { RemoteServer } from '#authorizer/remote/connection.ts'
import { CannotBeDone, Misuse } from '#cli/misuse.ts'
import type { OptionValues } from '#cli/read-words.ts'
import type { Terminal } from '#cli/terminal.ts'
import { policyFolders } from '#files/folder-on-disk.ts'
import type { StoreId } from '#model/ids.ts'
import { didYouMean } from '#policy/closest.ts'
import { policyHere } from './policy-here.ts'
import { serverFrom, type serverOption } from './server-option.ts'

export const storeOption = {
  store: {
    kind: 'value',
    value: 'STORE',
    meaning: 'its id, or the name of a policy (in a policy folder: that one)',
  },
} as const

export interface ServerStore {
  readonly server: RemoteServer
  readonly authorizer: Authorizer
  readonly isPforte: boolean
  readonly store: StoreId
  /** As it was named. */
  readonly name: string
}

/** `orElse` says what there is beside `--store`. */
export async function serverStore(
  options: Pick<OptionValues<typeof serverOption & typeof storeOption>, 'server' | 'store'>,
  terminal: Terminal,
  orElse?: string,
): Promise<ServerStore> {
  const server = serverFrom(options, terminal)
  const name = options.store ?? (await policyHere(terminal.directory))
  if (name === undefined) {
    const rest = orElse === undefined ? '' : `; ${orElse}`
    throw new Misuse(`\`--store\` says which store: its id, or the name of a policy${rest}`)
  }
  // The SDK takes its time to load, and is not needed for files.
  const { knownServer, storesCalled } = await import('#authorizer/remote/known-server.ts')
  const known = await knownServer(server)
  const [store, ...others] = await storesCalled(server, name)
  if (store === undefined) {
    const policies = await policyFolders(resolve(terminal.directory, 'policies'))
    throw new CannotBeDone(`${server.url} has no store \`${name}\`${didYouMean(name, policies)}`)
  }
  if (others.length > 0) {
    const ids = [store, ...others].join(', ')
    throw new CannotBeDone(`several stores are called \`${name}\`; \`--store\` takes an id: ${ids}`)
  }
  return { ...known, server, store, name }
}
