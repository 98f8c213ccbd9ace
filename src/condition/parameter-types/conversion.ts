import type { ContextValue } from '#condition/condition.ts'
import type { Failure, Value } from '#condition/value.ts'
import { failure } from '#condition/value.ts'

/** Makes a value of a parameter's type from JSON. A failure says what was wanted, never what came. */
export type Conversion = (json: ContextValue) => Value | Failure

/** What JSON calls the value, for messages. */
function jsonTypeOf(json: ContextValue): string {
  if (json === null) return 'null'
  if (Array.isArray(json)) return 'list'
  return typeof json === 'object' ? 'map' : typeof json
}

export function wanted(type: string, json: ContextValue): Failure {
  return failure(`expected ${type}, found ${jsonTypeOf(json)}`)
}
