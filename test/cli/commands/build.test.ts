import { cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { build } from '#cli/commands/build.ts'
import { pforte, recordingTerminal } from '../run-pforte.ts'

let directory: string

beforeEach(() => {
  directory = mkdtempSync(join(tmpdir(), 'pforte-build-'))
  cpSync('test/cli/folders/notes', join(directory, 'policies/notes'), { recursive: true })
})
afterEach(() => rmSync(directory, { recursive: true }))

function write(file: string, text: string): void {
  writeFileSync(join(directory, 'policies/notes', file), text)
}

function read(file: string): string {
  return readFileSync(join(directory, 'policies/notes', file), 'utf8')
}

async function run(...words: string[]) {
  const terminal = recordingTerminal({ directory })
  const exitCode = await build.run(words, terminal)
  return { exitCode, printed: terminal.printed }
}

describe('pforte build', () => {
  test('makes what is generated, of every folder in ./policies', async () => {
    const { exitCode, printed } = await run()
    expect({ exitCode, printed }).toEqual({
      exitCode: 0,
      printed: ['policies/notes: wrote model.fga, roles.yaml'],
    })
    expect(read('roles.yaml')).toContain('relation: note_read, object: "role:reader"')
    expect((await run()).printed).toEqual(['policies/notes: is current'])
  })

  test('--check names what is stale and the first line that differs, and writes nothing', async () => {
    await run()
    write('roles.yaml', read('roles.yaml').replace('note_read', 'note_raed'))
    const stale = read('roles.yaml')
    const { exitCode, printed } = await run('--check')
    expect(exitCode).toBe(1)
    expect(printed).toEqual([
      'policies/notes/roles.yaml:2:1: is not what the sources make; `pforte build` writes it anew',
      '  - - {user: "user:*", relation: note_raed, object: "role:reader"}',
      '  + - {user: "user:*", relation: note_read, object: "role:reader"}',
    ])
    expect(read('roles.yaml')).toBe(stale)
  })

  test('--check names what is not there', async () => {
    const { exitCode, printed } = await run('--check', '--json')
    expect(exitCode).toBe(1)
    expect(JSON.parse(printed.join('\n'))).toMatchObject({
      policies: [
        { folder: 'policies/notes', stale: [{ file: 'model.fga' }, { file: 'roles.yaml' }] },
      ],
    })
  })

  test('sources with CRLF and a BOM make the same', async () => {
    await run()
    for (const file of ['policy.yaml', 'notes.fga']) {
      write(file, `\uFEFF${read(file).replaceAll('\n', '\r\n')}`)
    }
    write('model.fga', read('model.fga').replaceAll('\n', '\r\n'))
    expect((await run('--check')).printed).toEqual(['policies/notes: is current'])
  })

  test('a fault is told at its place in the source, as a path from where one is', () => {
    write('policy.yaml', read('policy.yaml').replace('[note_read]', '[note_raed]'))
    const { exitCode, printed } = pforte(['build', 'notes'], join(directory, 'policies'))
    expect(exitCode).toBe(1)
    expect(printed).toBe(
      'notes/policy.yaml:5:41: `roles.reader.permissions.0`: there is no permission `note_raed` (did you mean `note_read`?)\n',
    )
  })

  test('a folder that is not there is no finding', () => {
    const { exitCode, complained } = pforte(['build', 'nothing'], directory)
    expect(exitCode).toBe(2)
    expect(complained).toBe('pforte build: nothing is not there\n')
  })
})
