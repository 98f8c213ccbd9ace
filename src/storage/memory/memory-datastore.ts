/** A datastore that forgets: for tests, the CLI, and as the plain statement of what the port means. */

import { compareBinary } from '#model/binary-order.ts'
import type { ModelId, StoreId } from '#model/ids.ts'
import { compareKeys } from '#model/key-order.ts'
import type { PolicyName } from '#model/policy-name.ts'
import { parseObject, type TupleKey } from '#model/tuple.ts'
import {
  type Change,
  type Datastore,
  type PageRequest,
  type StoredTuple,
  StoreMissing,
  type TupleFilter,
} from '#storage/datastore.ts'
import { firstDifferences } from '#storage/differences.ts'
import { pageOf } from '#storage/page.ts'
import { assertStorable, keyOf } from '#storage/stored-tuple.ts'
import { findRows } from './facts.ts'
import { addPolicy, commitPolicy } from './policies.ts'
import {
  addModel,
  emptyStore,
  type StoreContents,
  sortedTuples,
  tuplesAt,
  writeTuples,
} from './store-contents.ts'

export function memoryDatastore(): Datastore {
  const settings = new Map<string, string>()
  const stores = new Map<StoreId, StoreContents>()
  return {
    migrate: async () => {},
    close: async () => {},
    setting: async (name, initial) => {
      if (!settings.has(name)) settings.set(name, initial)
      return settings.get(name) ?? initial
    },
    ...storeMethods(stores),
    ...modelMethods(stores),
    ...policyMethods(stores),
    ...tupleMethods(stores),
    ...logMethods(stores),
  }
}

type Stores = Map<StoreId, StoreContents>

type StoreMethods = Pick<
  Datastore,
  | 'createStore'
  | 'createPolicyStore'
  | 'readStore'
  | 'listPolicyStores'
  | 'listStores'
  | 'deleteStore'
>

function storeMethods(stores: Stores): StoreMethods {
  return {
    createStore: async (store) => {
      if (stores.has(store.id)) throw new Error('a store of this id exists')
      stores.set(store.id, emptyStore(store))
    },
    createPolicyStore: async (store, policy) => {
      const first = policyStores(stores).get(store.policyName)
      if (first !== undefined) return first
      const contents = emptyStore(store)
      stores.set(store.id, contents)
      addPolicy(contents, policy)
      return store.id
    },
    readStore: async (id) => stores.get(id)?.store,
    listPolicyStores: async () => policyStores(stores),
    listStores: async (filter, { limit, after }) => {
      const found = [...stores.values()]
        .map((contents) => contents.store)
        .filter((store) => store.policyName === undefined)
        .filter(({ id, name }) => isAfter(id, after) && name === (filter.name ?? name))
        .sort((left, right) => compareBinary(left.id, right.id))
      return pageOf(found, limit, (store) => store.id)
    },
    deleteStore: async (id) => {
      stores.delete(id)
    },
  }
}

function policyStores(stores: Stores): ReadonlyMap<PolicyName, StoreId> {
  const found = new Map<PolicyName, StoreId>()
  for (const { store } of stores.values()) {
    if (store.policyName !== undefined) found.set(store.policyName, store.id)
  }
  return found
}

function isAfter(id: string, after: string | undefined): boolean {
  return after === undefined || compareBinary(id, after) > 0
}

type ModelMethods = Pick<
  Datastore,
  | 'writeModel'
  | 'readModel'
  | 'readLatestModel'
  | 'listModels'
  | 'writeAssertions'
  | 'readAssertions'
>

function modelMethods(stores: Stores): ModelMethods {
  const models = (store: StoreId) => stores.get(store)?.models ?? []
  return {
    writeModel: async (store, model) => addModel(existing(stores, store), model),
    readModel: async (store, id: ModelId) => models(store).find((model) => model.id === id),
    readLatestModel: async (store, at = Number.POSITIVE_INFINITY) =>
      models(store).findLast((model) => model.revision <= at),
    listModels: async (store, { limit, after = Number.POSITIVE_INFINITY }) => {
      const found = models(store).filter((model) => model.revision < after)
      return pageOf(found.reverse(), limit, (model) => model.revision)
    },
    writeAssertions: async (store, model, json) => {
      existing(stores, store).assertions.set(model, json)
    },
    readAssertions: async (store, model) => stores.get(store)?.assertions.get(model),
  }
}

type PolicyMethods = Pick<Datastore, 'commitPolicy' | 'readPolicy' | 'listPolicyVersions'>

