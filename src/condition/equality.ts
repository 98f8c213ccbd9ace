import type { Bytes, Dictionary, Failure, List, Value } from './value.ts'
import { dictionarySize, isFailure, isUint, noSuchOverload } from './value.ts'

type Numeric = number | bigint

/** An `int` and a `uint` as they are, a `double` as a number; undefined for what is no number. */
function numericOf(value: Value): Numeric | undefined {
  if (typeof value === 'bigint' || typeof value === 'number') return value
  return isUint(value) ? value.value : undefined
}

/** A `double` is compared as a double, so a large `int` is rounded first, as in CEL. */
function compareNumeric(left: Numeric, right: Numeric): number {
  if (typeof left === 'bigint' && typeof right === 'bigint') {
    return left < right ? -1 : left > right ? 1 : 0
  }
  const a = Number(left)
  const b = Number(right)
  return a < b ? -1 : a > b ? 1 : 0
}

/** Order of code points. UTF-16 units alone would put U+E000 to U+FFFF above the astral planes. */
function compareText(left: string, right: string): number {
  const length = Math.min(left.length, right.length)
  for (let index = 0; index < length; index++) {
    const a = left.charCodeAt(index)
    const b = right.charCodeAt(index)
    if (a !== b) return rankOfUnit(a) - rankOfUnit(b)
  }
  return left.length - right.length
}

function rankOfUnit(unit: number): number {
  return unit >= 0xd800 && unit <= 0xdfff ? unit + 0x10000 : unit
}

function compareBytes(left: Bytes, right: Bytes): number {
  const length = Math.min(left.bytes.length, right.bytes.length)
  for (let index = 0; index < length; index++) {
    const difference = (left.bytes[index] ?? 0) - (right.bytes[index] ?? 0)
    if (difference !== 0) return difference
  }
  return left.bytes.length - right.bytes.length
}

/**
 * Below, at or above zero, as `left` is less than, equal to or greater than `right`; `NaN` where
 * one of them is not a number. A failure for what has no order.
 */
export function compare(left: Value, right: Value): number | Failure {
  if (Number.isNaN(left) || Number.isNaN(right)) return Number.NaN
  if (typeof left === 'string' && typeof right === 'string') return compareText(left, right)
  if (typeof left === 'boolean' && typeof right === 'boolean') return Number(left) - Number(right)
  const a = numericOf(left)
  const b = numericOf(right)
  if (a !== undefined && b !== undefined) return compareNumeric(a, b)
  return compareObjects(left, right)
}

function compareObjects(left: Value, right: Value): number | Failure {
  if (typeof left !== 'object' || typeof right !== 'object' || left === null || right === null) {
    return noSuchOverload
  }
  if (left.kind === 'bytes' && right.kind === 'bytes') return compareBytes(left, right)
  const bothTimes = left.kind === 'timestamp' && right.kind === 'timestamp'
  if (bothTimes || (left.kind === 'duration' && right.kind === 'duration')) {
    return left.seconds - right.seconds || left.nanos - right.nanos
  }
  return noSuchOverload
}

/**
 * Whether two values are equal. Values of different types are not, but numbers compare across
 * types; an address compared to something else is a failure.
 */
export function equals(left: Value, right: Value): boolean | Failure {
  if (left === null || right === null) return left === right
  if (typeof left === 'boolean' || typeof left === 'string') return left === right
  const a = numericOf(left)
  if (a !== undefined) {
    const b = numericOf(right)
    if (b === undefined || Number.isNaN(a) || Number.isNaN(b)) return false
    return compareNumeric(a, b) === 0
  }
  return typeof left === 'object' ? equalObjects(left, right) : false
}

function equalObjects(left: Value & object, right: Value): boolean | Failure {
  if (typeof right !== 'object' || right === null || left.kind !== right.kind) {
    return left.kind === 'ipaddress' ? noSuchOverload : false
  }
  if (left.kind === 'list' && right.kind === 'list') return equalLists(left, right)
  if (left.kind === 'map' && right.kind === 'map') return equalDictionaries(left, right)
  if (left.kind === 'type' && right.kind === 'type') return left.name === right.name
  if (left.kind === 'ipaddress' && right.kind === 'ipaddress') {
    return left.address === right.address && left.bits === right.bits && left.zone === right.zone
  }
  return compare(left, right) === 0
}

/** Elements that cannot be compared do not make lists differ: only a definite no does. */
function equalLists(left: List, right: List): boolean {
  return (
    left.items.length === right.items.length &&
    left.items.every((item, index) => equals(item, right.items[index] ?? null) !== false)
  )
}

function equalDictionaries(left: Dictionary, right: Dictionary): boolean {
  if (dictionarySize(left) !== dictionarySize(right)) return false
  for (const [key, value] of entriesOf(left)) {
    const other = findInDictionary(right, key)
    if (other === undefined || equals(value, other) === false) return false
  }
  return true
}

export function* entriesOf(map: Dictionary): Generator<readonly [Value, Value]> {
  yield* map.byText
  yield* map.others
}

/** The value under a key. An `int` key finds a `uint` one of the same number and the reverse. */
export function findInDictionary(map: Dictionary, key: Value): Value | undefined {
  if (typeof key === 'string') return map.byText.get(key)
  const exact = map.others.find(([candidate]) => isSameKey(candidate, key))
  if (exact !== undefined) return exact[1]
  return map.others.find(
    ([candidate]) => typeof candidate !== 'number' && isNumericMatch(candidate, key),
  )?.[1]
}

function isSameKey(left: Value, right: Value): boolean {
  return left === right || (isUint(left) && isUint(right) && left.value === right.value)
}

function isNumericMatch(candidate: Value, key: Value): boolean {
  const number = numericOf(candidate)
  const wanted = numericOf(key)
  if (typeof number !== 'bigint' || wanted === undefined) return false
  if (typeof wanted === 'bigint') return number === wanted
  return Number.isInteger(wanted) && BigInt(wanted) === number
}

/** A map of entries as written: a later entry replaces an earlier one of the same key. */
export function dictionaryOf(entries: Iterable<readonly [Value, Value]>): Dictionary {
  const byText = new Map<string, Value>()
  const others: (readonly [Value, Value])[] = []
  for (const entry of entries) {
    const [key, value] = entry
    if (typeof key === 'string') {
      byText.set(key, value)
      continue
    }
    const index = others.findIndex(([candidate]) => isSameKey(candidate, key))
    others[index < 0 ? others.length : index] = entry
  }
  return { kind: 'map', byText, others }
}

/** Whether a list holds an equal element. */
export function listContains(items: List, wanted: Value): boolean {
  return items.items.some((item) => {
    const equal = equals(wanted, item)
    return !isFailure(equal) && equal
  })
}
