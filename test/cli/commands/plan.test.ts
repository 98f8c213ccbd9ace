import { once } from 'node:events'
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createAdaptorServer } from '@hono/node-server'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { plan } from '#cli/commands/plan.ts'
import { memoryDatastore } from '#storage/memory/memory-datastore.ts'
import { authorizerOver } from '../../authorizer/embedded-store.ts'
import { KEY, openHouse } from '../../http/house.ts'
import { shopFolder, shopTuples } from '../../policy/plan/shop-plan.ts'
import { SHOP_POLICY } from '../../policy/policy-text.ts'
import { recordingTerminal } from '../run-pforte.ts'

const BLIND_CLERK = { 'policy.yaml': SHOP_POLICY.replace('[order_read]', '[]') }

let url = ''
let directory = ''
const closing: (() => void)[] = []

/** A server that runs the shop, with tenants; and folders `same/shop` and `next/shop` to plan. */
beforeAll(async () => {
  const datastore = memoryDatastore()
  const house = await openHouse({ datastore })
  const { folder } = await shopFolder()
  await house.ask('/stores/shop/policy', { body: { files: Object.fromEntries(folder.files) } })
  const administration = authorizerOver(datastore)
  const store = await administration.resolveStore(folder.name)
  if (store === undefined) throw new Error('the shop was not applied')
  await administration.write(store, {
    writes: shopTuples(),
    deletes: [],
    onDuplicate: 'error',
    onMissing: 'error',
  })
  const server = createAdaptorServer({ fetch: house.gateway.fetch }).listen(0, '127.0.0.1')
  await once(server, 'listening')
  url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`
  directory = mkdtempSync(join(tmpdir(), 'pforte-plan-'))
  await writeFolder('same/shop', {})
  await writeFolder('next/shop', BLIND_CLERK)
  await writeFolder('next/kiosk', {})
  closing.push(
    () => server.close(),
    () => rmSync(directory, { recursive: true }),
  )
})

afterAll(() => {
  for (const close of closing) close()
})

async function writeFolder(path: string, files: Readonly<Record<string, string>>): Promise<void> {
  const name = path.replace(/.*\//, '')
  const { folder } = await shopFolder(files)
  mkdirSync(join(directory, path), { recursive: true })
  for (const [file, text] of folder.files) {
    const renamed = [file, text].map((word) => word.replaceAll('shop.fga', `${name}.fga`))
    writeFileSync(
      join(directory, path, renamed[0] ?? file),
      (renamed[1] ?? text).replace('module shop', `module ${name}`),
    )
  }
}

async function runPlan(...words: readonly string[]) {
  const environment = { PFORTE_SERVER_URL: url, PFORTE_API_KEY: KEY }
  const terminal = recordingTerminal({ directory, environment })
  const exitCode = await plan.run(words, terminal)
  return { exitCode, printed: terminal.printed }
}

describe('pforte plan', () => {
  it('says that nothing changes where the server runs the folder', async () => {
    const { exitCode, printed } = await runPlan('same/shop', '--fail-on', 'lost')
    expect(exitCode).toBe(0)
    expect(printed).toContain('Model and policy are the same.')
    expect(printed).toContain('  Nobody gains or loses anything.')
  })

  it('says who loses what, and by which role', async () => {
    const { exitCode, printed } = await runPlan('next/shop')
    expect(exitCode).toBe(0)
    expect(printed).toEqual(
      expect.arrayContaining([
        '`shop`: the folder against version 1, with 93 tuples',
        '  ~ role `clerk` loses `order_read`',
        '  2 copies of `clerk` follow: - order_read (corner-clerk, mill-clerk)',
        '  11 lost, 0 gained, by 3 subjects.',
        '    user:dora  can_order_read  order:2',
      ]),
    )
  })

  it('names every loss if asked for all', async () => {
    const { printed } = await runPlan('next/shop', '--full')
    const from = printed.indexOf('  user:ben')
    expect(printed.slice(from)).toEqual([
      '  user:ben',
      '    lost can_order_read: order:1, order:2, order:3, scope:corner, scope:corner-back',
      '',
      '  user:cleo',
      '    lost can_order_read: order:2, order:3, scope:corner-back',
      '',
      '  user:dora',
      '    lost can_order_read: order:2, order:3, scope:corner-back',
    ])
  })

  it.each([
    ['lost', 1],
    ['gained', 0],
  ])('exits by what it is to fail on: %s', async (failOn, exitCode) => {
    expect((await runPlan('next/shop', '--fail-on', failOn)).exitCode).toBe(exitCode)
  })

  it('prints as JSON what it writes to a file', async () => {
    const { printed } = await runPlan('next/shop', '--json', '--full', '--out', 'plan.json')
    const shown = JSON.parse(printed.join('\n'))
    expect(JSON.parse(readFileSync(join(directory, 'plan.json'), 'utf8'))).toEqual(shown)
    expect(shown).toMatchObject({
      plan: 1,
      store: 'shop',
      from: { policy_version: 1 },
      summary: { tuples: 93, subjects: 3, gained: 0, lost: 11, exact: true },
      impact: { compared: { relations: ['order#can_order_read', 'scope#can_order_read'] } },
    })
    expect(shown.changes).toHaveLength(11)
    expect(shown.changes[0]).toEqual({
      subject: 'user:ben',
      relation: 'can_order_read',
      object: 'order:1',
      before: 'allowed',
      after: 'denied',
    })
  })

  it('says that an apply would make the store', async () => {
    const { exitCode, printed } = await runPlan('next/kiosk', '--fail-on', 'gained')
    expect(exitCode).toBe(0)
    expect(printed[0]).toBe('There is no store `kiosk` yet: an apply makes it.')
    expect(printed).toContain('  + type `order` is new')
  })
})
