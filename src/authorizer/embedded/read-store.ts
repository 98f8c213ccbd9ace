import type { StoreDescription } from '#authorizer/authorizer.ts'
import { StoreNotFound } from '#authorizer/errors.ts'
import type { StoreId } from '#model/ids.ts'
import type { Datastore } from '#storage/datastore.ts'

/** Throws `StoreNotFound`. */
export async function readStore(
  { datastore }: { datastore: Datastore },
  id: StoreId,
): Promise<StoreDescription> {
  const store = await datastore.readStore(id)
  if (store === undefined) throw new StoreNotFound()
  return store
}
