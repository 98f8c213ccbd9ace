/** Which store a question is about: one of a server, or one that is made of files. */

import type { Authorizer } from '#authorizer/authorizer.ts'
import { Misuse } from '#cli/misuse.ts'
import type { OptionValues } from '#cli/read-words.ts'
import { serverOption } from '#cli/server/server-option.ts'
import { serverStore, storeOption } from '#cli/server/server-store.ts'
import type { Terminal } from '#cli/terminal.ts'
import { WINDOW_CONDITION } from '#core/core-model.ts'
import type { StoreId } from '#model/ids.ts'
import { isObject, type JsonObject } from '#model/json.ts'
import { openLocalStore, readLooseSources, readTestSources } from './local-store.ts'

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
    const asked = await serverStore(options, terminal, 'or `--tests FILE` asks without a server')
    return { ...asked, context: {} }
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
