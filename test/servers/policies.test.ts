/** The tests of the five policies, asked of others: the `fga` CLI as the files are, and a real OpenFGA server. */
import { spawnSync } from 'node:child_process'
import { globSync } from 'node:fs'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { remoteAuthorizer } from '#authorizer/remote/remote-authorizer.ts'
import type { TestReport } from '#policy/test/test-report.ts'
import { testPolicy } from '../../src/library.ts'
import { findOpenfga, startOpenfga } from './openfga-process.ts'
import type { ServerProcess } from './server-process.ts'

const FOLDERS = ['org', 'spaces', 'forms', 'machine', 'commerce']

const hasFga = spawnSync('fga', ['version']).status === 0
const whyNoFga = hasFga ? '' : ' (skipped: no fga on PATH)'

describe.skipIf(!hasFga)(`the fga CLI${whyNoFga}`, () => {
  it.each(globSync('policies/*/*.fga.yaml').sort())('passes %s', (file) => {
    const { status, stdout, stderr } = spawnSync('fga', ['model', 'test', '--tests', file], {
      encoding: 'utf8',
    })
    expect({ status, said: status === 0 ? '' : stdout + stderr }).toEqual({ status: 0, said: '' })
  })
})

const binary = findOpenfga()
const whyNoServer =
  binary === undefined ? ' (skipped: no openfga in Go’s bin folder or on PATH)' : ''

describe.skipIf(binary === undefined)(`a real OpenFGA server${whyNoServer}`, () => {
  let server: ServerProcess
  beforeAll(async () => {
    server = await startOpenfga(binary ?? '')
  })
  afterAll(() => server.stop())

  it.each(FOLDERS)('answers the tests of policies/%s as Pforte does', async (name) => {
    const authorizer = remoteAuthorizer({ url: server.baseUrl, key: server.token })
    const theirs = await testPolicy(`policies/${name}`, { authorizer })
    const ours = await testPolicy(`policies/${name}`)
    expect(answers(theirs)).toEqual(answers(ours))
    expect(theirs.passed).toBe(true)
  })
})

/** Every question with its answer, and how each matrix stands. */
function answers({ files }: TestReport) {
  return files.map(({ file, findings, tests, matrix }) => ({
    file,
    findings,
    answers: tests.flatMap(({ results }) =>
      results.map(({ question, got }) => `${question}: ${got}`),
    ),
    matrix: matrix && [matrix.kind, matrix.added, matrix.removed],
  }))
}
