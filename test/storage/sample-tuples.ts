/** Stores and tuples for the tests of datastores, written as people write them. */
import type { ModelId, StoreId } from '#model/ids.ts'
import type { JsonObject } from '#model/json.ts'
import type { Tuple, TupleKey } from '#model/tuple.ts'
import type { Datastore, TupleFilter, TupleWrite } from '#storage/datastore.ts'

export const STORE = '01ARZ3NDEKTSV4RRFFQ69G5FAV' as StoreId
export const OTHER = '01ARZ3NDEKTSV4RRFFQ69G5FAW' as StoreId
export const MODEL = '01BX5ZZKBKACTAV9WEVGEMMVRY' as ModelId
export const LATER_MODEL = '01BX5ZZKBKACTAV9WEVGEMMVRZ' as ModelId
export const NOON = 1_700_000_000_000

/** `document:1#viewer@user:anne`, split at the first `#` and the `@` behind it. */
export function key(text: string): TupleKey {
  const hash = text.indexOf('#')
  const at = text.indexOf('@', hash)
  return {
    object: text.slice(0, hash),
    relation: text.slice(hash + 1, at),
    user: text.slice(at + 1),
  }
}

export function under(text: string, name: string, context?: JsonObject): Tuple {
  return { ...key(text), condition: context === undefined ? { name } : { name, context } }
}

export function text(of: TupleKey): string {
  return `${of.object}#${of.relation}@${of.user}`
}

export function writing(
  writes: readonly (string | Tuple)[],
  deletes: readonly string[] = [],
): TupleWrite {
  return {
    writes: writes.map((tuple) => (typeof tuple === 'string' ? key(tuple) : tuple)),
    deletes: deletes.map(key),
    onDuplicate: 'error',
    onMissing: 'error',
  }
}

export function ignoring(
  writes: readonly (string | Tuple)[],
  deletes: readonly string[] = [],
): TupleWrite {
  return { ...writing(writes, deletes), onDuplicate: 'ignore', onMissing: 'ignore' }
}

export async function addStore(datastore: Datastore, id: StoreId, name = 'demo'): Promise<void> {
  await datastore.createStore({ id, name, createdAt: NOON, updatedAt: NOON })
}

export async function readAll(
  datastore: Datastore,
  filter: TupleFilter = {},
  limit = 100,
): Promise<readonly string[]> {
  const found: string[] = []
  let after: TupleKey | undefined
  do {
    const page = { limit, ...(after === undefined ? {} : { after }) }
    const { items, next } = await datastore.readTuples(STORE, filter, page)
    found.push(...items.map(text))
    after = next
  } while (after !== undefined)
  return found
}

/** Opens an empty datastore and makes the store `STORE` in it. */
export async function openWithStore(open: () => Promise<Datastore>): Promise<Datastore> {
  const datastore = await open()
  await addStore(datastore, STORE)
  return datastore
}
