import { describe, expect, it } from 'vitest'
import { MAX_SHAPE_FINDINGS } from '#model/finding.ts'
import type { JsonValue } from '#model/json.ts'
import {
  codeOf,
  direct,
  documents,
  judge,
  user,
  withCondition,
  withParameters,
  withTypes,
} from './sample-model.ts'

const viewer = { viewer: direct }
const viewerOf = (reference: object) => documents(viewer, { viewer: [{ ...reference }] })
const int = { type_name: 'TYPE_NAME_INT' }

describe('rules of each field', () => {
  const cases = {
    'no types': [withTypes([]), 'type_definitions_too_few_items'],
    'absent types': [{ schema_version: '1.1' }, 'type_definitions_too_few_items'],
    'no schema version': [{ type_definitions: [user] }, 'validation_error'],
    'an unknown schema version': [
      { ...withTypes([user]), schema_version: '2' },
      'validation_error',
    ],
    'a schema version of old': [
      { ...withTypes([user]), schema_version: '1.0' },
      'invalid_authorization_model',
    ],
    'an empty type name': [withTypes([{ type: '' }]), 'type_invalid_pattern'],
    'a type name with a blank': [withTypes([{ type: 'a b' }]), 'type_invalid_pattern'],
    'a type name with a colon': [withTypes([{ type: 'a:b' }]), 'type_invalid_pattern'],
    'a type name of 255 signs': [withTypes([{ type: 'a'.repeat(255) }]), 'type_invalid_pattern'],
    'a relation name with a hash': [documents({ 'a#b': direct }), 'relations_invalid_pattern'],
    'an empty relation name': [documents({ '': direct }), 'relations_invalid_pattern'],
    'a relation name of 51 signs': [
      documents({ ['a'.repeat(51)]: direct }),
      'relations_invalid_pattern',
    ],
    'a relation name with a hash and a dot': [documents({ 'a.b#c': direct }), 'validation_error'],
    'a relation name with a colon and a blank': [documents({ 'a: b': direct }), 'validation_error'],
    'a restriction without a type': [viewerOf({}), 'type_invalid_pattern'],
    'a restriction to a type with a blank': [viewerOf({ type: 'a b' }), 'type_invalid_pattern'],
    'a restriction to a relation of 51 signs': [
      viewerOf({ type: 'user', relation: 'a'.repeat(51) }),
      'validation_error',
    ],
    'a restriction with a condition of two words': [
      viewerOf({ type: 'user', condition: 'a b' }),
      'validation_error',
    ],
    'an inline expression': [
      viewerOf({ type: 'user', condition: '$expression' }),
      'validation_error',
    ],
    'a computed relation of 51 bytes': [
      documents({ viewer: { computedUserset: { relation: 'a'.repeat(51) } } }),
      'relation_too_long',
    ],
    'a computed object of 257 bytes': [
      documents({ viewer: { computedUserset: { object: 'a'.repeat(257) } } }),
      'object_too_long',
    ],
    'an arrow without a tupleset': [
      documents({ viewer: { tupleToUserset: { computedUserset: { relation: 'a' } } } }),
      'validation_error',
    ],
    'an arrow without a relation': [
      documents({ viewer: { tupleToUserset: { tupleset: { relation: 'a' } } } }),
      'validation_error',
    ],
    'a difference without a base': [
      documents({ viewer: { difference: { subtract: direct } } }),
      'difference_base_missing_value',
    ],
    'a difference without a subtrahend': [
      documents({ viewer: { difference: { base: direct } } }),
      'subtract_base_missing_value',
    ],
    'a module of two words': [
      withTypes([{ type: 'user', metadata: { module: 'a b' } }]),
      'validation_error',
    ],
    'a source file that is no module': [
      withTypes([{ type: 'user', metadata: { source_info: { file: 'a.txt' } } }]),
      'validation_error',
    ],
    'a condition under a name of two words': [
      withTypes([user], { conditions: { 'a b': { name: 'c', expression: 'true' } } }),
      'validation_error',
    ],
    'a condition without a name': [withCondition({ expression: 'true' }), 'validation_error'],
    'an expression of 513 bytes': [
      withCondition({ name: 'c', expression: 'a'.repeat(513) }),
      'validation_error',
    ],
    'an expression of 512 signs that are more bytes': [
      withCondition({ name: 'c', expression: `${'a'.repeat(511)}ä` }),
      'validation_error',
    ],
    'a parameter of two words': [withParameters({ 'a b': int }), 'validation_error'],
    'a parameter type with an unknown number': [
      withParameters({ x: { type_name: 12 } }),
      'validation_error',
    ],
    'a parameter type with an unknown name': [
      withParameters({ x: { type_name: 'TYPE_NAME_FOO' } }),
      'invalid_authorization_model',
    ],
    'a parameter without a type': [withParameters({ x: {} }), 'invalid_authorization_model'],
    'six element types': [
      withParameters({ x: { type_name: 'TYPE_NAME_LIST', generic_types: Array(6).fill(int) } }),
      'validation_error',
    ],
    'an empty rewrite': [documents({ viewer: {} }), 'invalid_authorization_model'],
    'a type defined twice': [withTypes([user, user]), 'invalid_authorization_model'],
  } as const
  it.each(Object.entries(cases))('refuses %s', (_, [json, code]) => {
    expect(codeOf(json)).toBe(code)
  })

  it('takes names up to their length, counted in signs', () => {
    const name = '😀'.repeat(50)
    const json = documents({ [name]: direct }, { [name]: [user] })
    expect(codeOf(json)).toBeUndefined()
    expect(codeOf(documents({ [`${name}a`]: direct }))).toBe('relations_invalid_pattern')
    expect(codeOf(withTypes([{ type: 'a'.repeat(254) }]))).toBeUndefined()
  })

  it('takes blanks in names that only JavaScript calls blanks', () => {
    expect(codeOf(withTypes([{ type: 'a\u00a0b\u000bc\u0000' }]))).toBeUndefined()
  })

  it('names the fault of the message that a server enters last', () => {
    const badRelation = { type: 'a', relations: { 'a b': direct } }
    const badType = { type: 'a b' }
    expect(codeOf({ type_definitions: [badRelation, badType] })).toBe('type_invalid_pattern')
    expect(codeOf({ type_definitions: [badType, badRelation] })).toBe('relations_invalid_pattern')
    const badCondition = { conditions: { c: { name: 'a b' } } }
    expect(codeOf(withTypes([], badCondition))).toBe('validation_error')
  })

  it('finds them all', () => {
    const json = { type_definitions: [{ type: '', relations: { d: { difference: {} } } }] }
    expect(judge(json).map(({ message }) => message)).toEqual([
      '`type_definitions[0].relations.d.difference.base` must be given',
      '`type_definitions[0].type` must be 1 to 254 signs without blanks, `:`, `#` and `@`',
      '`type_definitions[0].relations.d.difference.subtract` must be given',
      '`schema_version` must be 1.1 or 1.2',
    ])
  })
})

describe('very many faults', () => {
  it.each<[string, JsonValue, string]>([
    ['of values that do not fit', null, 'validation_error'],
    ['of broken rules', {}, 'type_invalid_pattern'],
  ])('%s are cut', (_, type, code) => {
    const findings = judge(withTypes(Array<JsonValue>(200_000).fill(type)))
    expect(findings).toHaveLength(MAX_SHAPE_FINDINGS)
    expect(findings[0]?.code).toBe(code)
  })
})
