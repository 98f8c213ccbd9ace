import { describe, expect, it } from 'vitest'
import {
  codeOf,
  direct,
  documents,
  judge,
  user,
  withParameters,
  withTypes,
} from './sample-model.ts'

const viewer = { viewer: direct }
const viewerOf = (reference: object) => documents(viewer, { viewer: [{ ...reference }] })
const _int = { type_name: 'TYPE_NAME_INT' }

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
