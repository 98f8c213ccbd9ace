import { describe, expect, it } from 'vitest'
import { Refusal } from '#authorizer/errors.ts'
import { DoorRefusal } from '#http/error-response.ts'
import {
  flag,
  int32,
  list,
  message,
  optional,
  optionalTextLike,
  required,
  struct,
  text,
  textLike,
} from '#http/openfga/message.ts'
import { parseRequest } from '#http/openfga/parse-request.ts'

const key = message({
  user: textLike(/^u/, 'tuple_key_value_not_specified'),
  relation: textLike(/^r/, 'relation_not_found'),
})

const request = message({
  key: required(key, 'tuple_key_value_not_specified'),
  keys: list(key, { most: 2 }, 'assertions_too_many_items'),
  type: optionalTextLike(/^t/, 'type_invalid_pattern'),
  size: int32,
  trace: flag,
  context: struct,
  name: text,
  other: optional(key),
})

const sound = { key: { user: 'u', relation: 'r' } }

function codeOf(fields: object): string | undefined {
  const parsed = parseRequest(request, { ...sound, ...fields })
  return parsed instanceof Refusal ? parsed.code : undefined
}

describe('parseRequest', () => {
  const defaults = {
    keys: [],
    type: '',
    size: undefined,
    trace: false,
    context: {},
    name: '',
    other: undefined,
  }

  it('gives absent fields their defaults', () => {
    expect(parseRequest(request, sound)).toEqual({ ...sound, ...defaults })
  })

  it('takes null for absent', () => {
    const nulls = Object.fromEntries(Object.keys(defaults).map((name) => [name, null]))
    expect(parseRequest(request, { ...sound, ...nulls })).toEqual({ ...sound, ...defaults })
  })

  it('ignores unknown fields', () => {
    const fields = { ...sound, unknown: 1, constructor: 2, ['__proto__']: { key: null } }
    expect(parseRequest(request, fields)).toEqual({ ...sound, ...defaults })
  })

  it.each([
    ['a number for text', { name: 5 }],
    ['text for a flag', { trace: 'true' }],
    ['a fraction for an integer', { size: 1.5 }],
    ['an integer beyond 32 bits', { size: 2 ** 31 }],
    ['text of another form for an integer', { size: ' 2' }],
    ['a list for a message', { other: [] }],
    ['a message for a list', { keys: {} }],
    ['null in a list', { keys: [null] }],
    ['a list for an object of any members', { context: [] }],
    ['a number that is none', { context: { x: Number.POSITIVE_INFINITY } }],
    ['what is no JSON', { context: { x: [Symbol('member given twice')] } }],
  ])('is thrown at by %s, whatever rules are broken beside it', (_, fields) => {
    expect(() => codeOf({ ...fields, key: null, type: 'x' })).toThrow(DoorRefusal)
  })

  it.each([2, '2', '2.0', '2e0', 2.0])('reads the integer %j', (size) => {
    expect(parseRequest(request, { ...sound, size })).toMatchObject({ size: 2 })
  })

  it('tells the first broken rule of a message', () => {
    expect(codeOf({ key: null, type: 'x' })).toBe('tuple_key_value_not_specified')
    expect(codeOf({ keys: [sound.key, sound.key, sound.key], type: 'x' })).toBe(
      'assertions_too_many_items',
    )
    expect(codeOf({ key: { user: 'x', relation: 'x' } })).toBe('tuple_key_value_not_specified')
  })

  it('tells a rule broken inside a message before one of its neighbours', () => {
    expect(codeOf({ keys: [sound.key, { user: 'u' }], type: 'x' })).toBe('relation_not_found')
    expect(codeOf({ type: 'x', other: { user: 'x' } })).toBe('tuple_key_value_not_specified')
  })

  it('tells the last message with broken rules', () => {
    expect(codeOf({ keys: [{ user: 'x' }, { user: 'u', relation: 'x' }] })).toBe(
      'relation_not_found',
    )
  })

  it('refuses a list out of all proportion without reading it', () => {
    expect(codeOf({ keys: Array.from({ length: 1001 }, () => 5) })).toBe(
      'assertions_too_many_items',
    )
  })

  it('tells no more faults than a reader can use', () => {
    const keys = Array.from({ length: 1000 }, () => ({}))
    const refusal = parseRequest(request, { ...sound, keys })
    expect(refusal instanceof Refusal && refusal.message.length).toBeLessThan(1000)
  })
})
