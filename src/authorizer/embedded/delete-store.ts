import type { StoreId } from '#model/ids.ts'
import type { Datastore } from '#storage/datastore.ts'
import type { KnownStores } from './known-stores.ts'

/** Deletes all of the store. No error when there is none. */
export async function deleteStore(
  { datastore, stores }: { datastore: Datastore; stores: KnownStores },
  store: StoreId,
): Promise<void> {
  await datastore.deleteStore(store)
  stores.forget(store)
}
