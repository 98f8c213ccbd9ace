import { describe, expect, it } from 'vitest'
import { ModelNotPrintable, parseDsl, printDsl } from '#model/dsl.ts'
import type { Finding } from '#model/finding.ts'
import type { JsonObject } from '#model/json.ts'
import { direct, documents, user, withCondition, withTypes } from './sample-model.ts'

async function findingsOf(text: string, file?: string): Promise<readonly Finding[]> {
  const read = await parseDsl(text, file)
  return read.kind === 'findings' ? read.findings : read.warnings
}

/** `line:column message` of each finding. */
async function placesOf(text: string): Promise<readonly string[]> {
  const findings = await findingsOf(text)
  return findings.map(({ line, column, message }) => `${line}:${column} ${message}`)
}

describe('reading the DSL', () => {
  it('takes no time for parentheses without end', async () => {
    const text = (depth: number) =>
      `model\n  schema 1.1\ntype user\ntype doc\n  relations\n    define owner: [user] # ((\n    define viewer: ${'('.repeat(depth)}[user] or owner${')'.repeat(depth)}\n`
    expect(await placesOf(text(3_000))).toEqual([
      '7:70 more than 50 parentheses stand within each other here',
    ])
    expect(await placesOf(text(50))).toEqual([])
  })

  it('gives the JSON that a server takes', async () => {
    const text = `model
  schema 1.1

type user

type document
  relations
    define parent: [document]
    define viewer: [user, user:* with c] or viewer from parent

condition c(x: list<string>) {
  x == ['a']
}
`
    expect(await parseDsl(text)).toEqual({
      kind: 'model json',
      warnings: [],
      json: {
        schema_version: '1.1',
        type_definitions: [
          { type: 'user', relations: {}, metadata: null },
          {
            type: 'document',
            relations: {
              parent: { this: {} },
              viewer: {
                union: {
                  child: [
                    { this: {} },
                    {
                      tupleToUserset: {
                        tupleset: { relation: 'parent' },
                        computedUserset: { relation: 'viewer' },
                      },
                    },
                  ],
                },
              },
            },
            metadata: {
              relations: {
                parent: { directly_related_user_types: [{ type: 'document' }] },
                viewer: {
                  directly_related_user_types: [
                    { type: 'user' },
                    { type: 'user', wildcard: {}, condition: 'c' },
                  ],
                },
              },
            },
          },
        ],
        conditions: {
          c: {
            name: 'c',
            expression: "x == ['a']",
            parameters: {
              x: {
                type_name: 'TYPE_NAME_LIST',
                generic_types: [{ type_name: 'TYPE_NAME_STRING' }],
              },
            },
          },
        },
      },
    })
  })

  it('finds all syntax errors at once, with line and column', async () => {
    const text = `model
  schema 1.1
type user
type document
  relations
    define owner: [user]
    define owner: [user]
    define viewer: [user]
    define viewer: [user] or owner and owner
`
    const place = { severity: 'error', code: 'syntax_error', file: 'model.fga' }
    expect(await findingsOf(text, 'model.fga')).toEqual([
      { ...place, line: 7, column: 12, message: "'owner' is already defined in 'document'" },
      { ...place, line: 9, column: 12, message: "'viewer' is already defined in 'document'" },
      { ...place, line: 9, column: 35, message: "mismatched input ' ' expecting {<EOF>, NEWLINE}" },
    ])
  })

  it('finds all that is unsound at once, with line and column', async () => {
    const text = `model
  schema 1.1
type user # people
type document
  relations
    define viewer: [user, ghost,
      phantom#member] # not ghost
    define editor: viewer and (specter or editor from viewer)
`
    expect(await placesOf(text)).toEqual([
      '6:27 `ghost`: type `ghost` is not defined',
      '7:7 `phantom#member`: type `phantom` is not defined',
      '8:32 relation `specter` is not defined on type `document`',
      '8:43 `editor from viewer`: no type of `viewer` has a relation `editor`',
    ])
  })

  it('finds beside syntax errors what is defined nowhere in the text', async () => {
    const text = `model
  schema 1.1
type user
type document
  relations
    define viewer: [user, ghost]
    define editor: owner
    define owner: [user] or viewer and viewer
    define holder: [user]
`
    expect(await placesOf(text)).toEqual([
      '6:27 `ghost`: type `ghost` is not defined',
      "8:35 mismatched input ' ' expecting {<EOF>, NEWLINE}",
    ])
  })

  it('counts lines that end as on Windows', async () => {
    const text = 'model\r\n  schema 1.1\r\ntype user\r\ntype group # ghost\r\n'
    expect(await placesOf(`${text}  relations\r\n    define member: [ghost]\r\n`)).toEqual([
      '6:21 `ghost`: type `ghost` is not defined',
    ])
  })

  it('points to the second definition of what is defined twice', async () => {
    expect(await placesOf('model\n  schema 1.1\ntype user\ntype user\n')).toEqual([
      '4:6 type `user` is defined twice',
    ])
  })

  it('points to a whole reference, not to the beginning of another', async () => {
    const text = `model
  schema 1.1
type user
type group
  relations
    define viewer: [user with ghost, user#ghost, user]
condition c(x: int) {
  x < 1
}
`
    expect(await placesOf(text)).toEqual([
      '6:31 `user with ghost`: condition `ghost` is not defined',
      '6:38 `user#ghost`: relation `ghost` is not defined on type `user`',
      '7:11 condition `c` is not used',
    ])
  })

  it('points to the head for what concerns the whole text', async () => {
    expect(await placesOf('model\n  schema 1.0\ntype user\n')).toEqual([
      '1:1 schema version `1.0` is not supported: write 1.1 or 1.2',
    ])
    expect(await placesOf('module core\ntype user\n')).toEqual([
      '1:1 `schema_version` must be 1.1 or 1.2',
    ])
  })

  it('survives any text', async () => {
    for (const text of [
      '',
      '\0',
      'type',
      '{',
      '[[[',
      'model\n  schema 1.1\ntype a\n  relations\n    define',
    ]) {
      expect((await parseDsl(text)).kind).toBe('findings')
    }
  })

  it('does not lose a relation named as a member of every object', async () => {
    const text = `model
  schema 1.1
type user
  relations
    define __proto__: [user]
`
    expect((await parseDsl(text)).kind).toBe('findings')
  })
})

