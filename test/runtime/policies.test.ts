import { cpSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import type { PolicyFolder } from '#policy/policy-folder.ts'
import { builtShop, GENEROUS } from '../policy/built-shop.ts'
import { SHOP_POLICY } from '../policy/policy-text.ts'
import { type Started, start } from './started.ts'

const KEY = 'the-key-of-the-tests'

let folder: string
let running: Started[]

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'pforte-policies-'))
  running = []
})
afterEach(async () => {
  for (const started of running) await kill(started)
  rmSync(folder, { recursive: true })
})

async function kill({ process: child, exitCode }: Started): Promise<void> {
  child.kill('SIGKILL')
  await exitCode
}

const policies = () => join(folder, 'policies')

function serve(words: readonly string[] = [], settings: Readonly<Record<string, string>> = {}) {
  const started = start(process.execPath, ['src/node.ts', ...words], {
    PFORTE_DATABASE_URL: `file:${join(folder, 'pforte.db')}`,
    PFORTE_API_KEYS: KEY,
    PFORTE_POLICIES: policies(),
    ...settings,
  })
  running.push(started)
  return started
}

function writeFolder(
  { name, files }: PolicyFolder,
  changed: Readonly<Record<string, string>> = {},
) {
  const path = join(policies(), name)
  mkdirSync(path, { recursive: true })
  for (const [file, text] of [...files, ...Object.entries(changed)]) {
    writeFileSync(join(path, file), text)
  }
}

async function ask(started: Started, path: string, body?: object) {
  const answer = await fetch(`${await started.url}${path}`, {
    headers: { authorization: `Bearer ${KEY}` },
    ...(body !== undefined && { method: 'POST', body: JSON.stringify(body) }),
  })
  return { status: answer.status, json: (await answer.json()) as Record<string, unknown> }
}

describe('a start', () => {
  it('makes a store of a policy that has none, and later says where it differs', async () => {
    writeFolder(await builtShop())
    const first = serve()
    expect((await ask(first, '/stores/shop/policy')).json).toMatchObject({ version: 1 })
    expect(first.output()).toContain('policies/shop is the store shop now')
    await kill(first)

    const second = serve()
    expect((await ask(second, '/stores/shop/policy')).json).toMatchObject({ version: 1 })
    expect(second.output()).not.toContain('policies/shop')
    await kill(second)

    writeFolder(await builtShop({ 'policy.yaml': GENEROUS }))
    const third = serve()
    const { json } = await ask(third, '/stores/shop/policy')
    expect(json).toMatchObject({ version: 1, files: { 'policy.yaml': SHOP_POLICY } })
    const path = join(policies(), 'shop')
    expect(third.output()).toContain(
      `${path} differs from version 1 that its store runs: npx pforte plan ${path}\n`,
    )
  })

  it('stops at a policy with faults and without a store, and says where', async () => {
    writeFolder(await builtShop(), { 'policy.yaml': SHOP_POLICY.replace('[owner]', '[boss]') })
    const started = serve()
    expect(await started.exitCode).toBe(1)
    const path = join(policies(), 'shop/policy.yaml')
    expect(started.errors()).toBe(
      `${path}:21:19: \`roles.clerk.assigned_by.0\`: there is no role \`boss\`\n`,
    )
    expect(started.output()).toBe('')
  })

  it('goes on with what the store runs, whatever becomes of the files', async () => {
    writeFolder(await builtShop())
    await kill(await untilServing(serve()))
    writeFolder(await builtShop(), { 'policy.yaml': 'nonsense' })
    const second = serve()
    expect((await ask(second, '/stores/shop/policy')).json).toMatchObject({ version: 1 })
    expect(second.output()).toContain('differs from version 1')
  })

  it('stops at a folder that is set and not there', async () => {
    const started = serve([], { PFORTE_POLICIES: '/not/there' })
    expect(await started.exitCode).toBe(1)
    expect(started.errors()).toBe('/not/there is not there; PFORTE_POLICIES says where\n')
  })

  it('with --demo fills the stores of all policies, and says what to try', async () => {
    cpSync('policies', policies(), { recursive: true })
    const started = await untilServing(serve(['--demo']))
    const lines = started.output().split('\n')
    const curls = lines.flatMap((line, at) => {
      const found = / http:\/\/127\.0\.0\.1:\d+(\/stores\/[a-z-]+\/check) -d '(.*)'$/.exec(line)
      return found === null ? [] : [{ path: found[1], body: found[2], answer: lines[at + 1] }]
    })
    expect(curls).toHaveLength(5)
    for (const { path = '', body = '', answer = '' } of curls) {
      const { json } = await ask(started, path, JSON.parse(body))
      expect(json, body).toMatchObject(JSON.parse(answer))
    }
  })
})

async function untilServing(started: Started): Promise<Started> {
  await started.url
  return started
}
