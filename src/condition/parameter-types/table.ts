import { parseDuration } from '#condition/duration.ts'
import { parseIpAddress } from '#condition/ip-address.ts'
import { parseTimestamp } from '#condition/timestamp.ts'
import type { Type } from '#condition/type.ts'
import { listOf, mapOf, plain } from '#condition/type.ts'
import type { Value } from '#condition/value.ts'
import { failure } from '#condition/value.ts'
import { convertAny, convertList, convertMap } from './collection.ts'
import type { Conversion } from './conversion.ts'
import { wanted } from './conversion.ts'
import { convertDouble, convertInt, convertUint } from './number.ts'

/** A parameter type as a model declares it; structurally the model's `ParameterType`. */
export interface DeclaredType {
  readonly name: ParameterTypeName
  readonly generics: readonly DeclaredType[]
}

/** What a declared type is to the checker, and how JSON becomes a value of it. */
export interface ParameterType {
  readonly type: Type
  readonly convert: Conversion
}

function convertText(name: string, parse: (text: string) => Value | undefined): Conversion {
  return (json) => {
    if (typeof json !== 'string') return wanted(name, json)
    return parse(json) ?? failure(`expected ${name}, found another text`)
  }
}

/** OpenFGA's parameter types. A new one is a row here and, if it is more than a line, a file. */
const SCALARS = {
  any: { type: plain('any'), convert: convertAny },
  bool: {
    type: plain('bool'),
    convert: (json) => (typeof json === 'boolean' ? json : wanted('a bool', json)),
  },
  string: {
    type: plain('string'),
    convert: (json) => (typeof json === 'string' ? json : wanted('a string', json)),
  },
  int: { type: plain('int'), convert: convertInt },
  uint: { type: plain('uint'), convert: convertUint },
  double: { type: plain('double'), convert: convertDouble },
  duration: { type: plain('duration'), convert: convertText('a duration', parseDuration) },
  timestamp: {
    type: plain('timestamp'),
    convert: convertText('a timestamp in RFC 3339', parseTimestamp),
  },
  ipaddress: { type: plain('IPAddress'), convert: convertText('an IP address', parseIpAddress) },
} as const satisfies Record<string, ParameterType>

const COLLECTIONS = {
  list: ({ type, convert }: ParameterType): ParameterType => ({
    type: listOf(type),
    convert: convertList(convert),
  }),
  map: ({ type, convert }: ParameterType): ParameterType => ({
    type: mapOf(plain('string'), type),
    convert: convertMap(convert),
  }),
} as const

export type ParameterTypeName = keyof typeof SCALARS | keyof typeof COLLECTIONS

/** The type as declared, or undefined where `list` and `map` lack the type of their elements. */
export function parameterTypeOf({ name, generics }: DeclaredType): ParameterType | undefined {
  if (name !== 'list' && name !== 'map') return generics.length === 0 ? SCALARS[name] : undefined
  const [only] = generics
  const element = only === undefined ? undefined : parameterTypeOf(only)
  return element === undefined || generics.length > 1 ? undefined : COLLECTIONS[name](element)
}
