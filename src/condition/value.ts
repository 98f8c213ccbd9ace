/**
 * Values of CEL while a condition is evaluated. An `int` is a `bigint`, a `double` is a `number`;
 * what JavaScript has no type of its own for is an object that says its `kind`.
 */
export type Value =
  | null
  | boolean
  | number
  | bigint
  | string
  | Uint
  | Bytes
  | Duration
  | Timestamp
  | IpAddress
  | List
  | Dictionary
  | TypeName

export interface Uint {
  readonly kind: 'uint'
  readonly value: bigint
}

export interface Bytes {
  readonly kind: 'bytes'
  readonly bytes: Uint8Array
}

/** Seconds, rounded down, and the nanoseconds above them (0 to 999,999,999). */
export interface Duration {
  readonly kind: 'duration'
  readonly seconds: number
  readonly nanos: number
}

/** Seconds since 1970 UTC and nanoseconds as in `Duration`; the offset only matters as text. */
export interface Timestamp {
  readonly kind: 'timestamp'
  readonly seconds: number
  readonly nanos: number
  readonly offsetSeconds: number
}

/** `bits` is 32 for IPv4 (also when written as IPv4-mapped IPv6) and 128 for IPv6. */
export interface IpAddress {
  readonly kind: 'ipaddress'
  readonly bits: 32 | 128
  readonly address: bigint
  /** The part after `%` of an IPv6 address; empty for most. */
  readonly zone: string
}

export interface List {
  readonly kind: 'list'
  readonly items: readonly Value[]
}

/** A CEL map. Keys of a context are text; keys of other types come from literals only, so are few. */
export interface Dictionary {
  readonly kind: 'map'
  readonly byText: ReadonlyMap<string, Value>
  readonly others: readonly (readonly [key: Value, value: Value])[]
}

interface TypeName {
  readonly kind: 'type'
  readonly name: string
}

/** What a step of the evaluation gives instead of a value. The message holds no value of a context. */
export interface Failure {
  readonly kind: 'failure'
  readonly message: string
}

export function failure(message: string): Failure {
  return { kind: 'failure', message }
}

export function isFailure(outcome: Value | Failure): outcome is Failure {
  return typeof outcome === 'object' && outcome !== null && outcome.kind === 'failure'
}

export const noSuchOverload = failure('no such overload')

export function uint(value: bigint): Uint {
  return { kind: 'uint', value }
}

export function list(items: readonly Value[]): List {
  return { kind: 'list', items }
}

export function isUint(value: Value): value is Uint {
  return typeof value === 'object' && value !== null && value.kind === 'uint'
}

/** Whether a value is one that says its `kind`. */
export function isObject(value: Value): value is Value & object {
  return typeof value === 'object' && value !== null
}

/** The name that `type(…)` gives. */
export function typeNameOf(value: Value): string {
  if (value === null) return 'null_type'
  if (typeof value === 'object') return OBJECT_TYPE_NAME[value.kind]
  if (typeof value === 'boolean') return 'bool'
  if (typeof value === 'number') return 'double'
  return typeof value === 'bigint' ? 'int' : 'string'
}

const OBJECT_TYPE_NAME = {
  uint: 'uint',
  bytes: 'bytes',
  duration: 'google.protobuf.Duration',
  timestamp: 'google.protobuf.Timestamp',
  ipaddress: 'IPAddress',
  list: 'list',
  map: 'map',
  type: 'type',
} as const

/** Code points of a text, which is what CEL counts and charges for. */
function countCodePoints(text: string): number {
  let count = 0
  for (let index = 0; index < text.length; index++) {
    if ((text.charCodeAt(index) & 0xfc00) !== 0xdc00) count++
  }
  return count
}

export function dictionarySize(map: Dictionary): number {
  return map.byText.size + map.others.length
}

/** Elements, code points or bytes; undefined for what has no size. */
export function sizeOf(value: Value): number | undefined {
  if (typeof value === 'string') return countCodePoints(value)
  if (typeof value !== 'object' || value === null) return undefined
  switch (value.kind) {
    case 'list':
      return value.items.length
    case 'map':
      return dictionarySize(value)
    case 'bytes':
      return value.bytes.length
    case 'uint':
    case 'duration':
    case 'timestamp':
    case 'ipaddress':
    case 'type':
      return undefined
  }
}
