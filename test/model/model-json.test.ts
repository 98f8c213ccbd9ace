import { describe, expect, it } from 'vitest'
import { maxShapeFindings } from '#model/finding.ts'
import type { JsonValue } from '#model/json.ts'
import { maxModelBytes, modelProtobufBytes, printModelJson } from '#model/model-json.ts'
import {
  codeOf,
  direct,
  documents,
  judge,
  parsed,
  someId,
  user,
  withCondition,
  withParameters,
  withTypes,
} from './sample-model.ts'

const viewer = { viewer: direct }
const viewerOf = (reference: object) => documents(viewer, { viewer: [{ ...reference }] })
const int = { type_name: 'TYPE_NAME_INT' }

describe('reading the JSON of a model', () => {
  it('reads types, rewrites, restrictions and conditions', () => {
    const { model } = parsed({
      schema_version: '1.2',
      type_definitions: [
        user,
        {
          type: 'document',
          relations: {
            parent: direct,
            viewer: {
              union: {
                child: [
                  direct,
                  {
                    tupleToUserset: {
                      tupleset: { relation: 'parent' },
                      computedUserset: { relation: 'viewer' },
                    },
                  },
                ],
              },
            },
            reader: {
              difference: {
                base: { computedUserset: { relation: 'viewer' } },
                subtract: { intersection: { child: [direct, direct] } },
              },
            },
          },
          metadata: {
            module: 'wiki',
            source_info: { file: 'wiki.fga' },
            relations: {
              parent: { directly_related_user_types: [{ type: 'document' }] },
              viewer: {
                module: 'sharing',
                source_info: { file: 'sharing.fga' },
                directly_related_user_types: [
                  { type: 'user', wildcard: {} },
                  { type: 'document', relation: 'viewer', condition: 'c' },
                ],
              },
            },
          },
        },
      ],
      conditions: {
        c: {
          name: 'c',
          expression: 'x.all(y, y < 1)',
          parameters: { x: { type_name: 'TYPE_NAME_LIST', generic_types: [int] } },
          metadata: { module: 'wiki', source_info: { file: 'wiki.fga' } },
        },
      },
    })
    expect(model.id).toBe(someId)
    expect(model.schemaVersion).toBe('1.2')
    expect(model.types.get('user')).toEqual({ name: 'user', relations: new Map() })
    expect(model.types.get('document')).toEqual({
      name: 'document',
      module: 'wiki',
      file: 'wiki.fga',
      relations: new Map([
        [
          'parent',
          { name: 'parent', rewrite: { kind: 'this' }, directlyRelated: [{ type: 'document' }] },
        ],
        [
          'viewer',
          {
            name: 'viewer',
            module: 'sharing',
            file: 'sharing.fga',
            rewrite: {
              kind: 'union',
              children: [
                { kind: 'this' },
                { kind: 'tupleToUserset', tupleset: 'parent', computed: 'viewer' },
              ],
            },
            directlyRelated: [
              { type: 'user', wildcard: true },
              { type: 'document', relation: 'viewer', condition: 'c' },
            ],
          },
        ],
        [
          'reader',
          {
            name: 'reader',
            rewrite: {
              kind: 'difference',
              base: { kind: 'computedUserset', relation: 'viewer' },
              subtract: { kind: 'intersection', children: [{ kind: 'this' }, { kind: 'this' }] },
            },
            directlyRelated: [],
          },
        ],
      ]),
    })
    expect(model.conditions.get('c')).toEqual({
      name: 'c',
      module: 'wiki',
      file: 'wiki.fga',
      expression: 'x.all(y, y < 1)',
      parameters: new Map([['x', { name: 'list', generics: [{ name: 'int', generics: [] }] }]]),
    })
  })

  it('takes an unknown member, a null and the other name of a rewrite', () => {
    const json = documents(
      { ...viewer, reader: { computed_userset: { relation: 'viewer', colour: 1 } } },
      { viewer: [{ type: 'user', wildcard: null, relation: null, condition: '' }] },
    )
    expect(judge({ ...json, conditions: null, colour: 'red' })).toEqual([])
  })

  it('keeps a relation named as a member of every object', () => {
    const relations = JSON.parse('{"__proto__": {"this": {}}, "constructor": {"this": {}}}')
    const restrictions = JSON.parse(
      '{"__proto__": [{"type": "user"}], "constructor": [{"type": "user"}]}',
    )
    const { model, json } = parsed(documents(relations, restrictions))
    expect([...(model.types.get('document')?.relations.keys() ?? [])]).toEqual([
      '__proto__',
      'constructor',
    ])
    expect(parsed(json).model).toEqual(model)
    expect(parsed(printModelJson(model)).model).toEqual(model)
  })

  it('does not take restrictions from the members of every object', () => {
    expect(codeOf(documents({ constructor: direct }))).toBe('invalid_authorization_model')
  })
})

