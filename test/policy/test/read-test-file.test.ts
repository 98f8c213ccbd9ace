import { describe, expect, test } from 'vitest'
import { DOCUMENTS, failuresIn, faultsIn, faultsOfCase, runCase, runTexts } from './in-memory.ts'

const ASKED = `tests:
  - check: [{user: user:anna, object: document:plan, assertions: {viewer: false}}]
`

/** What is wrong with a whole test file. */
async function faultsOf(text: string, others: Readonly<Record<string, string>> = {}) {
  const { files } = await runTexts({ 'case.fga.yaml': text, ...others })
  return files.flatMap(faultsIn)
}

describe('faults of a test file', () => {
  test('are told all at once: unknown keys, with the ones that are known', async () => {
    expect(await faultsOfCase('test: []\ntests:\n  - checks: []\n')).toEqual([
      'case.pforte.yaml:2:1: `test` is not known here; known are name, model, model_file, tuples, tuple_file, tuple_files, now, matrix, tests',
      'case.pforte.yaml:4:5: `tests.0`: `checks` is not known here; known are name, description, now, tuples, tuple_file, check, list_objects, list_users, roles, refuses',
    ])
  })

  test('are told all at once: values of the wrong type, with what would be right', async () => {
    expect(
      await faultsOfCase(`tuples: {user: user:anna}
now: tomorrow
tests:
  - name: [x]
    check:
      - {user: 7, object: [x], context: x, assertions: {viewer: maybe}}
    list_objects: {}
    list_users: [{object: document:1, assertions: {viewer: [user:anna]}}]
    roles: [{role: clerk, can: order_read}]
`),
    ).toEqual([
      'case.pforte.yaml:2:9: `tuples`: must be a list of tuples',
      'case.pforte.yaml:3:6: `now`: must be a time like 2026-03-01T12:00:00Z',
      'case.pforte.yaml:5:11: `tests.0.name`: must be a text',
      'case.pforte.yaml:7:16: `tests.0.check.0.user`: must be a user like user:anna',
      'case.pforte.yaml:7:27: `tests.0.check.0.object`: must be an object like order:7',
      'case.pforte.yaml:7:41: `tests.0.check.0.context`: must be a map from parameters to values',
      'case.pforte.yaml:7:65: `tests.0.check.0.assertions.viewer`: must be true or false',
      'case.pforte.yaml:8:19: `tests.0.list_objects`: must be a list of questions',
      'case.pforte.yaml:9:18: `tests.0.list_users.0.user_filter`: is missing: it must be a list of one filter, like [{type: user}]',
      'case.pforte.yaml:9:60: `tests.0.list_users.0.assertions.viewer`: must be a map; its keys can be users',
      'case.pforte.yaml:10:32: `tests.0.roles.0.can`: must be a list of permissions',
    ])
  })

  test('are what the fga CLI does not know, in a file that is named for it', async () => {
    const text = `model: |
  model
    schema 1.1
  type user
  type document
    relations
      define viewer: [user]
now: 2026-03-01T12:00:00Z
tests:
  - now: 2026-03-02T12:00:00Z
    refuses: [{user: "user:*", relation: viewer, object: "document:plan"}]
    check: [{user: user:anna, object: document:plan, errors: [owner]}]
`
    const { files } = await runTexts({ 'case.fga.yaml': text })
    const because = 'is not known to `fga model test`: it belongs in a *.pforte.yaml'
    expect(files.flatMap(faultsIn)).toEqual([
      `case.fga.yaml:8:1: \`now\` ${because}`,
      `case.fga.yaml:10:5: \`now\` ${because}`,
      `case.fga.yaml:11:5: \`refuses\` ${because}`,
      `case.fga.yaml:12:54: \`errors\` ${because}`,
    ])
  })

  test('name who and what a check asks about, each once', async () => {
    expect(
      await faultsOfCase(`tests:
  - check:
      - {assertions: {viewer: true}}
      - {user: user:anna, users: [user:bert], object: document:1, objects: [document:2]}
      - {users: [], objects: []}
`),
    ).toEqual([
      'case.pforte.yaml:4:9: `tests.0.check.0`: must name `user` or `users`',
      'case.pforte.yaml:4:9: `tests.0.check.0`: must name `object` or `objects`',
      'case.pforte.yaml:5:9: `tests.0.check.1`: has `user` or `users`, not both',
      'case.pforte.yaml:5:9: `tests.0.check.1`: has `object` or `objects`, not both',
      'case.pforte.yaml:6:9: `tests.0.check.2`: must name `user` or `users`',
      'case.pforte.yaml:6:9: `tests.0.check.2`: must name `object` or `objects`',
    ])
  })

  test('are those of YAML, too', async () => {
    expect(await faultsOf('model: [\n  a: b: c\n')).toEqual([
      'case.fga.yaml:2:6: Block collections are not allowed within flow collections',
      'case.fga.yaml:3:1: Flow sequence in block collection must be sufficiently indented and end with a ]',
    ])
    expect(await faultsOf('')).toEqual([
      'case.fga.yaml:1:1: must be a map; its keys can be name, model, model_file, tuples, tuple_file, tuple_files, now, matrix, tests',
    ])
  })

  test('are told of what would take no end: aliases of aliases, and lists in lists', async () => {
    const letters = [...'bcdefghij']
    const bomb = letters.map((letter, index) => {
      const inner = Array.from({ length: 9 }, () => `*${'abcdefghij'[index]}`)
      return `${letter}: &${letter} [${inner.join(', ')}]\n`
    })
    expect(await faultsOf(`a: &a [x, x]\n${bomb.join('')}`)).toEqual([
      'case.fga.yaml:1:1: more than 100 aliases are resolved here; write the values out',
    ])
    expect(await faultsOf(`tests: ${'['.repeat(50_000)}`)).toEqual([
      'case.fga.yaml:1:1: maps and lists are nested too deeply here',
    ])
  })

  test('are told of a context that stands within itself', async () => {
    expect(await faultsOf('tests: [{check: [{context: &a {x: *a}}]}]\n')).toEqual([
      'case.fga.yaml:1:35: `*a` stands within what it names, which would have no end',
    ])
  })

  test('name a file without the steps that lead nowhere', async () => {
    const faults = await faultsOfCase('tuple_file: ././faulty.yaml\n', { 'faulty.yaml': '{}' })
    expect(faults).toEqual(['faulty.yaml:1:1: must be a list of tuples'])
  })

  test('stand in the order of file, line and column', async () => {
    const faults = await faultsOfCase(
      `tuple_files: [z.yaml, a.yaml]
tests: [{tuple_file: none.yaml}]
`,
      { 'a.yaml': '- {user: user:anna}', 'z.yaml': '{}' },
    )
    expect(faults).toEqual([
      'a.yaml:1:3: `0.relation`: is missing: it must be a text',
      'a.yaml:1:3: `0.object`: is missing: it must be an object like order:7',
      'case.pforte.yaml:3:22: `none.yaml` is not there',
      'z.yaml:1:1: must be a list of tuples',
    ])
  })
})

