import { durationOf, nanosPerSecond } from './duration.ts'
import type { Duration, Failure, Timestamp } from './value.ts'
import { failure } from './value.ts'

/** CEL's range: the years 1 to 9999. A context may hold year 0 as well, but not compute with it. */
const minSeconds = -62_135_596_800
const maxSeconds = 253_402_300_799

export const timestampOverflow = failure('timestamp overflow')

export const isInRange = (seconds: number): boolean =>
  seconds >= minSeconds && seconds <= maxSeconds

const secondsPerDay = 86_400

const rfc3339 =
  /^(\d{4})-(\d\d)-(\d\d)T(\d\d?):(\d\d):(\d\d)(?:[.,](\d+))?(?:Z|([+-])(\d\d):(\d\d))$/

/**
 * Parses a timestamp as Go's `time.Parse(time.RFC3339, …)` does. That is a little more than
 * RFC 3339: an hour of one digit, a comma before the fraction, offsets up to 24:60.
 */
export const parseTimestamp = (text: string): Timestamp | undefined => {
  const found = rfc3339.exec(text)
  if (found === null) return undefined
  const [year = 0, month = 0, day = 0, hour = 0, minute = 0, second = 0] = found
    .slice(1, 7)
    .map(Number)
  const [fraction = '', sign, offsetHour = '0', offsetMinute = '0'] = found.slice(7)
  const isDate = month >= 1 && month <= 12 && day >= 1 && day <= daysInMonth(year, month)
  if (!isDate || hour > 23 || minute > 59 || second > 59) return undefined
  if (Number(offsetHour) > 24 || Number(offsetMinute) > 60) return undefined
  const offset = (Number(offsetHour) * 60 + Number(offsetMinute)) * 60
  const offsetSeconds = sign === '-' ? 0 - offset : offset
  const local =
    daysSinceEpoch(year, month, day) * secondsPerDay + hour * 3600 + minute * 60 + second
  const nanos = Number(fraction.slice(0, 9).padEnd(9, '0'))
  return { kind: 'timestamp', seconds: local - offsetSeconds, nanos, offsetSeconds }
}

const daysInMonth = (year: number, month: number): number => {
  if (month !== 2) return [4, 6, 9, 11].includes(month) ? 30 : 31
  return year % 4 === 0 && (year % 100 !== 0 || year % 400 === 0) ? 29 : 28
}

/** Days of the civil calendar since 1970, counted from the first of March of year 0. */
const daysSinceEpoch = (year: number, month: number, day: number): number => {
  const shiftedYear = month > 2 ? year : year - 1
  const shiftedMonth = (month + 9) % 12
  const leapDays =
    Math.floor(shiftedYear / 4) - Math.floor(shiftedYear / 100) + Math.floor(shiftedYear / 400)
  return shiftedYear * 365 + leapDays + Math.floor((shiftedMonth * 153 + 2) / 5) + day - 719_469
}

const strictRfc3339 =
  /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(?:\.\d+)?(?:Z|[+-](?:[01]\d|2[0-3]):[0-5]\d)$/

/** Parses a timestamp as CEL's `timestamp(string)` does: strictly, and within CEL's range. */
export const parseStrictTimestamp = (text: string): Timestamp | Failure => {
  const timestamp = strictRfc3339.test(text) ? parseTimestamp(text) : undefined
  if (timestamp === undefined) return failure('invalid RFC 3339 timestamp')
  return isInRange(timestamp.seconds) ? timestamp : timestampOverflow
}

export const addDuration = (timestamp: Timestamp, duration: Duration): Timestamp | Failure => {
  const sum = timestamp.nanos + duration.nanos
  const carry = sum >= nanosPerSecond ? 1 : 0
  const seconds = timestamp.seconds + duration.seconds + carry
  if (!isInRange(seconds)) return timestampOverflow
  const nanos = sum - carry * nanosPerSecond
  return { kind: 'timestamp', seconds, nanos, offsetSeconds: timestamp.offsetSeconds }
}

export const subtractTimestamps = (left: Timestamp, right: Timestamp): Duration | Failure => {
  const seconds = left.seconds - right.seconds
  const nanos = left.nanos - right.nanos
  // The whole seconds alone must fit as well: that is how OpenFGA's evaluator computes it.
  const whole = durationOf(seconds, 0)
  return whole.kind === 'failure' ? whole : durationOf(seconds, nanos)
}

/** A civil date and time, as read on a clock so many seconds east of UTC. */
export const civilTime = (timestamp: Timestamp, offsetSeconds: number): Date =>
  new Date((timestamp.seconds + offsetSeconds) * 1000)

/** RFC 3339 with the offset it was given in and the fraction that is needed. */
export const showTimestamp = (timestamp: Timestamp): string => {
  const { nanos, offsetSeconds } = timestamp
  const civil = civilTime(timestamp, offsetSeconds).toISOString().slice(0, -5)
  const fraction = nanos === 0 ? '' : `.${String(nanos).padStart(9, '0').replace(/0+$/, '')}`
  return civil + fraction + showOffset(offsetSeconds)
}

const showOffset = (offsetSeconds: number): string => {
  if (offsetSeconds === 0) return 'Z'
  const minutes = Math.abs(offsetSeconds) / 60
  const two = (value: number) => String(Math.floor(value)).padStart(2, '0')
  return `${offsetSeconds < 0 ? '-' : '+'}${two(minutes / 60)}:${two(minutes % 60)}`
}
