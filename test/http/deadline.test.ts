import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { withinDeadline } from '#http/deadline.ts'

describe('withinDeadline', () => {
  beforeEach(() => void vi.useFakeTimers())
  afterEach(() => void vi.useRealTimers())

  it('hands on what comes in time, an error too', async () => {
    expect(await withinDeadline(Promise.resolve(1))).toBe(1)
    await expect(withinDeadline(Promise.reject(new Error('lost')))).rejects.toThrow('lost')
    expect(vi.getTimerCount()).toBe(0)
  })

  it('gives up what takes too long', async () => {
    const late = withinDeadline(new Promise(() => undefined))
    const refused = expect(late).rejects.toMatchObject({ code: 'deadline_exceeded' })
    await vi.advanceTimersByTimeAsync(3500)
    await refused
  })
})
