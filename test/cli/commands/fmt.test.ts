import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { fmt } from '#cli/commands/fmt.ts'
import { recordingTerminal } from '../run-pforte.ts'

const CROOKED = 'model\n schema 1.1\ntype user # a person\n'
const STRAIGHT = 'model\n  schema 1.1\n\ntype user # a person\n'

let directory: string

beforeEach(() => {
  directory = mkdtempSync(join(tmpdir(), 'pforte-fmt-'))
})
afterEach(() => rmSync(directory, { recursive: true }))

async function run(...words: string[]) {
  const terminal = recordingTerminal({ directory })
  return { exitCode: await fmt.run(words, terminal), printed: terminal.printed }
}

function write(file: string, text: string): void {
  writeFileSync(join(directory, file), text)
}

function read(file: string): string {
  return readFileSync(join(directory, file), 'utf8')
}

describe('pforte fmt', () => {
  test('writes a file in its form', async () => {
    write('a.fga', CROOKED)
    expect(await run('a.fga')).toEqual({ exitCode: 0, printed: ['a.fga: formatted'] })
    expect(read('a.fga')).toBe(STRAIGHT)
    expect(await run('a.fga')).toEqual({ exitCode: 0, printed: ['a.fga: in form'] })
  })

  test('--check writes nothing and finds what is not in its form', async () => {
    write('a.fga', CROOKED)
    write('b.fga', STRAIGHT)
    expect(await run('.', '--check')).toEqual({
      exitCode: 1,
      printed: ['a.fga:1:1: is not in its form; `pforte fmt` writes it so', 'b.fga: in form'],
    })
    expect(read('a.fga')).toBe(CROOKED)
  })

  test('keeps the line ends of a checkout', async () => {
    write('a.fga', CROOKED.replaceAll('\n', '\r\n'))
    await run('a.fga')
    expect(read('a.fga')).toBe(STRAIGHT.replaceAll('\n', '\r\n'))
  })

  test('leaves a file with syntax errors as it is and says where they are', async () => {
    write('a.fga', `${CROOKED}type`)
    const { exitCode, printed } = await run('a.fga')
    expect(exitCode).toBe(1)
    expect(printed[0]).toMatch(/^a\.fga:4:\d+: /)
    expect(read('a.fga')).toBe(`${CROOKED}type`)
  })

  test('a file that is not there is no finding', async () => {
    await expect(run('nothing.fga')).rejects.toThrow('nothing.fga is not there')
  })

  test('a file of another kind is not read as a model', async () => {
    write('policy.yaml', 'title: Shop')
    await expect(run('policy.yaml')).rejects.toThrow('policy.yaml is no .fga file')
  })
})
