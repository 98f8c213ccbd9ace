import { checkInt } from './integer.ts'
import type { Duration, Failure } from './value.ts'
import { failure } from './value.ts'

export const NANOS_PER_SECOND = 1_000_000_000

/** A duration has 64 bits of nanoseconds: about 292 years either way. */
const MAX_SECONDS = 9_223_372_036
const MAX_NANOS = 854_775_807

const durationOverflow = failure('integer overflow')

/** The duration of so many seconds and nanoseconds, each of any sign. */
export function durationOf(seconds: number, nanos: number): Duration | Failure {
  const carried = Math.floor(nanos / NANOS_PER_SECOND)
  const whole = seconds + carried
  const rest = nanos - carried * NANOS_PER_SECOND
  const isAbove = whole > MAX_SECONDS || (whole === MAX_SECONDS && rest > MAX_NANOS)
  const isBelow = whole < -MAX_SECONDS - 1 || (whole === -MAX_SECONDS - 1 && rest < LEAST_NANOS)
  return isAbove || isBelow ? durationOverflow : { kind: 'duration', seconds: whole, nanos: rest }
}

/** The rest of the least duration above its whole seconds. */
const LEAST_NANOS = NANOS_PER_SECOND - MAX_NANOS - 1

export function nanosecondsOf(duration: Duration): bigint {
  return BigInt(duration.seconds) * BigInt(NANOS_PER_SECOND) + BigInt(duration.nanos)
}

/** Whole units of so many nanoseconds, toward zero. */
export function wholeUnits(duration: Duration, unitNanos: bigint): bigint {
  return nanosecondsOf(duration) / unitNanos
}

const NANOS_PER_UNIT: Readonly<Record<string, bigint>> = {
  ns: 1n,
  us: 1_000n,
  µs: 1_000n,
  μs: 1_000n,
  ms: 1_000_000n,
  s: 1_000_000_000n,
  m: 60_000_000_000n,
  h: 3_600_000_000_000n,
}

/** The bound on the sum before its sign: `-9223372036854775808ns` can be written. */
const MAX_MAGNITUDE = 2n ** 63n

const TERM = /(\d*)(?:\.(\d*))?(ns|us|µs|μs|ms|s|m|h)/y

/** Parses the text of a duration as Go's `time.ParseDuration` does: `1h30m`, `-1.5s`, `0`. */
export function parseDuration(text: string): Duration | undefined {
  const isNegative = text.startsWith('-')
  const body = /^[+-]/.test(text) ? text.slice(1) : text
  if (body === '0') return { kind: 'duration', seconds: 0, nanos: 0 }
  if (body === '') return undefined
  let total = 0n
  for (let at = 0; at < body.length; at = TERM.lastIndex) {
    TERM.lastIndex = at
    const amount = termNanos(TERM.exec(body))
    if (amount === undefined) return undefined
    total += amount
    if (total > MAX_MAGNITUDE) return undefined
  }
  const nanos = checkInt(isNegative ? -total : total)
  return typeof nanos === 'bigint' ? fromNanos(nanos) : undefined
}

function fromNanos(nanos: bigint): Duration {
  const second = BigInt(NANOS_PER_SECOND)
  const rest = ((nanos % second) + second) % second
  return { kind: 'duration', seconds: Number((nanos - rest) / second), nanos: Number(rest) }
}

/** Nanoseconds of one term. The fraction goes through floating point, as in Go, and is cut off. */
function termNanos(found: RegExpExecArray | null): bigint | undefined {
  if (found === null) return undefined
  const [, whole = '', fraction = '', unitName = ''] = found
  const unit = NANOS_PER_UNIT[unitName]
  if (unit === undefined || (whole === '' && fraction === '')) return undefined
  const nanos = BigInt(whole || '0') * unit
  if (nanos > MAX_MAGNITUDE) return undefined
  if (fraction === '') return nanos
  const digits = fittingDigits(fraction)
  const scale = 10 ** digits.length
  return nanos + BigInt(Math.trunc(Number(digits) * (Number(unit) / scale)))
}

/** As many digits as fit into 63 bits; Go drops the rest. */
function fittingDigits(digits: string): string {
  const most = digits.slice(0, 19)
  return BigInt(most) <= MAX_MAGNITUDE ? most : most.slice(0, -1)
}

/** Seconds with the fraction that is needed, then `s`: what CEL's `string(duration)` writes. */
export function showDuration(duration: Duration): string {
  const nanos = nanosecondsOf(duration)
  const second = BigInt(NANOS_PER_SECOND)
  const seconds = Number(nanos / second) + Number(nanos % second) / NANOS_PER_SECOND
  return `${plainDecimal(seconds)}s`
}

/** The shortest decimal of a number, never with an exponent. */
function plainDecimal(value: number): string {
  const text = String(value)
  const [digits = '', exponent] = text.split('e-')
  if (exponent === undefined) return text
  const sign = digits.startsWith('-') ? '-' : ''
  return `${sign}0.${'0'.repeat(Number(exponent) - 1)}${digits.replace(/[-.]/g, '')}`
}