function policyMethods(stores: Stores): PolicyMethods {
  return {
    commitPolicy: async (store, commit) => {
      assertStorable(commit)
      return commitPolicy(existing(stores, store), commit)
    },
    readPolicy: async (store, version) => {
      const contents = stores.get(store)
      const found = contents?.policies.findLast(
        (policy) => policy.version === (version ?? policy.version),
      )
      return contents && found && { ...found, revision: contents.revision }
    },
    listPolicyVersions: async (store) =>
      (stores.get(store)?.policies ?? []).map(({ files, ...version }) => version).reverse(),
  }
}

type TupleMethods = Pick<
  Datastore,
  'write' | 'readTuples' | 'scanTuples' | 'countTuples' | 'fetchFacts'
>

function tupleMethods(stores: Stores): TupleMethods {
  return {
    write: async (store, write, at) => {
      assertStorable(write)
      return writeTuples(existing(stores, store), write, at)
    },
    readTuples: async (store, filter, page) => {
      const tuples = tuplesAfter(stores.get(store), page)
      return pageOf(
        tuples.filter((tuple) => isMatch(tuple, filter)),
        page.limit,
        keyOf,
      )
    },
    scanTuples: async (store, page) => {
      const contents = stores.get(store)
      const found = tuplesAfter(contents, page)
        .slice(0, page.limit + 1)
        .map(({ writtenAt, ...tuple }) => tuple)
      return { ...pageOf(found, page.limit, keyOf), revision: contents?.revision ?? 0 }
    },
    countTuples: async (store) => stores.get(store)?.tuples.size ?? 0,
    fetchFacts: async (store, needs, at) => {
      const contents = stores.get(store)
      if (contents === undefined) return { rows: needs.map(() => []), revision: 0 }
      const tuples = at === undefined ? contents.tuples : tuplesAt(contents, at)
      return { rows: needs.map((need) => findRows(tuples, need)), revision: contents.revision }
    },
  }
}

function tuplesAfter(
  contents: StoreContents | undefined,
  page: PageRequest<TupleKey>,
): readonly StoredTuple[] {
  if (contents === undefined) return []
  const sorted = sortedTuples(contents)
  const { after } = page
  if (after === undefined) return sorted
  let low = 0
  let high = sorted.length
  while (low < high) {
    const middle = (low + high) >>> 1
    const tuple = sorted[middle]
    if (tuple !== undefined && compareKeys(tuple, after) <= 0) low = middle + 1
    else high = middle
  }
  return sorted.slice(low)
}

function isMatch(tuple: StoredTuple, filter: TupleFilter): boolean {
  return (
    tuple.object === (filter.object ?? tuple.object) &&
    tuple.relation === (filter.relation ?? tuple.relation) &&
    tuple.user === (filter.user ?? tuple.user) &&
    (filter.objectType === undefined || parseObject(tuple.object)?.type === filter.objectType)
  )
}

type LogMethods = Pick<
  Datastore,
  'readRevision' | 'readRevisionTime' | 'readChangesSince' | 'readChanges' | 'readDifferencesSince'
>

function logMethods(stores: Stores): LogMethods {
  const log = (store: StoreId) => stores.get(store)?.log ?? []
  return {
    readRevision: async (store) => stores.get(store)?.revision ?? 0,
    readRevisionTime: async (store, revision) =>
      log(store).find((change) => change.revision === revision)?.at ??
      stores.get(store)?.models.find((model) => model.revision === revision)?.createdAt,
    readChangesSince: async (store, after, limit) => {
      const found = log(store).filter((change) => change.revision > after)
      const cut = found[limit]
      if (cut === undefined) return found
      const whole = found.filter((change) => change.revision < cut.revision)
      return whole.length > 0 ? whole : found.filter((change) => change.revision === cut.revision)
    },
    readChanges: async (store, filter, { limit, after }) => {
      const found = log(store).filter(
        (change) =>
          (after === undefined || isLater(change, after)) &&
          change.at >= (filter.since ?? change.at) &&
          (filter.objectType === undefined ||
            parseObject(change.tuple.object)?.type === filter.objectType),
      )
      return pageOf(found, limit, ({ revision, ordinal }) => ({ revision, ordinal }))
    },
    readDifferencesSince: async (store, revision, limit) => {
      const changes = log(store).filter((change) => change.revision > revision)
      return changes.length > limit ? undefined : firstDifferences(changes)
    },
  }
}

function isLater(change: Change, place: Pick<Change, 'revision' | 'ordinal'>): boolean {
  return (
    change.revision > place.revision ||
    (change.revision === place.revision && change.ordinal > place.ordinal)
  )
}

function existing(stores: Stores, store: StoreId): StoreContents {
  const contents = stores.get(store)
  if (contents === undefined) throw new StoreMissing()
  return contents
}
