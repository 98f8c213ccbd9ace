/** The examples of docs/cli.md, typed one after the other. */
import { execFile } from 'node:child_process'
import { cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { promisify } from 'node:util'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { type ListeningHouse, openListeningHouse } from '../http/listening-house.ts'

const run = promisify(execFile)
const document = readFileSync('docs/cli.md', 'utf8')

const examples = [...document.matchAll(/^```console\n\$ npx pforte (.*)\n([\s\S]*?)^```$/gm)].map(
  ([, words = '', output = '']) => ({ words, output }),
)

let house: ListeningHouse
let directory: string

beforeAll(async () => {
  house = await openListeningHouse()
  directory = mkdtempSync(join(tmpdir(), 'pforte-documents-'))
  cpSync('policies/commerce', join(directory, 'policies/commerce'), { recursive: true })
  writeFileSync(
    join(directory, 'orders.csv'),
    'user_type,user_id,relation,object_type,object_id\nscope,koeln,account,order,9\n',
  )
})
afterAll(async () => {
  rmSync(directory, { recursive: true })
  await house.close()
})

/** Ids and times differ every time. */
function withoutAccidents(text: string): string {
  return text
    .replaceAll(/\b[0-9A-HJKMNP-TV-Z]{26}\b/g, 'ID')
    .replaceAll(/\d{4}-\d\d-\d\d \d\d:\d\d:\d\dZ/g, 'TIME')
}

/** A line of `…` stands for any lines. */
function patternOf(output: string): RegExp {
  const escaped = withoutAccidents(output).replaceAll(/[\\^$.*+?()[\]{}|]/g, '\\$&')
  return new RegExp(`^${escaped.replaceAll('…\n', '[\\s\\S]*')}$`)
}

describe('docs/cli.md', () => {
  test.each(examples)('pforte $words', async ({ words, output }) => {
    const ran = await run(process.execPath, [resolve('src/cli/main.ts'), ...words.split(' ')], {
      cwd: directory,
      env: {
        ...process.env,
        NO_COLOR: '1',
        PFORTE_SERVER_URL: house.url,
        PFORTE_API_KEY: house.key,
      },
    })
    expect(withoutAccidents(ran.stdout)).toMatch(patternOf(output))
  })

  test('has an example of every command', async () => {
    const { stdout } = await run(process.execPath, ['src/cli/main.ts'])
    const commands = [...stdout.matchAll(/^ {2}([a-z-]+) {2,}/gm)].map(([, name]) => name)
    const headings = [...document.matchAll(/^### ([a-z-]+)$/gm)].map(([, name]) => name)
    expect(new Set(headings)).toEqual(new Set(commands))
    expect(commands.length).toBeGreaterThan(15)
  })
})
