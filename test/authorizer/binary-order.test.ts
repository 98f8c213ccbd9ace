import { describe, expect, it } from 'vitest'
import { compareBinary } from '#authorizer/embedded/binary-order.ts'

describe('binary order', () => {
  it('is that of UTF-8 bytes, also for signs beyond U+FFFF', () => {
    const texts = ['b', '\u{1f600}', '\uffee', 'a', 'ab', 'B', 'ü']
    expect(texts.toSorted(compareBinary)).toEqual(['B', 'a', 'ab', 'b', 'ü', '\uffee', '\u{1f600}'])
  })
})
