import { CannotBeDone } from '#cli/misuse.ts'
import type { JsonObject } from '#model/json.ts'
import type { AskedStore } from './asked-store.ts'

/** The model by which a store is asked, as OpenFGA's JSON. */
export async function newestModel({
  authorizer,
  store,
}: Pick<AskedStore, 'authorizer' | 'store'>): Promise<JsonObject> {
  const { items } = await authorizer.listModels(store, { pageSize: 1 })
  const [newest] = items
  if (newest === undefined) throw new CannotBeDone('the store has no model yet')
  return newest.json
}
