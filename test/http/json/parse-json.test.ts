import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { parseJson } from '#http/json/parse-json.ts'
import { MAX_DEPTH, MalformedJson, parseStrictJson, REPEATED } from '#http/json/strict-json.ts'

const nested = (depth: number) => `${'['.repeat(depth)}${']'.repeat(depth)}`

describe.each([
  ['parseJson', parseJson],
  ['parseStrictJson', parseStrictJson],
])('%s', (_, parse) => {
  it('reads what the native parser reads', () => {
    fc.assert(
      fc.property(fc.json(), (text) => {
        expect(parse(text)).toStrictEqual(JSON.parse(text))
      }),
    )
  })

  it('reads the first value and nothing behind it', () => {
    expect(parse(' {"a": [1]} x')).toEqual({ a: [1] })
    expect(parse('true,')).toBe(true)
  })

  it('finds no value in nothing', () => {
    expect(parse('')).toBeUndefined()
    expect(parse(' \r\n\t')).toBeUndefined()
  })

  it('tells members that are given twice from those given once', () => {
    expect(parse('{"a":1,"a":1,"b":2}')).toEqual({ a: REPEATED, b: 2 })
    expect(parse('{"a":{"b":1,"b":2}}')).toEqual({ a: { b: REPEATED } })
    expect(parse('{"a":1,"\\u0061":2}')).toEqual({ a: REPEATED })
    expect(parse('{"a:":"b:","c":"a:"}')).toEqual({ 'a:': 'b:', c: 'a:' })
  })

  it('takes `__proto__` for a member like any other', () => {
    const parsed = parse('{"__proto__":{"admin":true}}')
    expect(Object.keys(parsed as object)).toEqual(['__proto__'])
    expect((parsed as { admin?: boolean }).admin).toBeUndefined()
  })

  it.each([
    ['a lone high surrogate', '{"a":"\\ud800"}'],
    ['a lone low surrogate in a name', '{"\\udc00":1}'],
    ['a control sign in a string', '{"a":"\n"}'],
    ['an unknown escape', '"\\x"'],
    ['a string without end', '{"a":"b'],
    ['a string that ends in its escape', '"a\\"'],
    ['an object without end', '{"a":1'],
    ['a comma too many', '[1,]'],
    ['a comma too few', '[1 2]'],
    ['a member without name', '{1:2}'],
    ['a member without colon', '{"a" 1}'],
    ['another bracket', '[1}'],
    ['a word', 'nul'],
    ['a byte order mark', '\ufeff{}'],
    ['a comment', '/* */{}'],
    ['single quotes', "{'a':1}"],
  ])('refuses %s', (_words, text) => {
    expect(() => parse(text)).toThrow(MalformedJson)
  })

  it('reads surrogates in pairs', () => {
    expect(parse('"\\ud83d\\ude00"')).toBe('😀')
  })

  it('bounds how deep values nest', () => {
    expect(() => parse(nested(MAX_DEPTH))).not.toThrow()
    expect(() => parse(nested(MAX_DEPTH + 2))).toThrow(MalformedJson)
    expect(() => parse(nested(300_000))).toThrow(MalformedJson)
    expect(() => parse('{"a":'.repeat(100_000))).toThrow(MalformedJson)
  })

  it('takes a moment for the largest body, whatever is in it', () => {
    for (const sign of ['"', '\\', '{', '"\\', '1', ' ', '"a":', '\\"']) {
      const text = `["${sign.repeat(600_000 / sign.length)}`
      const startedAt = performance.now()
      try {
        parse(text)
      } catch {
        // Only the time counts here.
      }
      expect(performance.now() - startedAt).toBeLessThan(1000)
    }
  })
})
