import { add, divide, modulo, multiply, negate, subtract } from './arithmetic.ts'
import {
  toBool,
  toBytes,
  toDouble,
  toDuration,
  toInt,
  toIpAddress,
  toText,
  toTimestamp,
  toTypeName,
  toUint,
} from './conversion.ts'
import { compare, equals, findInDictionary, listContains } from './equality.ts'
import { isInRange, parseIpRange } from './ip-address.ts'
import { readTimePart, readTimePartIn, TIME_PARTS } from './time-part.ts'
import type { Failure, Value } from './value.ts'
import { noSuchOverload, sizeOf } from './value.ts'

export type UnaryOperation = (value: Value) => Value | Failure
export type BinaryOperation = (left: Value, right: Value) => Value | Failure

const size: UnaryOperation = (value) => {
  const count = sizeOf(value)
  return count === undefined ? noSuchOverload : BigInt(count)
}

/** Functions of one argument. Each refuses what it does not take, for types may be open till now. */
export const UNARY_OPERATIONS: ReadonlyMap<string, UnaryOperation> = new Map([
  ['!_', (value: Value) => (typeof value === 'boolean' ? !value : noSuchOverload)],
  ['-_', negate],
  ['size', size],
  ['type', toTypeName],
  ['dyn', (value: Value) => value],
  ['bool', toBool],
  ['bytes', toBytes],
  ['double', toDouble],
  ['duration', toDuration],
  ['int', toInt],
  ['string', toText],
  ['timestamp', toTimestamp],
  ['uint', toUint],
  ['ipaddress', toIpAddress],
  ...TIME_PARTS.map((part): [string, UnaryOperation] => [
    part,
    (value) => readTimePart(part, value),
  ]),
])

/** An operator over the order of two values; NaN has none, so every one is false. */
function ordered(holds: (order: number) => boolean): BinaryOperation {
  return (left, right) => {
    const order = compare(left, right)
    return typeof order === 'number' ? holds(order) : order
  }
}

function onTexts(holds: (text: string, other: string) => boolean): BinaryOperation {
  return (left, right) =>
    typeof left === 'string' && typeof right === 'string' ? holds(left, right) : noSuchOverload
}

/** Elements of a list, keys of a map. */
const isIn: BinaryOperation = (wanted, container) => {
  if (typeof container !== 'object' || container === null) return noSuchOverload
  if (container.kind === 'list') return listContains(container, wanted)
  if (container.kind !== 'map') return noSuchOverload
  return findInDictionary(container, wanted) !== undefined
}

const inCidr: BinaryOperation = (address, range) => {
  const isAddress = typeof address === 'object' && address?.kind === 'ipaddress'
  if (!isAddress || typeof range !== 'string') return noSuchOverload
  const parsed = parseIpRange(range)
  return 'kind' in parsed ? parsed : isInRange(address, parsed)
}

/** Functions and operators of two arguments; `matches` is in `pattern.ts`. */
export const BINARY_OPERATIONS: ReadonlyMap<string, BinaryOperation> = new Map([
  ['_+_', add],
  ['_-_', subtract],
  ['_*_', multiply],
  ['_/_', divide],
  ['_%_', modulo],
  ['_==_', equals],
  ['_!=_', (left: Value, right: Value) => equals(left, right) !== true],
  ['_<_', ordered((order) => order < 0)],
  ['_<=_', ordered((order) => order <= 0)],
  ['_>_', ordered((order) => order > 0)],
  ['_>=_', ordered((order) => order >= 0)],
  ['@in', isIn],
  ['contains', onTexts((text, part) => text.includes(part))],
  ['startsWith', onTexts((text, part) => text.startsWith(part))],
  ['endsWith', onTexts((text, part) => text.endsWith(part))],
  ['in_cidr', inCidr],
  ...TIME_PARTS.map((part): [string, BinaryOperation] => [
    part,
    (value, zone) => readTimePartIn(part, value, zone),
  ]),
])
