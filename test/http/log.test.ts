import { describe, expect, it } from 'vitest'
import { jsonLog } from '#http/log.ts'

function linesOf(level: Parameters<typeof jsonLog>[0]) {
  const lines: string[] = []
  const log = jsonLog(level, { now: () => 0 }, (line) => lines.push(line))
  log('debug', 'looked')
  log('info', 'done', { status: 200 })
  log('error', 'failed')
  return lines.map((line) => JSON.parse(line))
}

describe('jsonLog', () => {
  it('writes a line of JSON with the time', () => {
    expect(linesOf('info')).toEqual([
      { at: '1970-01-01T00:00:00.000Z', level: 'info', event: 'done', status: 200 },
      { at: '1970-01-01T00:00:00.000Z', level: 'error', event: 'failed' },
    ])
  })

  it('writes all, or nothing, as its level says', () => {
    expect(linesOf('debug')).toHaveLength(3)
    expect(linesOf('silent')).toHaveLength(0)
  })
})
