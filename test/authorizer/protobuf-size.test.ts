import { describe, expect, it } from 'vitest'
import { structBytes, tupleBytes } from '#authorizer/embedded/protobuf-size.ts'

// The figures are those that an OpenFGA server names when a context is too large.
describe('protobuf sizes', () => {
  it('count a text with its lengths and tags', () => {
    expect(structBytes({ s: 'a'.repeat(32_753) })).toBe(32_768)
    expect(structBytes({ s: 'a'.repeat(32_754) })).toBe(32_769)
  })

  it('count every kind of value, and text in UTF-8', () => {
    const context = {
      s: 'ü'.repeat(16_400),
      m: { a: [1, null, true, 'x', { b: 'c' }, []], é: {} },
    }
    expect(structBytes(context)).toBe(32_885)
  })

  it('count nothing for an empty context', () => {
    expect(structBytes({})).toBe(0)
  })

  it('count a tuple with its condition', () => {
    const key = { object: 'doc:1', relation: 'v', user: 'user:a' }
    expect(tupleBytes(key)).toBe(18)
    expect(tupleBytes({ ...key, condition: { name: 'cc', context: {} } })).toBe(26)
  })
})
