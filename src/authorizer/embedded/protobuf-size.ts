/**
 * How many bytes values take in OpenFGA's protobuf messages: its limits on contexts and assertions
 * are counted in them.
 */
import { isList, isObject, type JsonObject, type JsonValue } from '#model/json.ts'
import { fieldBytes, textBytes } from '#model/protobuf-bytes.ts'
import type { Tuple, TupleKey } from '#model/tuple.ts'

/** `google.protobuf.Struct`. */
export function structBytes(value: JsonObject): number {
  let bytes = 0
  for (const [key, member] of Object.entries(value)) {
    bytes += fieldBytes(textBytes(key) + fieldBytes(valueBytes(member)))
  }
  return bytes
}

/** `TupleKey`, with its condition. */
export function tupleBytes(tuple: Tuple): number {
  const { condition } = tuple
  if (condition === undefined) return keyBytes(tuple)
  const context = condition.context === undefined ? 0 : fieldBytes(structBytes(condition.context))
  return keyBytes(tuple) + fieldBytes(textBytes(condition.name) + context)
}

export function keyBytes(key: TupleKey): number {
  return textBytes(key.user) + textBytes(key.relation) + textBytes(key.object)
}

/** `google.protobuf.Value`. */
function valueBytes(value: JsonValue): number {
  if (value === null || typeof value === 'boolean') return 2
  if (typeof value === 'number') return 9
  if (typeof value === 'string') return textBytes(value)
  if (isList(value)) {
    return fieldBytes(value.reduce((sum: number, item) => sum + fieldBytes(valueBytes(item)), 0))
  }
  return isObject(value) ? fieldBytes(structBytes(value)) : 0
}
