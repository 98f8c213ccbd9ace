import type { StoreId } from '#model/ids.ts'
import type { Datastore } from '#storage/datastore.ts'
import type { KnownStores } from './known-stores.ts'
import type { PolicyStores } from './policy-stores.ts'

/** Deletes all of the store. No error when there is none. */
export async function deleteStore(
  {
    datastore,
    stores,
    policies,
  }: { datastore: Datastore; stores: KnownStores; policies: PolicyStores },
  store: StoreId,
): Promise<void> {
  await datastore.deleteStore(store)
  stores.forget(store)
  policies.forget(store)
}
