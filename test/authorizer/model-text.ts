import { transformer } from '@openfga/syntax-transformer'
import type { JsonObject } from '#model/json.ts'

/** OpenFGA's JSON of a model in the DSL, by OpenFGA's own transformer. */
export function jsonOf(fga: string): JsonObject {
  return transformer.transformDSLToJSONObject(fga) as unknown as JsonObject
}
