import { describe, expect, test } from 'vitest'
import { failuresIn, faultsIn, faultsOfCase, runCase, runTexts } from './in-memory.ts'

const TUPLES = `tuples:
  - {user: user:anna, relation: owner, object: document:plan}
  - {user: group:eng#member, relation: viewer, object: document:plan}
  - {user: user:bert, relation: member, object: group:eng}
`

describe('checks', () => {
  test('pass where every user stands to every object as it is asserted', async () => {
    const report = await runCase(`${TUPLES}tests:
  - name: who views
    check:
      - {user: user:anna, object: document:plan, assertions: {viewer: true, owner: true}}
      - users: [user:bert, user:carl]
        objects: [document:plan, document:other]
        assertions: {owner: false}
`)
    expect(failuresIn(report)).toEqual([])
    expect(report.tests.map(({ name, results }) => [name, results.length])).toEqual([
      ['who views', 6],
    ])
  })

  test('fail at the place of the assertion, with the explanation of the wrong answer', async () => {
    const report = await runCase(`${TUPLES}tests:
  - check:
      - user: user:bert
        object: document:plan
        assertions:
          viewer: false
`)
    expect(failuresIn(report)).toEqual([
      'case.pforte.yaml:11:11: user:bert viewer document:plan: expected denied, got allowed',
    ])
    expect(report.tests[0]?.results[0]?.explanation).toBe(
      `allowed: user:bert is viewer of document:plan
in short: document:plan#viewer@group:eng#member; group:eng#member@user:bert
└ document:plan#viewer: allowed
  ├ document:plan#viewer@group:eng#member is there
  └ group:eng#member: allowed
    └ group:eng#member@user:bert is there`,
    )
  })

  test('that end in an error are neither allowed nor denied', async () => {
    const report = await runCase(`tests:
  - check:
      - {user: user:anna, object: document:plan, assertions: {reader: false}}
`)
    expect(failuresIn(report)).toEqual([
      "case.pforte.yaml:4:63: user:anna reader document:plan: expected denied, got an error: invalid relation: relation 'document#reader' not found (validation_error)",
    ])
  })
})

describe('lists', () => {
  test('are held to the whole list, in any order', async () => {
    const report =
      await runCase(`${TUPLES}  - {user: user:anna, relation: owner, object: document:old}
tests:
  - list_objects:
      - {user: user:anna, type: document, assertions: {viewer: [document:plan, document:old], owner: []}}
      - {user: user:carl, type: document, assertions: {viewer: }}
    list_users:
      - object: document:plan
        user_filter: [{type: user}]
        assertions: {viewer: {users: [user:bert, user:anna]}, owner: {users: [user:anna, user:bert]}}
      - object: document:plan
        user_filter: [{type: group, relation: member}]
        assertions: {viewer: {users: ['group:eng#member']}}
`)
    expect(failuresIn(report)).toEqual([
      'case.pforte.yaml:9:95: every document that user:anna is owner of: expected [], got [document:old, document:plan]',
      'case.pforte.yaml:14:63: every user that is owner of document:plan: expected [user:anna, user:bert], got [user:anna]',
    ])
    const explanations = report.tests[0]?.results.map(({ explanation }) =>
      explanation?.split('\n').at(0),
    )
    expect(explanations).toEqual([
      undefined,
      'allowed: user:anna is owner of document:old',
      undefined,
      undefined,
      'denied: user:bert is not owner of document:plan',
      undefined,
    ])
  })

  test('count an item that is expected twice', async () => {
    const report = await runCase(`${TUPLES}tests:
  - list_objects:
      - {user: user:anna, type: document, assertions: {owner: [document:plan, document:plan]}}
`)
    expect(failuresIn(report)).toHaveLength(1)
  })
})

describe('tuples of a test', () => {
  test('are there for that test alone, beside those of the file', async () => {
    const report = await runCase(`${TUPLES}tests:
  - tuples: [{user: user:carl, relation: viewer, object: document:plan}]
    check: [{users: [user:carl, user:anna], object: document:plan, assertions: {viewer: true}}]
  - check: [{user: user:carl, object: document:plan, assertions: {viewer: false}}]
`)
    expect(failuresIn(report)).toEqual([])
  })

  test('come from a file as well', async () => {
    const report = await runCase(
      `tests:
  - tuples: [{user: user:carl, relation: viewer, object: document:plan}]
    tuple_file: more.json
    check: [{users: [user:carl, user:dora], object: document:plan, assertions: {viewer: true}}]
`,
      { 'more.json': '[{"user": "user:dora", "relation": "viewer", "object": "document:plan"}]' },
    )
    expect(failuresIn(report)).toEqual([])
  })

  test('that the model does not allow are all told, and the test is not asked', async () => {
    const report = await runCase(`tests:
  - tuples:
      - {user: user:carl, relation: viewer, object: document:plan}
      - {user: user:carl, relation: reader, object: document:plan}
      - {user: document:x, relation: owner, object: document:plan}
    check: [{user: user:carl, object: document:plan, assertions: {viewer: true}}]
  - check: [{user: user:carl, object: document:plan, assertions: {viewer: false}}]
`)
    expect(faultsIn(report)).toEqual([
      "case.pforte.yaml:5:9: Invalid tuple 'document:plan#reader@user:carl'. Reason: relation 'document#reader' not found",
      "case.pforte.yaml:6:9: Invalid tuple 'document:plan#owner@document:x'. Reason: type 'document' is not an allowed type restriction for 'document#owner'",
    ])
    expect(report.tests.map(({ results }) => results.length)).toEqual([0, 1])
    expect(failuresIn(report)).toEqual([])
  })
})

