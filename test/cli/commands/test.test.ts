import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { test as testCommand } from '#cli/commands/test.ts'
import { CannotBeDone, Misuse } from '#cli/misuse.ts'
import { DOCUMENTS } from '../../policy/test/in-memory.ts'
import { pforte, recordingTerminal } from '../run-pforte.ts'

const CASE = `model_file: model.fga
tests:
  - check: [{user: user:anna, object: document:plan, assertions: {viewer: false}}]
`

let directory: string

beforeAll(async () => {
  directory = await mkdtemp(join(tmpdir(), 'pforte-'))
  await writeFile(join(directory, 'model.fga'), DOCUMENTS)
  await writeFile(join(directory, 'good.fga.yaml'), CASE)
  await writeFile(join(directory, 'bad.fga.yaml'), CASE.replace('false', 'true'))
})
afterAll(() => rm(directory, { recursive: true, force: true }))

async function run(...words: readonly string[]) {
  const terminal = recordingTerminal({ directory })
  return { exitCode: await testCommand.run(words, terminal), printed: terminal.printed }
}

test('exits with 0 if all passed, and with 1 if not', async () => {
  expect(await run('good.fga.yaml')).toEqual({
    exitCode: 0,
    printed: ['✓ good.fga.yaml 1/1 tests', '', '1 file, 1 test, 1 assertion: all passed'],
  })
  const { exitCode, printed } = await run('.')
  expect(exitCode).toBe(1)
  expect(printed.slice(0, 4)).toEqual([
    '✗ bad.fga.yaml 0/1 tests',
    '  bad.fga.yaml:3:67: user:anna viewer document:plan',
    '    expected allowed',
    '    got denied',
  ])
})

test('prints for programs and build servers', async () => {
  expect(JSON.parse((await run('--json', '.')).printed.join('\n'))).toMatchObject({ passed: false })
  expect(JSON.parse((await run('--format', 'json', '.')).printed.join('\n'))).toMatchObject({
    passed: false,
  })
  expect((await run('--format', 'junit', '.')).printed[1]).toBe('<testsuites name="pforte test">')
  expect((await run('--format', 'github', '.')).printed[0]).toMatch(/^::error file=bad.fga.yaml,/)
})

describe('misuse', () => {
  test('is a run without any test', async () => {
    await expect(run('nowhere')).rejects.toThrow(CannotBeDone)
    await expect(run()).rejects.toThrow('no tests in `policies`')
    expect(pforte(['test', 'nowhere'], directory)).toEqual({
      exitCode: 2,
      printed: '',
      complained:
        'pforte test: no tests in `nowhere`: it is not there, or no file in it is called like store.fga.yaml or matrix.pforte.yaml\n',
    })
  })

  test('is what says two things, or nothing', async () => {
    await expect(run('--json', '--format', 'junit')).rejects.toThrow(Misuse)
    await expect(run('--format', 'xml')).rejects.toThrow(Misuse)
    await expect(run('--server', 'localhost:8080')).rejects.toThrow(Misuse)
  })

  test('is a server that does not answer', () => {
    const { exitCode, complained } = pforte(
      ['test', 'good.fga.yaml', '--server', 'http://127.0.0.1:1'],
      directory,
    )
    expect(exitCode).toBe(2)
    expect(complained).toContain('pforte test: http://127.0.0.1:1 does not answer')
  })
})
