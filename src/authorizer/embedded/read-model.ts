import type { ModelDescription } from '#authorizer/authorizer.ts'
import { ModelNotFound } from '#authorizer/errors.ts'
import type { ModelId, StoreId } from '#model/ids.ts'
import type { Datastore, StoredModel } from '#storage/datastore.ts'

/** Throws `ModelNotFound`. */
export async function readModel(
  { datastore }: { datastore: Datastore },
  store: StoreId,
  id: ModelId,
): Promise<ModelDescription> {
  const stored = await datastore.readModel(store, id)
  if (stored === undefined) throw new ModelNotFound(id)
  return describeModel(stored)
}

export function describeModel({ id, json }: StoredModel): ModelDescription {
  return { id, json: JSON.parse(json) }
}
