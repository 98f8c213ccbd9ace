/**
 * How many bytes a message in normal form takes in protobuf's wire format (protobuf.dev,
 * "Encoding"): OpenFGA's limit on a model is counted in them. All field numbers of a model are below
 * 16, so that a tag is one byte.
 */
import { isList, isObject, type JsonObject, type JsonValue } from './json.ts'
import type { Field, Message } from './model-messages.ts'
import { utf8Bytes } from './utf8-bytes.ts'

export function messageBytes(value: JsonObject, message: Message): number {
  let bytes = 0
  for (const field of message.fields) {
    const held = value[field.name]
    if (held !== undefined && held !== null) bytes += heldBytes(held, field)
  }
  return bytes
}

/** A text or a message in a field: tag, length, content. */
export function fieldBytes(content: number): number {
  return 1 + varintBytes(content) + content
}

export function textBytes(text: string): number {
  return fieldBytes(utf8Bytes(text))
}

function heldBytes(held: JsonValue, field: Field): number {
  switch (field.kind) {
    case 'text':
      // A default is left out, but for a choice, whose presence says something.
      return held === '' && !field.choice ? 0 : textBytes(String(held))
    case 'enum':
      return held === field.values[0] ? 0 : 2
    case 'message':
      return isObject(held) ? fieldBytes(messageBytes(held, field.of())) : 0
    case 'list':
      return isList(held) ? sum(held.map((item) => itemBytes(item, field.of()))) : 0
    case 'map':
      return isObject(held) ? mapBytes(held, field.of()) : 0
  }
}

/** Each entry is a message of a key and a value, both of them always there. */
function mapBytes(held: JsonObject, of: Message): number {
  return sum(
    Object.entries(held).map(([key, item]) => fieldBytes(textBytes(key) + itemBytes(item, of))),
  )
}

function itemBytes(item: JsonValue, of: Message): number {
  return isObject(item) ? fieldBytes(messageBytes(item, of)) : 0
}

function sum(numbers: readonly number[]): number {
  return numbers.reduce((total, number) => total + number, 0)
}

function varintBytes(value: number): number {
  let bytes = 1
  for (let rest = value; rest > 127; rest = Math.floor(rest / 128)) bytes++
  return bytes
}
