/** One store in memory: what is there, and the log that says what was. */
import type { ModelId } from '#model/ids.ts'
import { compareKeys } from '#model/key-order.ts'
import type { Tuple, TupleKey } from '#model/tuple.ts'
import type {
  Change,
  NewModel,
  PolicyVersion,
  Revision,
  Store,
  StoredModel,
  StoredTuple,
  TupleWrite,
  WriteResult,
} from '#storage/datastore.ts'
import { firstDifferences } from '#storage/differences.ts'
import { keyOf, keyText, storedCondition, tupleOf } from '#storage/stored-tuple.ts'

export interface StoreContents {
  readonly store: Store
  revision: Revision
  readonly tuples: Map<string, StoredTuple>
  readonly log: Change[]
  /** In order of revision. */
  readonly models: StoredModel[]
  readonly assertions: Map<ModelId, string>
  /** In order. */
  readonly policies: (PolicyVersion & { readonly files: string })[]
  /** The tuples in order, until the next write. */
  sorted: readonly StoredTuple[] | undefined
}

export function emptyStore(store: Store): StoreContents {
  return {
    store,
    revision: 0,
    tuples: new Map(),
    log: [],
    models: [],
    assertions: new Map(),
    policies: [],
    sorted: undefined,
  }
}

export function sortedTuples(contents: StoreContents): readonly StoredTuple[] {
  contents.sorted ??= [...contents.tuples.values()].sort(compareKeys)
  return contents.sorted
}

/** Returns the revision that it took. */
export function addModel(contents: StoreContents, model: NewModel): Revision {
  contents.revision += 1
  contents.models.push({ ...model, revision: contents.revision })
  return contents.revision
}

/** Changes nothing unless all of it can be done. */
export function writeTuples(contents: StoreContents, write: TupleWrite, at: number): WriteResult {
  const refusal = findRefusal(contents, write)
  if (refusal !== undefined) return refusal
  const revision = contents.revision + 1
  const before = contents.log.length
  write.deletes.forEach((key, ordinal) => {
    const tuple = contents.tuples.get(keyText(key))
    if (tuple === undefined) return
    contents.tuples.delete(keyText(key))
    contents.log.push({ operation: 'delete', tuple: asKept(tuple), at, revision, ordinal })
  })
  write.writes.forEach((written, place) => {
    if (contents.tuples.has(keyText(written))) return
    const tuple = asKept(written)
    const ordinal = write.deletes.length + place
    contents.tuples.set(keyText(tuple), { ...tuple, writtenAt: at })
    contents.log.push({ operation: 'write', tuple, at, revision, ordinal })
  })
  if (contents.log.length > before) {
    contents.revision = revision
    contents.sorted = undefined
  }
  return { kind: 'written', revision: contents.revision }
}

/** Deletes are judged before writes, in order. */
export function findRefusal(contents: StoreContents, write: TupleWrite): WriteResult | undefined {
  const isThere = (key: TupleKey) => contents.tuples.has(keyText(key))
  const missing = write.deletes.find((key) => !isThere(key))
  if (write.onMissing === 'error' && missing !== undefined) {
    return { kind: 'missing', key: keyOf(missing) }
  }
  const deleted = new Set(write.deletes.map(keyText))
  for (const tuple of write.writes) {
    const present = contents.tuples.get(keyText(tuple))
    if (present === undefined || deleted.has(keyText(tuple))) continue
    if (write.onDuplicate === 'error') return { kind: 'duplicate', key: keyOf(tuple) }
    if (!isSameCondition(present, tuple)) return { kind: 'conflict', key: keyOf(tuple) }
  }
  return undefined
}

function isSameCondition(left: Tuple, right: Tuple): boolean {
  const a = storedCondition(left)
  const b = storedCondition(right)
  return a.condition === b.condition && a.context === b.context
}

/** A copy that shares nothing with the caller's and stands as it would come from a database. */
function asKept(tuple: Tuple): Tuple {
  return tupleOf(tuple, storedCondition(tuple))
}

/** What was there at a revision. */
export function tuplesAt(contents: StoreContents, at: Revision): ReadonlyMap<string, Tuple> {
  const tuples = new Map<string, Tuple>(contents.tuples)
  const later = contents.log.filter((change) => change.revision > at)
  for (const { key, tuple } of firstDifferences(later)) {
    if (tuple === undefined) tuples.delete(keyText(key))
    else tuples.set(keyText(key), tuple)
  }
  return tuples
}
