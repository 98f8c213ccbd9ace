/** A store of an embedded authorizer on a memory datastore, as the tests of this room ask it. */
import type { CheckRequest, Consistency, PolicyAuthorizer } from '#authorizer/authorizer.ts'
import { embeddedAuthorizer } from '#authorizer/embedded/embedded-authorizer.ts'
import type { ModelId, StoreId } from '#model/ids.ts'
import type { JsonObject } from '#model/json.ts'
import type { Tuple } from '#model/tuple.ts'
import type { Datastore } from '#storage/datastore.ts'
import { memoryDatastore } from '#storage/memory/memory-datastore.ts'
import { jsonOf } from './model-text.ts'
import { key, tuple } from './tuple-text.ts'

interface MutableClock {
  now(): number
  time: number
}

export interface EmbeddedStore {
  readonly authorizer: PolicyAuthorizer
  readonly datastore: Datastore
  readonly clock: MutableClock
  readonly id: StoreId
  readonly modelId: ModelId
}

export interface Surroundings {
  readonly datastore?: Datastore
  readonly clock?: MutableClock
  readonly graphBudgetBytes?: number
  readonly yieldToEventLoop?: () => Promise<void>
}

function testClock(): MutableClock {
  const clock = { time: Date.UTC(2026, 0, 1), now: () => clock.time }
  return clock
}

/** An authorizer as a process of its own over the datastore. */
export function authorizerOver(
  datastore: Datastore,
  surroundings: Surroundings = {},
): PolicyAuthorizer {
  return embeddedAuthorizer({
    datastore,
    clock: surroundings.clock ?? testClock(),
    randomBytes: (length) => crypto.getRandomValues(new Uint8Array(length)),
    graphBudgetBytes: surroundings.graphBudgetBytes ?? 100_000_000,
    yieldToEventLoop:
      surroundings.yieldToEventLoop ?? (() => new Promise((resolve) => setImmediate(resolve))),
  })
}

/** A new store with a model in the DSL, and tuples in text. */
export async function storeWith(
  fga: string,
  tuples: readonly (string | Tuple)[] = [],
  surroundings: Surroundings = {},
): Promise<EmbeddedStore> {
  const datastore = surroundings.datastore ?? memoryDatastore()
  const clock = surroundings.clock ?? testClock()
  const authorizer = authorizerOver(datastore, { ...surroundings, clock })
  const { id } = await authorizer.createStore('test')
  const modelId = await authorizer.writeModel(id, jsonOf(fga))
  const store = { authorizer, datastore, clock, id, modelId }
  for (let from = 0; from < tuples.length; from += 100) {
    await writeTuples(store, tuples.slice(from, from + 100))
  }
  return store
}

export function writeTuples(
  { authorizer, id }: Pick<EmbeddedStore, 'authorizer' | 'id'>,
  writes: readonly (string | Tuple)[],
  deletes: readonly string[] = [],
): Promise<{ readonly revision: string }> {
  return authorizer.write(id, {
    writes: writes.map((each) => (typeof each === 'string' ? tuple(each) : each)),
    deletes: deletes.map(key),
    onDuplicate: 'error',
    onMissing: 'error',
  })
}

export interface Asking {
  readonly context?: JsonObject
  readonly contextualTuples?: readonly (string | Tuple)[]
  readonly consistency?: Consistency
  readonly modelId?: ModelId
}

/** What every query carries, with defaults for what a test does not speak of. */
export function asking(options: Asking = {}): Omit<CheckRequest, 'tupleKey'> {
  return {
    context: options.context ?? {},
    contextualTuples: (options.contextualTuples ?? []).map((each) =>
      typeof each === 'string' ? tuple(each) : each,
    ),
    consistency: options.consistency ?? { kind: 'minimizeLatency' },
    ...(options.modelId === undefined ? {} : { modelId: options.modelId }),
  }
}

export async function isAllowed(
  { authorizer, id }: Pick<EmbeddedStore, 'authorizer' | 'id'>,
  text: string,
  options: Asking = {},
): Promise<boolean> {
  const answer = await authorizer.check(id, { tupleKey: key(text), ...asking(options) })
  return answer.allowed
}
