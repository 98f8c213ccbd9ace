/**
 * How many bytes values take in OpenFGA's protobuf messages: its limits on contexts and assertions
 * are counted in them. Field numbers do not matter, for all of them are below 16 (one byte of tag).
 */
import type { JsonObject, JsonValue } from '#model/json.ts'
import type { Tuple, TupleKey } from '#model/tuple.ts'

/** `google.protobuf.Struct`. */
export function structBytes(value: JsonObject): number {
  let bytes = 0
  for (const [key, member] of Object.entries(value)) {
    bytes += fieldBytes(textFieldBytes(key) + fieldBytes(valueBytes(member)))
  }
  return bytes
}

/** `TupleKey`, with its condition. */
export function tupleBytes(tuple: Tuple): number {
  const condition = tuple.condition
  if (condition === undefined) return keyBytes(tuple)
  const context = condition.context === undefined ? 0 : fieldBytes(structBytes(condition.context))
  return keyBytes(tuple) + fieldBytes(textFieldBytes(condition.name) + context)
}

export function keyBytes(key: TupleKey): number {
  return textFieldBytes(key.user) + textFieldBytes(key.relation) + textFieldBytes(key.object)
}

/** A message in a field: tag, length, content. */
export function fieldBytes(content: number): number {
  return 1 + varintBytes(content) + content
}

/** `google.protobuf.Value`. */
function valueBytes(value: JsonValue): number {
  if (value === null || typeof value === 'boolean') return 2
  if (typeof value === 'number') return 9
  if (typeof value === 'string') return 1 + textBytes(value)
  if (isList(value)) {
    return fieldBytes(value.reduce((sum: number, item) => sum + fieldBytes(valueBytes(item)), 0))
  }
  return fieldBytes(structBytes(value))
}

function isList(value: JsonObject | readonly JsonValue[]): value is readonly JsonValue[] {
  return Array.isArray(value)
}

/** An empty text is left out of a message. */
function textFieldBytes(text: string): number {
  return text === '' ? 0 : 1 + textBytes(text)
}

function textBytes(text: string): number {
  const content = new TextEncoder().encode(text).length
  return varintBytes(content) + content
}

function varintBytes(value: number): number {
  let bytes = 1
  for (let rest = value; rest > 127; rest = Math.floor(rest / 128)) bytes++
  return bytes
}
