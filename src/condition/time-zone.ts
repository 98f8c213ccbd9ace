import type { Failure, Timestamp } from './value.ts'
import { failure } from './value.ts'

const unknownZone = failure('unknown time zone')

/**
 * Seconds east of UTC of a zone at a time. A zone is a name of the IANA database or an offset
 * such as `-08:00`; the empty name is UTC.
 */
export function zoneOffset(zone: string, timestamp: Timestamp): number | Failure {
  if (zone.includes(':')) return fixedOffset(zone)
  if (zone === '' || zone === 'UTC' || zone === 'Local') return 0
  const clock = clockOf(zone)
  if (clock === undefined) return unknownZone
  const local = readClock(clock, timestamp.seconds)
  return local - timestamp.seconds
}

function fixedOffset(zone: string): number | Failure {
  const [, sign, hours, minutes] = /^([+-]?)(\d+):(\+?\d+|-0+)$/.exec(zone) ?? []
  if (hours === undefined || minutes === undefined) return unknownZone
  const [hour, minute] = [Number(hours), Math.abs(Number(minutes))]
  if (hour > 23 || minute > 59) return failure('time zone offset out of range')
  const seconds = (hour * 60 + minute) * 60
  return sign === '-' ? -seconds : seconds
}

/** Making a formatter takes 50 µs and more, so those of the last zones are kept. */
const clocks = new Map<string, Intl.DateTimeFormat | undefined>()
const MAX_CLOCKS = 64

function clockOf(zone: string): Intl.DateTimeFormat | undefined {
  if (clocks.has(zone)) return clocks.get(zone)
  if (clocks.size >= MAX_CLOCKS) clocks.clear()
  const clock = makeClock(zone)
  clocks.set(zone, clock)
  return clock
}

/** Names are told apart by case, as in a zone database of files; `Intl` would take any case. */
const ZONE_NAME = /^[A-Z][\w+-]*(?:\/[A-Z][\w+-]*)*$/

function makeClock(zone: string): Intl.DateTimeFormat | undefined {
  if (!ZONE_NAME.test(zone)) return undefined
  try {
    const clock = new Intl.DateTimeFormat('en-US', {
      timeZone: zone,
      calendar: 'gregory',
      era: 'short',
      year: 'numeric',
      month: 'numeric',
      day: 'numeric',
      hour: 'numeric',
      minute: 'numeric',
      second: 'numeric',
      hourCycle: 'h23',
    })
    const resolved = clock.resolvedOptions().timeZone
    const isOtherCase = resolved !== zone && resolved.toLowerCase() === zone.toLowerCase()
    return isOtherCase ? undefined : clock
  } catch {
    // `Intl` throws a RangeError for a zone that it does not know.
    return undefined
  }
}

/** What the clock shows, as if it were UTC, in seconds since 1970. */
function readClock(clock: Intl.DateTimeFormat, seconds: number): number {
  const shown = new Map(clock.formatToParts(seconds * 1000).map((part) => [part.type, part.value]))
  const numberOf = (type: Intl.DateTimeFormatPartTypes) => Number(shown.get(type))
  const year = numberOf('year')
  const isBeforeChrist = shown.get('era')?.startsWith('B') === true
  const date = new Date(0)
  date.setUTCFullYear(isBeforeChrist ? 1 - year : year, numberOf('month') - 1, numberOf('day'))
  date.setUTCHours(numberOf('hour'), numberOf('minute'), numberOf('second'))
  return Math.floor(date.getTime() / 1000)
}
