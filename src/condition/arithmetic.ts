import { durationOf } from './duration.ts'
import { checkInt, checkUint } from './integer.ts'
import { addDuration, subtractTimestamps } from './timestamp.ts'
import type { Bytes, Failure, Value } from './value.ts'
import { failure, isObject, isUint, list, noSuchOverload } from './value.ts'

type Operation = (left: Value, right: Value) => Value | Failure

export const add: Operation = (left, right) => {
  if (typeof left === 'bigint' && typeof right === 'bigint') return checkInt(left + right)
  if (typeof left === 'number' && typeof right === 'number') return left + right
  if (typeof left === 'string' && typeof right === 'string') return left + right
  return isObject(left) && isObject(right) ? addObjects(left, right) : noSuchOverload
}

function addObjects(left: Value & object, right: Value & object): Value | Failure {
  if (left.kind === 'timestamp' && right.kind === 'duration') return addDuration(left, right)
  if (left.kind === 'duration') {
    if (right.kind === 'timestamp') return addDuration(right, left)
    if (right.kind !== 'duration') return noSuchOverload
    return durationOf(left.seconds + right.seconds, left.nanos + right.nanos)
  }
  if (left.kind === 'uint' && right.kind === 'uint') return checkUint(left.value + right.value)
  if (left.kind === 'list' && right.kind === 'list') return list([...left.items, ...right.items])
  if (left.kind === 'bytes' && right.kind === 'bytes') return concatenate(left, right)
  return noSuchOverload
}

function concatenate(left: Bytes, right: Bytes): Bytes {
  const bytes = new Uint8Array(left.bytes.length + right.bytes.length)
  bytes.set(left.bytes)
  bytes.set(right.bytes, left.bytes.length)
  return { kind: 'bytes', bytes }
}

export const subtract: Operation = (left, right) => {
  if (typeof left === 'bigint' && typeof right === 'bigint') return checkInt(left - right)
  if (typeof left === 'number' && typeof right === 'number') return left - right
  return isObject(left) && isObject(right) ? subtractObjects(left, right) : noSuchOverload
}

function subtractObjects(left: Value & object, right: Value & object): Value | Failure {
  if (left.kind === 'uint' && right.kind === 'uint') return checkUint(left.value - right.value)
  if (left.kind === 'timestamp' && right.kind === 'timestamp') {
    return subtractTimestamps(left, right)
  }
  if (right.kind !== 'duration') return noSuchOverload
  if (left.kind === 'duration') {
    return durationOf(left.seconds - right.seconds, left.nanos - right.nanos)
  }
  if (left.kind !== 'timestamp') return noSuchOverload
  const negated = durationOf(-right.seconds, -right.nanos)
  return negated.kind === 'failure' ? negated : addDuration(left, negated)
}

export const multiply: Operation = (left, right) => {
  if (typeof left === 'bigint' && typeof right === 'bigint') return checkInt(left * right)
  if (typeof left === 'number' && typeof right === 'number') return left * right
  if (isUint(left) && isUint(right)) return checkUint(left.value * right.value)
  return noSuchOverload
}

const divisionByZero = failure('division by zero')
const modulusByZero = failure('modulus by zero')

export const divide: Operation = (left, right) => {
  if (typeof left === 'number' && typeof right === 'number') return left / right
  if (typeof left === 'bigint' && typeof right === 'bigint') {
    return right === 0n ? divisionByZero : checkInt(left / right)
  }
  if (!isUint(left) || !isUint(right)) return noSuchOverload
  return right.value === 0n ? divisionByZero : checkUint(left.value / right.value)
}

/** The rest has the sign of the dividend. The least `int` by -1 overflows as its quotient does. */
export const modulo: Operation = (left, right) => {
  if (typeof left === 'bigint' && typeof right === 'bigint') {
    if (right === 0n) return modulusByZero
    const quotient = checkInt(left / right)
    return typeof quotient === 'bigint' ? left % right : quotient
  }
  if (!isUint(left) || !isUint(right)) return noSuchOverload
  return right.value === 0n ? modulusByZero : checkUint(left.value % right.value)
}

export function negate(value: Value): Value | Failure {
  if (typeof value === 'bigint') return checkInt(-value)
  if (typeof value === 'number') return -value
  if (!isObject(value) || value.kind !== 'duration') return noSuchOverload
  return durationOf(-value.seconds, -value.nanos)
}
