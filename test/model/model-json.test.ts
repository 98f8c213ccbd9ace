import { describe, expect, it } from 'vitest'
import { MAX_MODEL_BYTES, modelProtobufBytes, printModelJson } from '#model/model-json.ts'
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
    expect(modelProtobufBytes(parsed(json(2148, 25)).model)).toBe(MAX_MODEL_BYTES)
    expect(codeOf(json(2148, 25))).toBeUndefined()
    expect(codeOf(json(2148, 26))).toBe('exceeded_entity_limit')
  })
})
