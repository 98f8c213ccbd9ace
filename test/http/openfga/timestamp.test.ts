import { describe, expect, it } from 'vitest'
import { parseTimestamp, timestamp } from '#http/openfga/timestamp.ts'

describe('parseTimestamp', () => {
  it.each([
    ['1970-01-01T00:00:00Z', 0],
    ['1970-01-01T01:00:00+01:00', 0],
    ['1969-12-31T23:30:00-00:30', 0],
    ['1970-01-01T00:00:00.5Z', 500],
    ['1970-01-01T00:00:00,25Z', 250],
    ['1970-01-01T00:00:00.000000001Z', 1],
    ['2024-02-29T12:34:56.789Z', Date.UTC(2024, 1, 29, 12, 34, 56, 789)],
  ])('reads %s', (text, at) => {
    expect(parseTimestamp(text)).toBe(at)
  })

  it.each([
    '',
    'now',
    '2024-01-01',
    '2024-01-01 00:00:00Z',
    '2024-01-01T00:00:00',
    '2023-02-29T00:00:00Z',
    '2024-13-01T00:00:00Z',
    '2024-01-01T24:00:00Z',
    '2024-01-01T00:00:60Z',
    '2024-01-01T00:00:00.Z',
    '2024-01-01t00:00:00z',
    '2024-01-01T00:00:00+25:00',
    '0000-01-01T00:00:00Z',
    '1704067200',
  ])('does not take %j for a time', (text) => {
    expect(parseTimestamp(text)).toBeUndefined()
  })

  it('reads what timestamp writes', () => {
    expect(parseTimestamp(timestamp(1_700_000_000_123))).toBe(1_700_000_000_123)
  })
})
