import { describe, expect, test } from 'vitest'
import { readTuples } from '#policy/test/tuple-files.ts'

const ANNA = { user: 'user:anna', relation: 'viewer', object: 'document:plan' }
const WHILE = { ...ANNA, condition: { name: 'until', context: { end: '2026-03-01T13:00:00Z' } } }

/** Tuples, or a line a fault. */
function read(file: string, text: string) {
  const reading = readTuples(text, file)
  return reading.kind === 'tuples'
    ? reading.tuples.map(({ tuple, position: { line, column } }) => ({ ...tuple, line, column }))
    : reading.findings.map(
        ({ file, line, column, message }) => `${file}:${line}:${column}: ${message}`,
      )
}

describe('a file of tuples', () => {
  test('may be YAML', () => {
    const text = `# who views
- {user: user:anna, relation: viewer, object: document:plan}
- user: user:anna
  relation: viewer
  object: document:plan
  condition:
    name: until
    context: {end: 2026-03-01T13:00:00Z}
`
    expect(read('t.yml', text)).toEqual([
      { ...ANNA, line: 2, column: 3 },
      { ...WHILE, line: 3, column: 3 },
    ])
  })

  test('may be JSON', () => {
    expect(read('t.json', JSON.stringify([ANNA, WHILE], null, 1))).toEqual([
      { ...ANNA, line: 2, column: 2 },
      { ...WHILE, line: 7, column: 2 },
    ])
  })

  test('may be JSON Lines', () => {
    const text = `${JSON.stringify(ANNA)}\r\n\r\n  ${JSON.stringify({ ...WHILE, condition: { ...WHILE.condition } })}`
    expect(read('t.jsonl', text)).toEqual([
      { ...ANNA, line: 1, column: 1 },
      { ...WHILE, line: 3, column: 3 },
    ])
  })

  test('may be comma-separated values', () => {
    const text = `user_type,user_id,user_relation,relation,object_type,object_id,condition_name,condition_context
user,anna,,viewer,document,plan,,
user,anna,,viewer,document,plan,until,"{""end"": ""2026-03-01T13:00:00Z""}"

group,"e,n
g",member,viewer,document,plan,,
user,anna,,viewer,document,plan,until,
`
    expect(read('t.csv', text)).toEqual([
      { ...ANNA, line: 2, column: 1 },
      { ...WHILE, line: 3, column: 1 },
      { ...ANNA, user: 'group:e,n\ng#member', line: 5, column: 1 },
      { ...ANNA, condition: { name: 'until', context: {} }, line: 7, column: 1 },
    ])
  })
})

describe('faults of a file of tuples', () => {
  test('are endings that it cannot have', () => {
    expect(read('t.txt', '[]')).toEqual([
      't.txt:1:1: is no file of tuples: it must end in .yaml, .yml, .json, .jsonl or .csv',
    ])
  })

  test('are that it holds none', () => {
    const none = (file: string) => [`${file}:1:1: holds no tuples; leave the file out`]
    expect(read('t.yaml', '[]')).toEqual(none('t.yaml'))
    expect(read('t.jsonl', '\n')).toEqual(none('t.jsonl'))
    const head = 'user_type,user_id,relation,object_type,object_id'
    expect(read('t.csv', head)).toEqual(none('t.csv'))
    expect(read('t.yaml', '')).toEqual(['t.yaml:1:1: must be a list of tuples'])
  })

  test('are keys that a tuple does not have: a misspelt condition would be none', () => {
    expect(
      read('t.yaml', '- {user: user:anna, relation: viewer, object: document:plan, condtion: {}}'),
    ).toEqual([
      't.yaml:1:62: `0`: `condtion` is not known here; known are user, relation, object, condition',
    ])
  })

  test('are told of every line', () => {
    const text = '{"user": "user:anna", "relation": "viewer"}\n[1]\n{"user":\n'
    expect(read('t.jsonl', text)).toEqual([
      't.jsonl:1:1: `object`: is missing: it must be an object like order:7',
      't.jsonl:2:1: must be a map; its keys can be user, relation, object, condition',
      't.jsonl:3:9: Flow map must end with a }',
    ])
  })

  test('are columns that are missing or unknown', () => {
    expect(
      read('t.csv', 'user_type,user,relation,object_type,object_id,condition_context\n'),
    ).toEqual([
      't.csv:1:11: `user` is no column; known are user_type, user_id, relation, object_type, object_id, user_relation, condition_name, condition_context',
      't.csv:1:1: the column `user_id` is missing',
      't.csv:1:1: the column `condition_name` is missing',
    ])
  })

  test('are rows that do not fit', () => {
    const head =
      'user_type,user_id,relation,object_type,object_id,condition_name,condition_context\n'
    expect(
      read(
        't.csv',
        `${head}user,anna,viewer,document\nuser,anna,viewer,document,plan,until,{end\n`,
      ),
    ).toEqual([
      't.csv:2:1: has 4 values, and the first line names 7 columns',
      't.csv:3:38: `condition_context` must be a JSON object like {"x": 1}',
    ])
    expect(read('t.csv', `${head}user,"anna,viewer`)).toEqual([
      't.csv:2:6: a comma or the end of the line must stand here, and a quote within quotes is written twice',
    ])
  })
})