describe('warnings', () => {
  it('name a condition that is not used', async () => {
    const text = `model
  schema 1.1
type user
condition c(x: int) {
  x < 1
}
`
    expect(await parseDsl(text)).toMatchObject({
      kind: 'model json',
      warnings: [{ severity: 'warning', code: 'condition_not_used', line: 4, column: 11 }],
    })
  })

  it('name what stands twice', async () => {
    const text = `model
  schema 1.1
type user
type document
  relations
    define parent: [document, document]
    define owner: [user]
    define viewer: owner or (owner from parent and owner from parent) or owner
`
    expect(await placesOf(text)).toEqual([
      '6:21 `document` stands twice in relation `parent` of type `document`',
      '8:20 `owner` stands twice in relation `viewer` of type `document`',
      '8:30 `owner from parent` stands twice in relation `viewer` of type `document`',
    ])
  })

  it('do not name what stands in two operations', async () => {
    const text = `model
  schema 1.1
type user
type document
  relations
    define owner: [user]
    define editor: [user]
    define viewer: (owner and editor) or (owner but not editor)
`
    expect(await placesOf(text)).toEqual([])
  })
})

describe('printing the DSL', () => {
  it('prints what reads as the same model', async () => {
    const text = `model
  schema 1.1

type user

type document
  relations
    define parent: [document]
    define viewer: [user, user:*, document#viewer with c] or (viewer from parent but not parent)

condition c(x: int, y: map<string>) {
  x < 1
}
`
    const read = await parseDsl(text)
    if (read.kind === 'findings') throw new Error('not a model')
    expect(await printDsl(read.json)).toBe(text)
  })

  it('leaves the JSON as it is', async () => {
    const json = documents(
      {
        owner: direct,
        viewer: { union: { child: [{ computedUserset: { relation: 'owner' } }, direct] } },
      },
      { owner: [user], viewer: [user] },
    )
    const before = JSON.stringify(json)
    await printDsl(json)
    expect(JSON.stringify(json)).toBe(before)
  })

  it.each<[string, JsonObject]>([
    [
      'a list of lists',
      withCondition({
        name: 'c',
        expression: 'true',
        parameters: {
          x: { type_name: 'TYPE_NAME_LIST', generic_types: [{ type_name: 'TYPE_NAME_LIST' }] },
        },
      }),
    ],
    ['a condition of two names', withCondition({ name: 'd', expression: 'true' })],
    ['a name with a bracket', withTypes([{ type: 'a(b' }])],
    [
      'tuples taken in two places',
      documents({ viewer: { union: { child: [direct, { union: { child: [direct, direct] } }] } } }),
    ],
  ])('refuses %s', async (_, json) => {
    await expect(printDsl(json)).rejects.toThrow(ModelNotPrintable)
  })
})