describe('printing a model', () => {
  const json = documents(
    { viewer: direct, reader: { computedUserset: { relation: 'viewer' } } },
    {
      viewer: [
        { type: 'user', wildcard: {} },
        { type: 'user', condition: 'c' },
      ],
      ghost: [],
    },
  )
  const condition = { name: 'c', expression: 'true', parameters: { x: int } }
  const printed = {
    id: someId,
    schema_version: '1.1',
    type_definitions: [
      { type: 'user', relations: {}, metadata: null },
      {
        type: 'document',
        relations: {
          viewer: { this: {} },
          reader: { computedUserset: { object: '', relation: 'viewer' } },
        },
        metadata: {
          relations: {
            viewer: {
              directly_related_user_types: [
                { type: 'user', wildcard: {}, condition: '' },
                { type: 'user', condition: 'c' },
              ],
              module: '',
              source_info: null,
            },
            ghost: { directly_related_user_types: [], module: '', source_info: null },
          },
          module: '',
          source_info: null,
        },
      },
    ],
    conditions: {
      c: {
        name: 'c',
        expression: 'true',
        parameters: { x: { type_name: 'TYPE_NAME_INT', generic_types: [] } },
        metadata: null,
      },
    },
  }

  it('gives back all that was written, with defaults written out', () => {
    expect(parsed({ ...json, conditions: { c: condition } }).json).toEqual(printed)
  })

  it('gives metadata to every relation when only the model is at hand', () => {
    const { model } = parsed({ ...json, conditions: { c: condition } })
    const relations = { reader: expect.anything(), viewer: expect.anything() }
    expect(printModelJson(model)).toMatchObject({
      ...printed,
      type_definitions: [
        printed.type_definitions[0],
        { type: 'document', metadata: { relations } },
      ],
    })
  })

  it('reads what it printed as the same model', () => {
    const { model } = parsed({ ...json, conditions: { c: condition } })
    expect(parsed(printModelJson(model)).model).toEqual(model)
  })
})

