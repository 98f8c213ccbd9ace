import type { ContextValue } from '#condition/condition.ts'
import type { Value } from '#condition/value.ts'
import { failure, isFailure, list } from '#condition/value.ts'
import type { Conversion } from './conversion.ts'
import { wanted } from './conversion.ts'

export function convertList(convertItem: Conversion): Conversion {
  return (json) => {
    if (!isArray(json)) return wanted('a list', json)
    const items: Value[] = []
    for (const [index, item] of json.entries()) {
      const converted = convertItem(item)
      if (isFailure(converted)) return failure(`item ${index}: ${converted.message}`)
      items.push(converted)
    }
    return list(items)
  }
}

/** `Array.isArray` does not tell a readonly array from an object. */
function isArray(json: ContextValue): json is readonly ContextValue[] {
  return Array.isArray(json)
}

export function convertMap(convertValue: Conversion): Conversion {
  return (json) => {
    if (typeof json !== 'object' || json === null || isArray(json)) return wanted('a map', json)
    const byText = new Map<string, Value>()
    for (const [key, value] of Object.entries(json)) {
      const converted = convertValue(value)
      // The key is a value of the context too: it does not belong in a message.
      if (isFailure(converted)) return failure(`a value of the map: ${converted.message}`)
      byText.set(key, converted)
    }
    return { kind: 'map', byText, others: [] }
  }
}

/** `any`: JSON as it is. Its numbers are doubles. */
export const convertAny: Conversion = (json) => {
  if (typeof json !== 'object' || json === null) return json
  return isArray(json) ? convertList(convertAny)(json) : convertMap(convertAny)(json)
}
