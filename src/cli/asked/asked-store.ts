/** Which store a question is about: one of a server, or one that is made of files. */

import { access } from 'node:fs/promises'
import { basename, join, resolve } from 'node:path'
import type { Authorizer } from '#authorizer/authorizer.ts'
import type { RemoteServer } from '#authorizer/remote/connection.ts'
import { CannotBeDone, Misuse } from '#cli/misuse.ts'
import type { OptionValues } from '#cli/read-words.ts'
import { serverFrom, serverOption } from '#cli/server/server-option.ts'
import type { Terminal } from '#cli/terminal.ts'
import { WINDOW_CONDITION } from '#core/core-model.ts'
import type { StoreId } from '#model/ids.ts'
import { isObject, type JsonObject } from '#model/json.ts'
import { POLICY_FILE } from '#policy/policy-folder.ts'
import { openLocalStore, readLooseSources, readTestSources } from './local-store.ts'

export const storeOption = {
  store: {
    kind: 'value',
    value: 'STORE',
    meaning: 'its id, or the name of a policy (in a policy folder: that one)',
  },
} as const

export const askedStoreOptions = {
  ...serverOption,
  ...storeOption,
  tests: {
    kind: 'value',
    value: 'FILE',
    meaning: 'no server: the model and the tuples of this .fga.yaml',
  },
  model: { kind: 'value', value: 'FILE', meaning: 'no server: this model (.fga, .json, fga.mod)' },
  tuples: {
    kind: 'values',
    value: 'FILE',
    meaning: 'and these tuples (.yaml, .json, .jsonl, .csv)',
  },
} as const

export interface AskedStore {
  readonly authorizer: Authorizer
  readonly store: StoreId
  /** What the asker does not say and a policy's store would know. */
  readonly context: JsonObject
}

export async function askedStore(
  options: OptionValues<typeof askedStoreOptions>,
  terminal: Terminal,
): Promise<AskedStore> {
  const { tests, model, tuples, server, store } = options
  if (tests === undefined && model === undefined) {
    if (tuples.length > 0) throw new Misuse('`--tuples` needs a `--model`')
    return serverStore(serverFrom(options, terminal), store, terminal)
  }
  if (tests !== undefined && (model !== undefined || tuples.length > 0)) {
    throw new Misuse('`--tests` has a model and tuples; `--model` and `--tuples` are for none')
  }
  if (server !== undefined || store !== undefined) {
    throw new Misuse('a question is put to a server or to files, not to both')
  }
  const { directory } = terminal
  const sources =
    tests === undefined
      ? await readLooseSources(model ?? '', tuples, directory)
      : await readTestSources(tests, directory)
  return { ...(await openLocalStore(sources)), context: contextOf(sources.model) }
}

/** In a policy's store the gateway's clock says what time it is. */
function contextOf({ conditions }: JsonObject): JsonObject {
  const hasWindow = isObject(conditions) && WINDOW_CONDITION in conditions
  return hasWindow ? { now: new Date().toISOString() } : {}
}

async function serverStore(
  server: RemoteServer,
  named: string | undefined,
  terminal: Terminal,
): Promise<AskedStore> {
  const name = named ?? (await policyHere(terminal.directory))
  if (name === undefined) {
    throw new Misuse(
      '`--store` says which store: its id, or the name of a policy; `--tests FILE` asks without a server',
    )
  }
  // The SDK takes its time to load, and is not needed for files.
  const { knownServer, storesCalled } = await import('#authorizer/remote/known-server.ts')
  const authorizer = await knownServer(server)
  const [store, ...others] = await storesCalled(server, name)
  if (store === undefined) throw new CannotBeDone(`${server.url} has no store \`${name}\``)
  if (others.length > 0) {
    const ids = [store, ...others].join(', ')
    throw new CannotBeDone(`several stores are called \`${name}\`; \`--store\` takes an id: ${ids}`)
  }
  return { authorizer, store, context: {} }
}

/** The policy in whose folder the command is run. */
export async function policyHere(directory: string): Promise<string | undefined> {
  const folder = resolve(directory)
  try {
    await access(join(folder, POLICY_FILE))
    return basename(folder)
  } catch {
    // No policy folder.
    return undefined
  }
}