describe('what the `fga` CLI takes', () => {
  test('is a part without a value, which is the same as none', async () => {
    const report = await runCase(`name:
tuples:
tests:
  - name: 5
    description:
    tuples:
    check:
      - {user: user:anna, object: document:plan, context: , assertions: {viewer: no, owner: off}}
      - {user: user:anna, object: document:plan, assertions: }
    list_objects:
`)
    expect(faultsIn(report)).toEqual([])
    expect(report.tests).toMatchObject([
      { name: '5', results: [{ passed: true }, { passed: true }] },
    ])
  })

  test('are anchors and merged maps', async () => {
    const report = await runCase(`tuples:
  - &plan {user: user:anna, relation: viewer, object: document:plan}
  - {<<: *plan, user: user:bert}
tests:
  - check: &both
      - {users: [user:anna, user:bert], object: document:plan, assertions: {viewer: false}}
  - check: *both
`)
    expect(failuresIn(report)).toHaveLength(4)
  })

  test('are the line ends of Windows, and a byte order mark', async () => {
    const text = `\uFEFFmodel_file: model.fga\n${ASKED}`.replaceAll('\n', '\r\n')
    const { passed, files } = await runTexts({
      'case.fga.yaml': text,
      'model.fga': DOCUMENTS.replaceAll('\n', '\r\n'),
    })
    expect(files.flatMap(faultsIn)).toEqual([])
    expect(passed).toBe(true)
  })

  test('is no time without quotes in a context', async () => {
    const text = `model_file: model.fga
tuples:
  - user: user:anna
    relation: viewer
    object: document:plan
    condition: {name: until, context: {end: 2026-03-01T13:00:00Z}}
tests:
  - check:
      - {user: user:anna, object: document:plan, context: {now: "2026-03-01T12:00:00Z"}, assertions: {viewer: true}}
      - {user: user:anna, object: document:plan, context: {now: 2026-03-01}, assertions: {viewer: true}}
`
    const files = { 'model.fga': DOCUMENTS }
    expect(await faultsOf(text, files)).toEqual([
      'case.fga.yaml:6:45: `tuples.0.condition.context.end`: a time must stand in quotes: "2026-03-01T13:00:00Z"',
      'case.fga.yaml:10:65: `tests.0.check.1.context.now`: a time must stand in quotes: "2026-03-01"',
    ])
  })
})