test('says where a tuple is written that was there already', async () => {
  const faults = await faultsOfCase(`${TUPLES}tests:
  - tuples: [{user: user:anna, relation: owner, object: document:plan}]
  - tuples: [{user: user:carl, relation: owner, object: document:plan}]
  - tuples: [{user: user:carl, relation: owner, object: document:plan}]
`)
  expect(faults).toEqual([
    'case.pforte.yaml:7:14: `document:plan#owner@user:anna` is there already, by case.pforte.yaml:3',
  ])
})

test('warns of a test that asks nothing', async () => {
  const report = await runCase('tests:\n  - name: later\n')
  expect(faultsIn(report)).toEqual([
    'case.pforte.yaml:3:5: warning: this test asks nothing: it has no assertions',
  ])
})

describe('tuples that the model must refuse', () => {
  test('are refused, and one that is taken is a failure that leaves nothing behind', async () => {
    const report = await runCase(`${TUPLES}tests:
  - refuses:
      - {user: document:plan, relation: owner, object: document:plan}
      - {user: user:carl, relation: owner, object: document:plan}
      - {user: user:anna, relation: owner, object: document:plan}
  - check:
      - {users: [user:carl], object: document:plan, assertions: {owner: false}}
      - {users: [user:anna], object: document:plan, assertions: {owner: true}}
`)
    expect(failuresIn(report)).toEqual([
      'case.pforte.yaml:9:9: the tuple user:carl owner document:plan: expected refused, got taken',
      'case.pforte.yaml:10:9: the tuple user:anna owner document:plan: expected refused, got taken',
    ])
  })
})

describe('the clock', () => {
  const WHILE = `now: 2026-03-01T12:00:00Z
tuples:
  - {user: user:anna, relation: viewer, object: document:plan, condition: {name: until, context: {end: 2026-03-01T13:00:00Z}}}
`

  test('stands where the file, the test or the question puts it, the nearest first', async () => {
    const report = await runCase(`${WHILE}tests:
  - check: [{user: user:anna, object: document:plan, assertions: {viewer: true}}]
    list_objects: [{user: user:anna, type: document, assertions: {viewer: [document:plan]}}]
  - now: 2026-03-01T13:00:00Z
    check:
      - {user: user:anna, object: document:plan, assertions: {viewer: false}}
      - {user: user:anna, object: document:plan, context: {now: 2026-03-01T12:59:59Z}, assertions: {viewer: true}}
`)
    expect(failuresIn(report)).toEqual([])
  })

  test('is not there by itself', async () => {
    const report = await runCase(`${WHILE.replace(/^now.*\n/, '')}tests:
  - check: [{user: user:anna, object: document:plan, assertions: {viewer: false}}]
`)
    expect(failuresIn(report)[0]).toContain('expected denied, got an error')
  })
})

describe('expected errors', () => {
  test('are met by any error, by its code, or by words of its message', async () => {
    const report = await runCase(`tests:
  - check:
      - {user: user:anna, object: document:plan, errors: [reader]}
      - {user: user:anna, object: document:plan, errors: {reader: validation_error}}
      - {user: user:anna, object: document:plan, errors: {reader: "'document#reader' not found"}}
`)
    expect(failuresIn(report)).toEqual([])
  })

  test('are not met by an answer, or by another error', async () => {
    const report = await runCase(`tests:
  - check:
      - {user: user:anna, object: document:plan, errors: [viewer, reader]}
      - {user: user:anna, object: document:plan, errors: {reader: type_not_found}}
`)
    expect(failuresIn(report)).toEqual([
      'case.pforte.yaml:4:59: user:anna viewer document:plan: expected an error, got denied',
      "case.pforte.yaml:5:59: user:anna reader document:plan: expected an error: type_not_found, got an error: invalid relation: relation 'document#reader' not found (validation_error)",
    ])
  })
})

test('runs files side by side and reports them in the order of their names', async () => {
  const file = (user: string) => `model: |
  model
    schema 1.1
  type user
  type document
    relations
      define viewer: [user]
tuples: [{user: '${user}', relation: viewer, object: 'document:1'}]
tests:
  - check: [{user: 'user:anna', object: 'document:1', assertions: {viewer: ${user === 'user:anna'}}}]
`
  const names = Array.from({ length: 20 }, (_, index) => `${index + 10}.fga.yaml`)
  const report = await runTexts(
    Object.fromEntries(
      names.map((name, index) => [name, file(index % 2 ? 'user:anna' : 'user:bo')]),
    ),
  )
  expect(report.passed).toBe(true)
  expect(report.files.map(({ file }) => file)).toEqual(names)
})
