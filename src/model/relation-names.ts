import { isObject, type JsonObject } from './json.ts'

/** The types of a model in OpenFGA's JSON, each with the names of its relations, in their order. */
export function relationNames({
  type_definitions: types,
}: JsonObject): ReadonlyMap<string, readonly string[]> {
  const definitions: readonly unknown[] = Array.isArray(types) ? types : []
  return new Map(
    definitions
      .filter(isObject)
      .map(({ type, relations }) => [
        String(type),
        isObject(relations) ? Object.keys(relations) : [],
      ]),
  )
}