describe('members that do not fit', () => {
  const cases = {
    'types that are no list': { type_definitions: {} },
    'a type that is null': { type_definitions: [null] },
    'a type that is a string': { type_definitions: ['user'] },
    'a type name that is a number': withTypes([{ type: 5 }]),
    'relations that are a list': withTypes([{ type: 'document', relations: [] }]),
    'a rewrite that is null': documents({ viewer: null }),
    'two rewrites at once': documents({ viewer: { this: {}, union: { child: [] } } }),
    'a rewrite under both of its names': documents({
      viewer: { computedUserset: { relation: 'a' }, computed_userset: null },
    }),
    'a relation and a wildcard': viewerOf({ type: 'user', relation: 'a', wildcard: {} }),
    'a wildcard that is true': viewerOf({ type: 'user', wildcard: true }),
    'metadata of a relation that is null': withTypes([
      { type: 'document', metadata: { relations: { viewer: null } } },
    ]),
    'conditions that are a list': withTypes([user], { conditions: [] }),
    'a parameter that is a string': withParameters({ x: 'int' }),
    'a parameter type that is a fraction': withParameters({ x: { type_name: 1.5 } }),
    'a schema version that is a number': { ...withTypes([user]), schema_version: 1.1 },
    'a lone surrogate in a name': withTypes([{ type: 'a\ud800' }]),
    'a lone surrogate in a key': documents({ 'a\ud800': direct }),
  }
  it.each(Object.entries(cases))('refuses %s', (_, json) => {
    expect(codeOf(json)).toBe('validation_error')
  })

  it('names each of them', () => {
    const findings = judge({ schema_version: 5, type_definitions: [{ type: true }, null] })
    expect(findings.map(({ message }) => message)).toEqual([
      '`schema_version` must be a string',
      '`type_definitions[0].type` must be a string',
      '`type_definitions[1]` must be an object',
    ])
  })

  it('refuses nesting that no reader could follow', () => {
    const nested = (levels: number): object =>
      levels === 0 ? { this: {} } : { union: { child: [direct, nested(levels - 1)] } }
    const users = { viewer: [user] }
    expect(codeOf(documents({ viewer: { ...nested(200) } }, users))).toBeUndefined()
    expect(codeOf(documents({ viewer: { ...nested(5000) } }, users))).toBe('validation_error')
  })
})

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
    expect(findings).toHaveLength(maxShapeFindings)
    expect(findings[0]?.code).toBe(code)
  })
})

describe('limits', () => {
  const types = (count: number) =>
    Array.from({ length: count }, (_, index) => ({ type: `t${index}` }))
  const named = (count: number, value: (name: string) => object) =>
    Object.fromEntries(
      Array.from({ length: count }, (_, index) => [`n${index}`, { ...value(`n${index}`) }]),
    )
  const conditions = (count: number) => named(count, (name) => ({ name, expression: 'true' }))

  it('takes 100 types and no more', () => {
    expect(codeOf(withTypes(types(100)))).toBeUndefined()
    expect(codeOf(withTypes(types(101)))).toBe('exceeded_entity_limit')
  })

  it('names the count of types before what the types say', () => {
    const json = { ...withTypes([...types(100), ...types(1)]), schema_version: '1.0' }
    expect(codeOf(json)).toBe('exceeded_entity_limit')
  })

  it('takes 25 conditions and no more', () => {
    expect(codeOf(withTypes([user], { conditions: conditions(25) }))).toBeUndefined()
    expect(codeOf(withTypes([user], { conditions: conditions(26) }))).toBe('validation_error')
  })

  it('takes 25 parameters and no more', () => {
    expect(codeOf(withParameters(named(25, () => int)))).toBeUndefined()
    expect(codeOf(withParameters(named(26, () => int)))).toBe('validation_error')
  })

  it('takes an expression of 512 bytes', () => {
    const expression = `true${' '.repeat(508)}`
    expect(codeOf(withCondition({ name: 'c', expression }))).toBeUndefined()
  })

  it('takes a model of 262,144 bytes and no more', () => {
    // Each further sign of the padding is one byte more.
    const json = (relations: number, padding: number) => {
      const names = Array.from({ length: relations }, (_, i) => `r${i}`.padEnd(50, '_'))
      const document = {
        type: 'document',
        relations: Object.fromEntries(names.map((name) => [name, direct])),
        metadata: {
          relations: Object.fromEntries(
            names.map((name) => [name, { directly_related_user_types: [user] }]),
          ),
        },
      }
      return withTypes([user, { type: 'p'.repeat(padding) }, document])
    }
    expect(modelProtobufBytes(parsed(json(2148, 25)).model)).toBe(maxModelBytes)
    expect(codeOf(json(2148, 25))).toBeUndefined()
    expect(codeOf(json(2148, 26))).toBe('exceeded_entity_limit')
  })
})
