import { describe, expect, it } from 'vitest'
import { parseModules } from '#model/modules.ts'

const modFile = 'schema: "1.2"\ncontents:\n  - core.fga\n  - wiki/pages.fga\n'
const core = `module core

type user

type group
  relations
    define member: [user]
`
const pages = `module wiki

extend type group
  relations
    define editor: [user with c]

type page
  relations
    define viewer: [group#editor]

condition c(x: int) {
  x < 1
}
`

const files = (first: string, second: string) =>
  new Map([
    ['core.fga', first],
    ['wiki/pages.fga', second],
  ])

async function placesOf(mod: string, texts: ReadonlyMap<string, string>) {
  const read = await parseModules(mod, texts)
  const findings = read.kind === 'findings' ? read.findings : read.warnings
  return findings.map(({ file, line, column, message }) => `${file}:${line}:${column} ${message}`)
}

describe('reading modules', () => {
  it('joins them and says where each definition comes from', async () => {
    const ofCore = { module: 'core', source_info: { file: 'core.fga' } }
    const ofWiki = { module: 'wiki', source_info: { file: 'wiki/pages.fga' } }
    expect(await parseModules(modFile, files(core, pages))).toEqual({
      kind: 'model json',
      warnings: [],
      json: {
        schema_version: '1.2',
        type_definitions: [
          { type: 'user', relations: {}, metadata: ofCore },
          {
            type: 'group',
            relations: { member: { this: {} }, editor: { this: {} } },
            metadata: {
              ...ofCore,
              relations: {
                member: { directly_related_user_types: [{ type: 'user' }] },
                editor: {
                  directly_related_user_types: [{ type: 'user', condition: 'c' }],
                  ...ofWiki,
                },
              },
            },
          },
          {
            type: 'page',
            relations: { viewer: { this: {} } },
            metadata: {
              ...ofWiki,
              relations: {
                viewer: { directly_related_user_types: [{ type: 'group', relation: 'editor' }] },
              },
            },
          },
        ],
        conditions: {
          c: {
            name: 'c',
            expression: 'x < 1',
            parameters: { x: { type_name: 'TYPE_NAME_INT' } },
            metadata: ofWiki,
          },
        },
      },
    })
  })

  it('lets a module extend a type of a later one', async () => {
    const mod = 'schema: "1.2"\ncontents:\n  - wiki/pages.fga\n  - core.fga\n'
    expect((await parseModules(mod, files(core, pages))).kind).toBe('model json')
  })

  it('gives a type without relations those of its extension', async () => {
    const extension = 'module wiki\nextend type user\n  relations\n    define boss: [user]\n'
    expect(await parseModules(modFile, files(core, extension))).toMatchObject({
      json: { type_definitions: [{ type: 'user', relations: { boss: { this: {} } } }, {}] },
    })
  })
})

describe('findings in modules', () => {
  it('name file, line and column of what is unsound', async () => {
    const broken = pages.replace('group#editor', 'group#ghost')
    expect(await placesOf(modFile, files(core, broken))).toEqual([
      'wiki/pages.fga:9:21 `group#ghost`: relation `ghost` is not defined on type `group`',
    ])
  })

  it('find a relation in the extension that defines it', async () => {
    const broken = pages.replace('[user with c]', '[ghost]')
    expect(await placesOf(modFile, files(core, broken))).toEqual([
      'wiki/pages.fga:5:21 `ghost`: type `ghost` is not defined',
      'wiki/pages.fga:11:11 condition `c` is not used',
    ])
  })

  it('name the syntax errors of all files', async () => {
    const places = await placesOf(modFile, files('module core\ntyp user\n', 'module wiki\ntype\n'))
    expect(places.map((place) => place.split(' ')[0])).toEqual([
      'core.fga:2:1',
      'wiki/pages.fga:2:5',
    ])
  })

  it('refuse a type defined in two modules', async () => {
    expect(await placesOf(modFile, files(core, 'module wiki\n\ntype user\n'))).toEqual([
      'wiki/pages.fga:3:6 type `user` is defined twice',
    ])
  })

  it('refuse a condition defined in two modules', async () => {
    const condition = 'condition c(x: int) {\n  x < 1\n}\n'
    expect(await placesOf(modFile, files(core + condition, pages))).toEqual([
      'wiki/pages.fga:11:11 condition `c` is defined twice',
    ])
  })

  it('refuse an extension of what no module defines', async () => {
    const extension = 'module wiki\nextend type ghost\n  relations\n    define boss: [user]\n'
    expect(await placesOf(modFile, files(core, extension))).toEqual([
      'wiki/pages.fga:2:13 type `ghost` is not defined in any module',
    ])
  })

  it('refuse a relation that the extended type has', async () => {
    const extension = 'module wiki\nextend type group\n  relations\n    define member: [user]\n'
    expect(await placesOf(modFile, files(core, extension))).toEqual([
      'wiki/pages.fga:4:12 relation `member` of type `group` is defined twice',
    ])
  })

  it('refuse a whole model among the modules', async () => {
    expect(await placesOf(modFile, files(core, 'model\n  schema 1.1\ntype page\n'))).toEqual([
      'wiki/pages.fga:1:1 a module begins with `module` and its name, not with `model`',
    ])
  })

  it('refuse a path that a server would not take', async () => {
    const mod = 'schema: "1.2"\ncontents:\n  - a.b.fga\n'
    const places = await placesOf(mod, new Map([['a.b.fga', 'module core\ntype user\n']]))
    expect(places).toEqual([
      'fga.mod:1:1 `type_definitions[0].metadata.source_info.file` must be a path of at most 100 letters, digits, `_`, `-` and `/`, ending in `.fga`',
    ])
  })
})

describe('findings in fga.mod', () => {
  it('name a file that is not there', async () => {
    expect(await placesOf(modFile, new Map([['core.fga', core]]))).toEqual([
      'fga.mod:4:5 file `wiki/pages.fga` is not there',
    ])
  })

  it.each([
    [
      'schema: "1.1"\ncontents:\n  - core.fga\n',
      'fga.mod:1:9 unsupported schema version, fga.mod only supported in version `1.2`',
    ],
    ['contents:\n  - core.fga\n', 'fga.mod:1:1 missing schema field'],
    ['schema: "1.2"\n', 'fga.mod:1:1 missing contents field'],
    [
      'schema: "1.2"\ncontents:\n  - ../core.fga\n',
      'fga.mod:3:5 invalid contents item ../core.fga',
    ],
    [
      'schema: "1.2"\ncontents:\n  - core.txt\n',
      'fga.mod:3:5 contents items should use fga file extension, got core.txt',
    ],
    [
      'schema: "1.2"\ncontents: core.fga\n',
      'fga.mod:2:11 unexpected contents type, expected list of strings got value core.fga',
    ],
  ])('refuse %j', async (mod, place) => {
    expect(await placesOf(mod, files(core, pages))).toEqual([place])
  })

  it('name the place where YAML is broken', async () => {
    expect(await placesOf('schema: "1.2"\nschema: "1.2"\ncontents: []\n', new Map())).toEqual([
      'fga.mod:2:1 Map keys must be unique',
    ])
  })
})
