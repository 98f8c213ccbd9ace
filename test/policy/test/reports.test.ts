import { beforeAll, describe, expect, test } from 'vitest'
import { githubReport } from '#policy/test/reports/github.ts'
import { jsonReport } from '#policy/test/reports/json.ts'
import { junitReport } from '#policy/test/reports/junit.ts'
import { prettyReport } from '#policy/test/reports/pretty.ts'
import type { TestReport } from '#policy/test/test-report.ts'
import { DOCUMENTS, runTexts } from './in-memory.ts'

const GOOD = `model_file: model.fga
tests:
  - name: nobody owns it
    check: [{user: user:anna, object: document:plan, assertions: {owner: false}}]
`

const BAD = `model_file: model.fga
matrix: access.txt
tuples: [{user: user:anna, relation: owner, object: document:plan}]
tests:
  - name: who "owns" <it>
    check: [{user: user:anna, object: document:plan, assertions: {owner: false, viewer: true}}]
  - name: later
`

let report: TestReport

beforeAll(async () => {
  report = await runTexts({
    'model.fga': DOCUMENTS,
    'access.txt': 'user:anna viewer document:plan\nuser:bert viewer document:plan\n',
    'bad.pforte.yaml': BAD,
    'broken.fga.yaml': 'model_file: none.fga\n',
    'good.fga.yaml': GOOD,
  })
})

test('is pretty for people', () => {
  expect(
    prettyReport(report, (_, text) => text),
  ).toBe(`✗ bad.pforte.yaml 1/2 tests, matrix access.txt
  bad.pforte.yaml:6:67: user:anna owner document:plan
    expected denied
    got allowed
    allowed: user:anna is owner of document:plan
    in short: document:plan#owner@user:anna
    └ document:plan#owner: allowed
      └ document:plan#owner@user:anna is there
  bad.pforte.yaml:7:5: warning: this test asks nothing: it has no assertions
  bad.pforte.yaml:2:9: access is not what \`access.txt\` says; \`pforte test --update\` writes it anew
    - user:bert viewer document:plan
    + user:anna owner document:plan
✗ broken.fga.yaml 0/0 tests
  broken.fga.yaml:1:13: \`none.fga\` is not there
✓ good.fga.yaml 1/1 tests

3 files, 3 tests, 3 assertions: 1 assertion failed, 1 access matrix differs, 1 finding, 1 warning`)
})

test('marks what passed and what did not in colour', () => {
  const painted = prettyReport(report, (style, text) => `<${style}>${text}`)
  expect(painted).toContain('<red>✗ broken.fga.yaml')
  expect(painted).toContain('<green>✓ good.fga.yaml')
  expect(painted).toContain('    <red>- user:bert viewer document:plan')
  expect(painted).toContain('    <green>+ user:anna owner document:plan')
})

test('is JSON for programs', () => {
  const { files, ...sums } = JSON.parse(jsonReport(report))
  expect(sums).toEqual({
    passed: false,
    counts: {
      ...{ files: 3, tests: 3, assertions: 3, failed_tests: 1, failed_assertions: 1 },
      ...{ findings: 1, warnings: 1 },
    },
    findings: [],
  })
  expect(files[0].tests[0]).toEqual({
    name: 'who "owns" <it>',
    passed: false,
    position: { file: 'bad.pforte.yaml', line: 5, column: 5 },
    findings: [],
    results: [
      {
        question: 'user:anna owner document:plan',
        position: { file: 'bad.pforte.yaml', line: 6, column: 67 },
        passed: false,
        expected: 'denied',
        got: 'allowed',
        explanation: expect.stringContaining('document:plan#owner@user:anna is there'),
      },
      {
        question: 'user:anna viewer document:plan',
        position: { file: 'bad.pforte.yaml', line: 6, column: 81 },
        ...{ passed: true, expected: 'allowed', got: 'allowed' },
      },
    ],
  })
  expect(files[0].matrix).toMatchObject({ kind: 'different', file: 'access.txt' })
  expect(files[1]).toMatchObject({
    file: 'broken.fga.yaml',
    passed: false,
    findings: [{ line: 1, column: 13, message: '`none.fga` is not there' }],
  })
})

describe('JUnit', () => {
  test('has a suite a file and a case a test', () => {
    expect(junitReport(report)).toBe(`<?xml version="1.0" encoding="UTF-8"?>
<testsuites name="pforte test">
  <testsuite name="bad.pforte.yaml" tests="3" failures="2" errors="0">
    <testcase name="who &quot;owns&quot; &lt;it&gt;" classname="bad.pforte.yaml" file="bad.pforte.yaml" line="5">
      <failure message="user:anna owner document:plan">bad.pforte.yaml:6:67: user:anna owner document:plan
expected denied
got allowed
allowed: user:anna is owner of document:plan
in short: document:plan#owner@user:anna
└ document:plan#owner: allowed
  └ document:plan#owner@user:anna is there</failure>
    </testcase>
    <testcase name="later" classname="bad.pforte.yaml" file="bad.pforte.yaml" line="7"/>
    <testcase name="access matrix access.txt" classname="bad.pforte.yaml" file="bad.pforte.yaml" line="2">
      <failure message="access is not what \`access.txt\` says; \`pforte test --update\` writes it anew">bad.pforte.yaml:2:9: access is not what \`access.txt\` says; \`pforte test --update\` writes it anew
- user:bert viewer document:plan
+ user:anna owner document:plan</failure>
    </testcase>
  </testsuite>
  <testsuite name="broken.fga.yaml" tests="1" failures="0" errors="1">
    <testcase name="the file can be run" classname="broken.fga.yaml" file="broken.fga.yaml" line="1">
      <error message="\`none.fga\` is not there">broken.fga.yaml:1:13: \`none.fga\` is not there</error>
    </testcase>
  </testsuite>
  <testsuite name="good.fga.yaml" tests="1" failures="0" errors="0">
    <testcase name="nobody owns it" classname="good.fga.yaml" file="good.fga.yaml" line="3"/>
  </testsuite>
</testsuites>`)
  })

  test('holds no sign that XML cannot hold', async () => {
    const name = GOOD.replace('nobody', '"\\x1B[31mnobody\\uFFFE" #')
    const { files, ...rest } = await runTexts({ 'model.fga': DOCUMENTS, 'a.fga.yaml': name })
    expect(junitReport({ files, ...rest })).toContain('name="\uFFFD[31mnobody\uFFFD"')
  })
})

test('is annotations for GitHub', () => {
  expect(githubReport(report).split('\n')).toEqual([
    '::error file=bad.pforte.yaml,line=6,col=67::user:anna owner document:plan%0Aexpected denied%0Agot allowed%0Aallowed: user:anna is owner of document:plan%0Ain short: document:plan#owner@user:anna%0A└ document:plan#owner: allowed%0A  └ document:plan#owner@user:anna is there',
    '::warning file=bad.pforte.yaml,line=7,col=5::this test asks nothing: it has no assertions',
    '::error file=bad.pforte.yaml,line=2,col=9::access is not what `access.txt` says; `pforte test --update` writes it anew%0A- user:bert viewer document:plan%0A+ user:anna owner document:plan',
    '::error file=broken.fga.yaml,line=1,col=13::`none.fga` is not there',
    '3 files, 3 tests, 3 assertions: 1 assertion failed, 1 access matrix differs, 1 finding, 1 warning',
  ])
})
