import { wholeUnits } from './duration.ts'
import { zoneOffset } from './time-zone.ts'
import { civilTime } from './timestamp.ts'
import type { Failure, Value } from './value.ts'
import { noSuchOverload } from './value.ts'

function daysOfYear(date: Date): number {
  const start = new Date(date)
  start.setUTCMonth(0, 1)
  return Math.round((date.getTime() - start.getTime()) / 86_400_000)
}

/** What a getter reads from a civil time. Months and days of the year, month and week start at 0. */
const READERS: Readonly<Record<string, (date: Date, nanos: number) => number>> = {
  getFullYear: (date) => date.getUTCFullYear(),
  getMonth: (date) => date.getUTCMonth(),
  getDayOfYear: daysOfYear,
  getDayOfMonth: (date) => date.getUTCDate() - 1,
  getDate: (date) => date.getUTCDate(),
  getDayOfWeek: (date) => date.getUTCDay(),
  getHours: (date) => date.getUTCHours(),
  getMinutes: (date) => date.getUTCMinutes(),
  getSeconds: (date) => date.getUTCSeconds(),
  getMilliseconds: (_, nanos) => Math.floor(nanos / 1_000_000),
}

/** Of a duration a getter gives the whole of it in that unit. */
const NANOS_PER_UNIT: Readonly<Record<string, bigint>> = {
  getHours: 3_600_000_000_000n,
  getMinutes: 60_000_000_000n,
  getSeconds: 1_000_000_000n,
  getMilliseconds: 1_000_000n,
}

export const TIME_PARTS: readonly string[] = Object.keys(READERS)

/** Reads a part of a timestamp in UTC, or of a duration. */
export function readTimePart(getter: string, value: Value): Value | Failure {
  if (typeof value === 'object' && value?.kind === 'duration') {
    const unit = NANOS_PER_UNIT[getter]
    return unit === undefined ? noSuchOverload : wholeUnits(value, unit)
  }
  return readTimePartIn(getter, value, 'UTC')
}

/** Reads a part of a timestamp on a clock of a time zone. */
export function readTimePartIn(getter: string, value: Value, zone: Value): Value | Failure {
  const read = READERS[getter]
  const isTimestamp = typeof value === 'object' && value?.kind === 'timestamp'
  if (!isTimestamp || typeof zone !== 'string' || read === undefined) return noSuchOverload
  const offset = zoneOffset(zone, value)
  if (typeof offset !== 'number') return offset
  return BigInt(read(civilTime(value, offset), value.nanos))
}
