/** Points in time as protobuf's JSON has them: RFC 3339, read with any offset, written in UTC. */

const RFC3339 =
  /^(\d{4})-(\d\d)-(\d\d)T([01]\d|2[0-3]):([0-5]\d):([0-5]\d)(?:[.,](\d+))?(?:Z|([+-])([01]\d|2[0-4]):(\d\d))$/

export function timestamp(at: number): string {
  return new Date(at).toISOString()
}

/** Epoch milliseconds, rounded up: what is asked for is at or after the time. Undefined: no time. */
export function parseTimestamp(text: string): number | undefined {
  const [, year, month, day, hour, minute, second, fraction, sign, hours, minutes] =
    RFC3339.exec(text) ?? []
  if (year === undefined || year === '0000') return undefined
  const midnight = Date.parse(`${year}-${month}-${day}T00:00:00Z`)
  // February 30th rolls over rather than to fail.
  if (Number.isNaN(midnight) || new Date(midnight).getUTCDate() !== Number(day)) return undefined
  const offset = sign === undefined ? 0 : Number(hours) * 60 + Number(minutes)
  const seconds = Number(hour) * 3600 + Number(minute) * 60 + Number(second)
  const milliseconds = Math.ceil(Number(`0.${fraction ?? 0}`) * 1000)
  return midnight + seconds * 1000 + milliseconds - (sign === '-' ? -offset : offset) * 60_000
}
