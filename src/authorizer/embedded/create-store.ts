import type { StoreDescription } from '#authorizer/authorizer.ts'
import { type Clock, mintStoreId, type RandomBytes } from '#model/ids.ts'
import type { Datastore } from '#storage/datastore.ts'

/** Names need not be unique; the id is the store. */
export async function createStore(
  {
    datastore,
    clock,
    randomBytes,
  }: { datastore: Datastore; clock: Clock; randomBytes: RandomBytes },
  name: string,
): Promise<StoreDescription> {
  const now = clock.now()
  const store = { id: mintStoreId(clock, randomBytes), name, createdAt: now, updatedAt: now }
  await datastore.createStore(store)
  return store
}
