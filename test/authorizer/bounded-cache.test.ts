import { describe, expect, it } from 'vitest'
import { boundedCache } from '#authorizer/embedded/bounded-cache.ts'

describe('a bounded cache', () => {
  it('lets go of what was used longest ago when it has too many entries', () => {
    const cache = boundedCache<string, number>({ maxEntries: 2 })
    cache.set('a', 1)
    cache.set('b', 2)
    cache.get('a')
    cache.set('c', 3)
    expect(['a', 'b', 'c'].map(cache.get)).toEqual([1, undefined, 3])
  })

  it('lets go of as much as a large value needs, and holds the newest whatever its size', () => {
    const cache = boundedCache<string, number>({
      maxEntries: 10,
      sizeOf: (value) => value,
      maxSize: 10,
    })
    for (const size of [2, 3, 4]) cache.set(`of ${size}`, size)
    cache.set('of 7', 7)
    expect(['of 2', 'of 3', 'of 4', 'of 7'].map(cache.get)).toEqual([
      undefined,
      undefined,
      undefined,
      7,
    ])
    cache.delete('of 7')
    for (const size of [5, 5, 50]) cache.set(`again of ${size}`, size)
    expect(['again of 5', 'again of 50'].map(cache.get)).toEqual([undefined, 50])
  })
})
