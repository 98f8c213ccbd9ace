import { CannotBeDone } from '#cli/misuse.ts'
import { isObject, type JsonObject } from '#model/json.ts'
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

/** The types of a model, each with its relations. */
export function typesOf({ type_definitions }: JsonObject): ReadonlyMap<string, readonly string[]> {
  const definitions: readonly unknown[] = Array.isArray(type_definitions) ? type_definitions : []
  return new Map(
    definitions.filter(isObject).map(({ type, relations }) => {
      return [String(type), isObject(relations) ? Object.keys(relations) : []]
    }),
  )
}
