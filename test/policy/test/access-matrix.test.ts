import { describe, expect, test } from 'vitest'
import type { Tuple } from '#model/tuple.ts'
import { faultsIn, faultsOfCase, runCase, type Texts } from './in-memory.ts'

const TUPLES = `matrix: access.txt
now: 2026-03-01T12:00:00Z
tuples:
  - {user: user:bert, relation: member, object: group:eng}
  - {user: group:eng#member, relation: viewer, object: document:plan}
  - {user: user:anna, relation: owner, object: document:plan}
  - {user: user:anna, relation: viewer, object: document:draft, condition: {name: until, context: {end: 2026-03-01T12:00:00Z}}}
`

const SNAPSHOT = `# Who can do what on what, by the tuples of case.pforte.yaml: a line a grant.
# \`pforte test --update\` writes it anew.

user:anna owner document:plan
user:anna viewer document:plan

user:bert viewer document:plan
user:bert member group:eng
`

async function matrixOf(text: string, others: Texts = {}) {
  const { matrix } = await runCase(text, others)
  return matrix
}

describe('an access matrix', () => {
  test('has a line a grant, a paragraph a person, at the time of the file', async () => {
    const matrix = await matrixOf(TUPLES)
    expect(matrix).toMatchObject({
      kind: 'missing',
      file: 'access.txt',
      position: { file: 'case.pforte.yaml', line: 2, column: 9 },
      text: SNAPSHOT,
    })
  })

  test('asks `can_*` alone where the model has such relations', async () => {
    const model = `model
  schema 1.1
type user
type document
  relations
    define owner: [user]
    define can_view: owner
`
    const matrix = await matrixOf(
      `matrix: access.txt
tuples: [{user: user:anna, relation: owner, object: document:plan}]
`,
      { 'model.fga': model },
    )
    expect(matrix?.text).toContain('\n\nuser:anna can_view document:plan\n')
    expect(matrix?.text).not.toContain('owner document')
  })

  test('is the same as its snapshot, whatever the line ends and comments of that are', async () => {
    const kept = `${SNAPSHOT.replaceAll('\n', '\r\n')}# reviewed\r\n`
    expect(await matrixOf(TUPLES, { 'access.txt': kept })).toMatchObject({
      ...{ kind: 'same', added: [], removed: [] },
    })
  })

  test('differs by the lines that came and went', async () => {
    const kept = SNAPSHOT.replace('user:bert member', 'user:carl member')
    expect(await matrixOf(TUPLES, { 'access.txt': kept })).toMatchObject({
      kind: 'different',
      added: ['user:bert member group:eng'],
      removed: ['user:carl member group:eng'],
    })
  })

  test('may be asked in a context', async () => {
    const text = TUPLES.replace(
      'access.txt',
      '{file: access.txt, context: {now: 2026-03-01T11:00:00Z}}',
    )
    const matrix = await matrixOf(text)
    expect(matrix?.text).toContain('user:anna viewer document:draft\n')
  })
})

describe('faults of an access matrix', () => {
  test('are names that are no text file', async () => {
    expect(await faultsOfCase('matrix: model.fga\n')).toEqual([
      'case.pforte.yaml:2:9: `model.fga` must be a text file: its name ends in .txt or .md',
    ])
  })

  test('are questions without an answer', async () => {
    expect(await faultsOfCase(TUPLES.replace(/^now.*\n/m, ''))).toEqual([
      "case.pforte.yaml:2:9: the access matrix cannot say on which document user:anna has viewer: failed to evaluate relationship condition: 'until' - context is missing parameters now",
    ])
  })

  test('are more people than a review can take', async () => {
    const tuples: readonly Tuple[] = Array.from({ length: 10_001 }, (_, index) => ({
      ...{ user: `user:${index}`, relation: 'viewer', object: 'document:plan' },
    }))
    const relations = ['a', 'b', 'c', 'd', 'e'].map((name) => `    define ${name}: viewer\n`)
    const report = await runCase('matrix: access.txt\ntuple_files: [many.json]\n', {
      'many.json': JSON.stringify(tuples),
      'model.fga': `model\n  schema 1.1\ntype user\ntype document\n  relations\n    define viewer: [user]\n${relations.join('')}`,
    })
    expect(faultsIn(report)).toEqual([
      'case.pforte.yaml:2:9: the access matrix has 60006 lists to ask, one a person and relation; 50000 are the most. Take a file with fewer people',
    ])
  })

  test('are lists that are cut', async () => {
    const tuples: readonly Tuple[] = Array.from({ length: 1001 }, (_, index) => ({
      ...{ user: 'user:anna', relation: 'owner', object: `document:${index}` },
    }))
    const report = await runCase('matrix: access.txt\ntuple_files: [many.json]\n', {
      'many.json': JSON.stringify(tuples),
    })
    expect(faultsIn(report)).toEqual([
      'case.pforte.yaml:2:9: the access matrix cannot say on which document user:anna has owner: the list is too long, or an object of it is undecided',
    ])
  })

  test('are more grants than a review can take', async () => {
    const tuples: readonly Tuple[] = Array.from({ length: 10_001 }, (_, index) => ({
      ...{ user: `user:${index % 100}`, relation: 'owner', object: `document:${index}` },
    }))
    const report = await runCase('matrix: access.txt\ntuple_files: [many.json]\n', {
      'many.json': JSON.stringify(tuples),
    })
    expect(faultsIn(report)).toEqual([
      'case.pforte.yaml:2:9: the access matrix has more than 20000 lines. Take a file with fewer people and objects',
    ])
  })
})