describe('the model of a test file', () => {
  test('is the one that is written there, whatever file is named as well', async () => {
    const model = DOCUMENTS.replaceAll(/^(?=.)/gm, '  ')
    expect(await faultsOf(`model: |\n${model}model_file: none.fga\n${ASKED}`)).toEqual([])
  })

  test('must be there', async () => {
    expect(await faultsOf(ASKED)).toEqual([
      'case.fga.yaml:1:1: there is no model to test: name it with `model_file`, or write it under `model`',
    ])
    expect(await faultsOf(`model_file: none.fga\n${ASKED}`)).toEqual([
      'case.fga.yaml:1:13: `none.fga` is not there',
    ])
  })

  test('has its faults at their lines of the test file', async () => {
    const text = `name: x
model: |  # of two types
    model
      schema 1.1
    type user
    type document
      relations
        define viewer: [usr]
tests: []
`
    expect(await faultsOf(text)).toEqual(['case.fga.yaml:8:25: `usr`: type `usr` is not defined'])
    const quoted = 'model: "model\\n  schema 1.1\\ntype user\\ntype user"\n'
    expect(await faultsOf(quoted)).toEqual(['case.fga.yaml:1:8: type `user` is defined twice'])
  })

  test('may be JSON, with its faults at their places', async () => {
    const json = (type: string) => `{"schema_version": "1.1", "type_definitions": [
  {"type": "user"}, {"type": "document", "relations": {"viewer": {"this": {}}},
   "metadata": {"relations": {"viewer": {"directly_related_user_types": [{"type": "${type}"}]}}}}]}`
    const text = `model_file: m.json\n${ASKED}`
    expect(await faultsOf(text, { 'm.json': json('user') })).toEqual([])
    expect(await faultsOf(text, { 'm.json': json('usr') })).toEqual([
      'm.json:1:1: `usr`: type `usr` is not defined',
    ])
    expect(
      await faultsOf(text, { 'm.json': '{"schema_version": "1.1",\n "type_definitions": [}' }),
    ).toEqual([
      'm.json:2:23: Flow sequence in block collection must be sufficiently indented and end with a ]',
      'm.json:2:23: Flow map must end with a }',
    ])
    expect(await faultsOf(text, { 'm.json': '[]' })).toEqual([
      'm.json:1:1: must be a model in JSON: an object with `schema_version` and `type_definitions`',
    ])
  })

  test('may be of modules, with their faults at their places', async () => {
    const text = `model_file: parts/fga.mod\n${ASKED}`
    const modules = {
      'parts/fga.mod': "schema: '1.2'\ncontents:\n  - core.fga\n  - documents.fga\n",
      'parts/core.fga': 'module core\ntype user\n',
    }
    const documents = 'module documents\ntype document\n  relations\n    define viewer: [user]\n'
    expect(await faultsOf(text, { ...modules, 'parts/documents.fga': documents })).toEqual([])
    expect(
      await faultsOf(text, { ...modules, 'parts/documents.fga': documents.replace('user', 'usr') }),
    ).toEqual(['parts/documents.fga:4:21: `usr`: type `usr` is not defined'])
    expect(await faultsOf(text, modules)).toEqual([
      'parts/fga.mod:4:5: file `documents.fga` is not there',
    ])
  })

  test('has conditions that can be evaluated', async () => {
    const faults = await faultsOf(`model_file: model.fga\n${ASKED}`, {
      'model.fga': DOCUMENTS.replace('now < end', 'now < "x"'),
    })
    expect(faults).toEqual([
      "case.fga.yaml:1:13: failed to compile expression on condition 'until' - no matching overload of `_<_` for (timestamp, string)",
    ])
  })
})
