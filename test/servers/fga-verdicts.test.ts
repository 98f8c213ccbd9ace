/** The same test files, put to `pforte test` and to the `fga` CLI: both must say the same of each. */
import { execFileSync, spawnSync } from 'node:child_process'
import { globSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { NoTestsFound, testPolicy } from '../../src/library.ts'
import { DOCUMENTS } from '../policy/test/in-memory.ts'

const MODEL = `model: |\n${DOCUMENTS.replaceAll(/^(?=.)/gm, '  ')}`
const TUPLES = `tuples:
  - {user: user:anna, relation: owner, object: document:plan}
  - {user: user:bert, relation: viewer, object: document:plan, condition: {name: until, context: {end: "2026-03-01T13:00:00Z"}}}
  - {user: group:eng#member, relation: viewer, object: document:plan}
`
const CHECK = `tests: [{check: [{user: user:anna, object: document:plan, assertions: {viewer: true}}]}]\n`

/** Each beside a model and files of tuples. */
const OWN_FILES: Readonly<Record<string, string>> = {
  'a check that holds': MODEL + TUPLES + CHECK,
  'a check that does not': MODEL + TUPLES + CHECK.replace('true', 'false'),
  'users and objects': `${MODEL + TUPLES}tests:
  - check: [{users: [user:anna, user:carl], objects: [document:plan, document:x], assertions: {owner: false}}]
`,
  'user and users': MODEL + CHECK.replace('user: user:anna', 'user: user:anna, users: [user:bert]'),
  'neither user nor users': MODEL + CHECK.replace('user: user:anna, ', ''),
  'no users': MODEL + CHECK.replace('user: user:anna', 'users: []'),
  'a missing parameter': MODEL + TUPLES + CHECK.replace('anna', 'bert').replace('true', 'false'),
  'a parameter':
    MODEL +
    TUPLES +
    CHECK.replace('anna', 'bert').replace(
      'assertions',
      'context: {now: "2026-03-01T12:00:00Z"}, assertions',
    ),
  'a time without quotes':
    MODEL +
    TUPLES +
    CHECK.replace('anna', 'bert').replace(
      'assertions',
      'context: {now: 2026-03-01T12:00:00Z}, assertions',
    ),
  'a time without quotes on a tuple': MODEL + TUPLES.replaceAll('"', '') + CHECK,
  'an unknown relation': MODEL + TUPLES + CHECK.replace('viewer: true', 'reader: false'),
  'an empty list that is empty': `${MODEL + TUPLES}tests:
  - list_objects: [{user: user:carl, type: document, assertions: {viewer: []}}]
    list_users: [{object: document:x, user_filter: [{type: user}], assertions: {viewer: {users: []}}}]
`,
  'an empty list that is not': `${MODEL + TUPLES}tests:
  - list_objects: [{user: user:anna, type: document, assertions: {viewer: []}}]
`,
  'a list that is longer': `${MODEL + TUPLES}tests:
  - list_objects: [{user: user:anna, type: document, assertions: {viewer: [document:plan, document:x]}}]
`,
  'an item twice': `${MODEL + TUPLES}tests:
  - list_objects: [{user: user:anna, type: document, assertions: {owner: [document:plan, document:plan]}}]
`,
  'users of a document': `${MODEL + TUPLES}tests:
  - list_users: [{object: document:plan, user_filter: [{type: user}], assertions: {owner: {users: [user:anna]}}}]
`,
  'too few users': `${MODEL + TUPLES}tests:
  - list_users: [{object: document:plan, user_filter: [{type: user}], assertions: {owner: {users: []}}}]
`,
  'members of a group': `${MODEL + TUPLES}tests:
  - list_users:
      - object: document:plan
        user_filter: [{type: group, relation: member}]
        context: {now: "2026-03-01T12:00:00Z"}
        assertions: {viewer: {users: ["group:eng#member"]}}
`,
  'tests that ask nothing': `${MODEL + TUPLES}tests: [{name: later}, {name: never, check: []}]\n`,
  'no for false': MODEL + CHECK.replace('true', 'no'),
  'a text for a truth': MODEL + CHECK.replace('true', 'maybe'),
  'an unknown key': `${MODEL}title: x\n${CHECK}`,
  'an unknown key of a test': MODEL + CHECK.replace('check:', 'chek:'),
  'an unknown key of a tuple': MODEL + TUPLES.replace('owner,', 'owner, from: x,') + CHECK,
  'a tuple that the model has not': MODEL + TUPLES.replace('owner', 'reader') + CHECK,
  'a tuple twice': `${MODEL + TUPLES}  - {user: user:anna, relation: owner, object: document:plan}\n${CHECK}`,
  'a tuple once more in a test':
    MODEL +
    TUPLES +
    CHECK.replace(
      '{check',
      '{tuples: [{user: user:anna, relation: owner, object: document:plan}], check',
    ),
  'tuples of a test':
    MODEL +
    CHECK.replace(
      '{check',
      '{tuples: [{user: user:anna, relation: owner, object: document:plan}], check',
    ),
  'files of tuples beside tuples': `${MODEL + TUPLES}tuple_file: t.csv
tuple_files: [t.json, t.jsonl, t.yaml]
tests: [{check: [{users: [user:anna, user:csv, user:json, user:jsonl, user:yaml], object: document:plan, assertions: {viewer: true}}]}]
`,
  'a file of tuples of a test':
    MODEL + CHECK.replace('{check', '{tuple_file: t.json, check').replace('anna', 'json'),
  'files of tuples of a test':
    MODEL + TUPLES + CHECK.replace('{check', '{tuple_files: [t.json], check'),
  'an empty file of tuples': `${MODEL + TUPLES}tuple_file: empty.yaml\n${CHECK}`,
  'a file of tuples that is not there': `${MODEL + TUPLES}tuple_file: none.yaml\n${CHECK}`,
  'a file of tuples outside': `${MODEL + TUPLES}tuple_file: ../t.yaml\n${CHECK}`,
  'a file of tuples of no known kind': `${MODEL + TUPLES}tuple_file: model.fga\n${CHECK}`,
  'a model in a file': `model_file: model.fga\n${TUPLES}${CHECK}`,
  'a model in JSON': `model_file: model.json\n${TUPLES}${CHECK}`,
  'a model in JSON, within': `model: |\n  {"schema_version": "1.1", "type_definitions": []}\n${CHECK}`,
  'a model and a file that is not there': `${MODEL + TUPLES}model_file: none.fga\n${CHECK}`,
  'a model that is not there': `model_file: none.fga\n${CHECK}`,
  'no model': TUPLES + CHECK,
  'a model with a fault': MODEL.replace('user, group#member', 'usr') + CHECK,
  'a condition with a fault': MODEL.replace('now < end', 'now < 1') + CHECK,
  'anchors and merged maps': `${MODEL}tuples:
  - &plan {user: user:anna, relation: owner, object: document:plan}
  - {<<: *plan, user: user:carl}
${CHECK.replace('user: user:anna', 'users: [user:anna, user:carl]')}`,
  'line ends of Windows': (MODEL + TUPLES + CHECK).replaceAll('\n', '\r\n'),
  'a byte order mark': `\uFEFF${MODEL}${TUPLES}${CHECK}`,
  'parts without values': `name:\n${MODEL}tuples:\ntests:\n  - {name: 5, tuples: , list_objects: , check: [{user: user:anna, object: document:plan, context: , assertions: {viewer: false}}]}\n`,
}

/** Where they differ on purpose; each is refused with a sentence. */
const STRICTER: Readonly<Record<string, string>> = {
  'an unknown key in a file of tuples': `${MODEL}tuple_file: extra.yaml\n${CHECK}`,
  'two documents': `${MODEL + TUPLES}${CHECK}---\ntests: []\n`,
  'two filters': `${MODEL + TUPLES}tests:
  - list_users: [{object: document:x, user_filter: [{type: user}, {type: group, relation: member}], assertions: {viewer: {users: []}}}]
`,
}

const title = '`pforte test` beside the `fga` CLI'

if (!hasCli()) test(title, (context) => context.skip('`fga` is not installed'))

describe.runIf(hasCli())(title, () => {
  let directory: string

  beforeAll(() => {
    directory = mkdtempSync(join(tmpdir(), 'verdicts-'))
    const texts: Readonly<Record<string, string>> = {
      'model.fga': DOCUMENTS,
      't.csv':
        'user_type,user_id,relation,object_type,object_id,condition_name,condition_context\nuser,csv,owner,document,plan,,\nuser,csv2,viewer,document,plan,until,"{""end"": ""2026-03-01T13:00:00Z""}"\n',
      't.json': '[{"user": "user:json", "relation": "owner", "object": "document:plan"}]',
      't.jsonl': '{"user": "user:jsonl", "relation": "owner", "object": "document:plan"}\n\n',
      't.yaml': '- {user: user:yaml, relation: owner, object: document:plan}\n',
      'empty.yaml': '[]\n',
      'extra.yaml':
        '- {user: user:anna, relation: owner, object: document:plan, condtion: {name: until}}\n',
    }
    for (const [name, text] of Object.entries(texts)) writeFileSync(join(directory, name), text)
    const { stdout } = spawnSync('fga', [
      'model',
      'transform',
      '--file',
      join(directory, 'model.fga'),
    ])
    writeFileSync(join(directory, 'model.json'), stdout)
  })
  afterAll(() => rmSync(directory, { recursive: true, force: true }))

  function written(text: string): string {
    const file = join(directory, 'case.fga.yaml')
    writeFileSync(file, text)
    return file
  }

  test.each(Object.entries(OWN_FILES))('says the same of %s', async (_, text) => {
    const file = written(text)
    expect(await passes(file)).toBe(fgaPasses(file))
  })

  test.each(Object.entries(STRICTER))('refuses %s, which passes there', async (_, text) => {
    const file = written(text)
    expect([await passes(file), fgaPasses(file)]).toEqual([false, true])
  })

  // Those of the policies are asked in policies.test.ts.
  test('says the same of every sample store', async () => {
    const files = globSync('../shared/conformance/openfga/sample-stores/**/*.fga.yaml')
    for (const file of files) {
      expect([file, await passes(file), fgaPasses(file)]).toEqual([file, true, true])
    }
  })
})

function hasCli(): boolean {
  try {
    execFileSync('fga', ['version'], { stdio: 'ignore' })
    return true
  } catch {
    // Not installed: the suite is skipped.
    return false
  }
}

async function passes(file: string): Promise<boolean> {
  try {
    const { files } = await testPolicy(file)
    return files.every(
      ({ findings, tests }) =>
        [...findings, ...tests.flatMap((each) => each.findings)].every(
          ({ severity }) => severity === 'warning',
        ) && tests.every(({ results }) => results.every(({ passed }) => passed)),
    )
  } catch (error) {
    if (error instanceof NoTestsFound) return true
    throw error
  }
}

function fgaPasses(file: string): boolean {
  return spawnSync('fga', ['model', 'test', '--tests', file]).status === 0
}
