import { nanosecondsOf, parseDuration, showDuration } from './duration.ts'
import { checkInt, checkUint, integerOverflow } from './integer.ts'
import { parseIpAddress } from './ip-address.ts'
import { isInRange, parseStrictTimestamp, showTimestamp, timestampOverflow } from './timestamp.ts'
import type { Failure, Value } from './value.ts'
import { failure, isObject, isUint, noSuchOverload, typeNameOf } from './value.ts'

type Conversion = (value: Value) => Value | Failure

function notA(type: string): Failure {
  return failure(`the text is not a ${type}`)
}

export const toInt: Conversion = (value) => {
  if (typeof value === 'bigint') return value
  if (typeof value === 'number') return doubleToInt(value)
  if (typeof value === 'string') {
    return /^[+-]?\d+$/.test(value) ? checkInt(BigInt(value.replace('+', ''))) : notA('int')
  }
  if (!isObject(value)) return noSuchOverload
  if (value.kind === 'uint') return checkInt(value.value)
  if (value.kind === 'timestamp') return BigInt(value.seconds)
  return value.kind === 'duration' ? nanosecondsOf(value) : noSuchOverload
}

/** Cut off toward zero. Both ends of the range are out of it, for a double cannot tell them apart. */
function doubleToInt(value: number): bigint | Failure {
  return value > -(2 ** 63) && value < 2 ** 63 ? BigInt(Math.trunc(value)) : integerOverflow
}

export const toUint: Conversion = (value) => {
  if (typeof value === 'bigint') return checkUint(value)
  if (typeof value === 'number') {
    return value >= 0 && value < 2 ** 64 ? checkUint(BigInt(Math.trunc(value))) : checkUint(-1n)
  }
  if (typeof value === 'string')
    return /^\d+$/.test(value) ? checkUint(BigInt(value)) : notA('uint')
  return isUint(value) ? value : noSuchOverload
}

const DECIMAL = /^[+-]?(?:\d+\.?\d*|\.\d+)(?:[eE][+-]?\d+)?$/
const HEXADECIMAL = /^([+-]?)0[xX]([\da-fA-F]*)\.?([\da-fA-F]*)[pP]([+-]?\d+)$/

export const toDouble: Conversion = (value) => {
  if (typeof value === 'number') return value
  if (typeof value === 'bigint') return Number(value)
  if (typeof value === 'string') return parseDouble(value)
  return isUint(value) ? Number(value.value) : noSuchOverload
}

/** Parses what Go's `strconv.ParseFloat` does. */
function parseDouble(text: string): number | Failure {
  if (/^[+-]?nan$/i.test(text)) return Number.NaN
  if (/^[+-]?inf(?:inity)?$/i.test(text)) return text.startsWith('-') ? -Infinity : Infinity
  const digits = text.replace(/(?<=[\da-fA-FxX])_(?=[\da-fA-F])/g, '')
  const value = DECIMAL.test(digits) ? Number(digits) : parseHexadecimal(digits)
  return Number.isFinite(value) ? value : notA('double')
}

function parseHexadecimal(text: string): number {
  const [, sign, whole = '', fraction = '', power] = HEXADECIMAL.exec(text) ?? []
  if (sign === undefined || whole + fraction === '') return Number.NaN
  const magnitude =
    Number(BigInt(`0x${whole}${fraction}`)) * 2 ** (Number(power) - fraction.length * 4)
  return sign === '-' ? -magnitude : magnitude
}

const TRUE_TEXTS = ['1', 't', 'T', 'TRUE', 'true', 'True']
const FALSE_TEXTS = ['0', 'f', 'F', 'FALSE', 'false', 'False']

export const toBool: Conversion = (value) => {
  if (typeof value === 'boolean') return value
  if (typeof value !== 'string') return noSuchOverload
  if (TRUE_TEXTS.includes(value)) return true
  return FALSE_TEXTS.includes(value) ? false : notA('bool')
}

export const toBytes: Conversion = (value) => {
  if (typeof value === 'string') return { kind: 'bytes', bytes: new TextEncoder().encode(value) }
  return isObject(value) && value.kind === 'bytes' ? value : noSuchOverload
}

export const toText: Conversion = (value) => {
  if (typeof value === 'string') return value
  if (typeof value === 'boolean' || typeof value === 'bigint') return String(value)
  if (typeof value === 'number') return showDouble(value)
  if (!isObject(value)) return noSuchOverload
  if (value.kind === 'uint') return String(value.value)
  if (value.kind === 'timestamp') return showTimestamp(value)
  if (value.kind === 'duration') return showDuration(value)
  return value.kind === 'bytes' ? decodeText(value.bytes) : noSuchOverload
}

function decodeText(bytes: Uint8Array): string | Failure {
  try {
    return new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes)
  } catch {
    // A TypeError is how a fatal decoder says that the bytes are no UTF-8.
    return failure('the bytes are not UTF-8')
  }
}

/** From this power of ten on an exponent is written. */
const EXPONENT_FROM = 6

/** Go's `%g`: the shortest digits, with an exponent below 1e-4 and from 1e6 on. */
function showDouble(value: number): string {
  if (!Number.isFinite(value)) return Number.isNaN(value) ? 'NaN' : value > 0 ? '+Inf' : '-Inf'
  if (Object.is(value, -0)) return '-0'
  const [digits = '', power = '0'] = value.toExponential().split('e')
  const exponent = Number(power)
  if (exponent >= -4 && exponent < EXPONENT_FROM) return String(value)
  const size = String(Math.abs(exponent)).padStart(2, '0')
  return `${digits}e${exponent < 0 ? '-' : '+'}${size}`
}

export const toDuration: Conversion = (value) => {
  if (typeof value === 'string') return parseDuration(value) ?? notA('duration')
  return isObject(value) && value.kind === 'duration' ? value : noSuchOverload
}

export const toTimestamp: Conversion = (value) => {
  if (typeof value === 'string') return parseStrictTimestamp(value)
  if (typeof value === 'bigint') {
    const seconds = Number(value)
    if (!isInRange(seconds)) return timestampOverflow
    return { kind: 'timestamp', seconds, nanos: 0, offsetSeconds: 0 }
  }
  return isObject(value) && value.kind === 'timestamp' ? value : noSuchOverload
}

export const toIpAddress: Conversion = (value) => {
  if (typeof value !== 'string') return noSuchOverload
  return parseIpAddress(value) ?? failure('the text is not an IP address')
}

export const toTypeName: Conversion = (value) => ({ kind: 'type', name: typeNameOf(value) })
