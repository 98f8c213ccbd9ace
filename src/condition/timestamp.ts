import { durationOf, NANOS_PER_SECOND } from './duration.ts'
import type { Duration, Failure, Timestamp } from './value.ts'
import { failure } from './value.ts'

/** CEL's range: the years 1 to 9999. A context may hold year 0 as well, but not compute with it. */
const MIN_SECONDS = -62_135_596_800
const MAX_SECONDS = 253_402_300_799

export const timestampOverflow = failure('timestamp overflow')

export function isInRange(seconds: number): boolean {
  return seconds >= MIN_SECONDS && seconds <= MAX_SECONDS
}

const SECONDS_PER_DAY = 86_400

const RFC3339 =
  /^(\d{4})-(\d\d)-(\d\d)T(\d\d?):(\d\d):(\d\d)(?:[.,](\d+))?(?:Z|([+-])(\d\d):(\d\d))$/

/**
 * Parses a timestamp as Go's `time.Parse(time.RFC3339, …)` does. That is a little more than
 * RFC 3339: an hour of one digit, a comma before the fraction, offsets up to 24:60.
 */
export function parseTimestamp(text: string): Timestamp | undefined {
  const found = RFC3339.exec(text)
  if (found === null) return undefined
  const [, year, month, day, hour, minute, second] = found
  const date = { year: Number(year), month: Number(month), day: Number(day) }
  const clock = { hour: Number(hour), minute: Number(minute), second: Number(second) }
  if (!isDate(date) || clock.hour > 23 || clock.minute > 59 || clock.second > 59) return undefined
  const offsetSeconds = parseOffset(found[8], found[9], found[10])
  if (offsetSeconds === undefined) return undefined
  const timeOfDay = clock.hour * 3600 + clock.minute * 60 + clock.second
  const seconds = daysSinceEpoch(date) * SECONDS_PER_DAY + timeOfDay - offsetSeconds
  return { kind: 'timestamp', seconds, nanos: parseFraction(found[7]), offsetSeconds }
}

function parseFraction(fraction: string | undefined): number {
  return fraction === undefined ? 0 : Number(fraction.slice(0, 9).padEnd(9, '0'))
}

/** Seconds east of UTC; 0 where `Z` stands. */
function parseOffset(
  sign: string | undefined,
  hours: string | undefined,
  minutes: string | undefined,
): number | undefined {
  if (sign === undefined) return 0
  const [hour, minute] = [Number(hours), Number(minutes)]
  if (hour > 24 || minute > 60) return undefined
  const seconds = (hour * 60 + minute) * 60
  return sign === '-' ? 0 - seconds : seconds
}

interface CivilDate {
  readonly year: number
  readonly month: number
  readonly day: number
}

function isDate({ year, month, day }: CivilDate): boolean {
  return month >= 1 && month <= 12 && day >= 1 && day <= daysInMonth(year, month)
}

function daysInMonth(year: number, month: number): number {
  if (month !== 2) return month === 4 || month === 6 || month === 9 || month === 11 ? 30 : 31
  return year % 4 === 0 && (year % 100 !== 0 || year % 400 === 0) ? 29 : 28
}

/** Days of the civil calendar since 1970, counted from the first of March of year 0. */
function daysSinceEpoch({ year, month, day }: CivilDate): number {
  const shiftedYear = month > 2 ? year : year - 1
  const shiftedMonth = (month + 9) % 12
  const leapDays =
    Math.floor(shiftedYear / 4) - Math.floor(shiftedYear / 100) + Math.floor(shiftedYear / 400)
  return shiftedYear * 365 + leapDays + Math.floor((shiftedMonth * 153 + 2) / 5) + day - 719_469
}

const STRICT_RFC3339 =
  /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(?:\.\d+)?(?:Z|[+-](?:[01]\d|2[0-3]):[0-5]\d)$/

/** Parses a timestamp as CEL's `timestamp(string)` does: strictly, and within CEL's range. */
export function parseStrictTimestamp(text: string): Timestamp | Failure {
  const timestamp = STRICT_RFC3339.test(text) ? parseTimestamp(text) : undefined
  if (timestamp === undefined) return failure('invalid RFC 3339 timestamp')
  return isInRange(timestamp.seconds) ? timestamp : timestampOverflow
}

export function addDuration(timestamp: Timestamp, duration: Duration): Timestamp | Failure {
  const sum = timestamp.nanos + duration.nanos
  const carry = sum >= NANOS_PER_SECOND ? 1 : 0
  const seconds = timestamp.seconds + duration.seconds + carry
  if (!isInRange(seconds)) return timestampOverflow
  const nanos = sum - carry * NANOS_PER_SECOND
  return { kind: 'timestamp', seconds, nanos, offsetSeconds: timestamp.offsetSeconds }
}

export function subtractTimestamps(left: Timestamp, right: Timestamp): Duration | Failure {
  const seconds = left.seconds - right.seconds
  const nanos = left.nanos - right.nanos
  // The whole seconds alone must fit as well: that is how OpenFGA's evaluator computes it.
  const whole = durationOf(seconds, 0)
  return whole.kind === 'failure' ? whole : durationOf(seconds, nanos)
}

/** A civil date and time, as read on a clock so many seconds east of UTC. */
export function civilTime(timestamp: Timestamp, offsetSeconds: number): Date {
  return new Date((timestamp.seconds + offsetSeconds) * 1000)
}

/** RFC 3339 with the offset it was given in and the fraction that is needed. */
export function showTimestamp(timestamp: Timestamp): string {
  const { nanos, offsetSeconds } = timestamp
  const civil = civilTime(timestamp, offsetSeconds).toISOString().slice(0, -5)
  const fraction = nanos === 0 ? '' : `.${String(nanos).padStart(9, '0').replace(/0+$/, '')}`
  return civil + fraction + showOffset(offsetSeconds)
}

function showOffset(offsetSeconds: number): string {
  if (offsetSeconds === 0) return 'Z'
  const minutes = Math.abs(offsetSeconds) / 60
  const two = (value: number) => String(Math.floor(value)).padStart(2, '0')
  return `${offsetSeconds < 0 ? '-' : '+'}${two(minutes / 60)}:${two(minutes % 60)}`
}
