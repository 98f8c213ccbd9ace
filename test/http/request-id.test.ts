import { describe, expect, it } from 'vitest'
import { requestIds } from '#http/request-id.ts'

const requestId = requestIds((length) => new Uint8Array(length).fill(7))

describe('requestIds', () => {
  it('keeps an id that a caller gives', () => {
    expect(requestId('0af7651916cd43dd-1')).toBe('0af7651916cd43dd-1')
  })

  it('makes another one at each request', () => {
    const first = requestId(null)
    expect(first).toMatch(/^0707070707070707-\w+$/)
    expect(requestId(null)).not.toBe(first)
  })

  it.each(['', 'a b', 'a"b', 'é', 'a'.repeat(129)])('does not keep %j', (given) => {
    expect(requestId(given)).toMatch(/^0707070707070707-/)
  })
})
