import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as delay } from 'node:timers/promises'
import { expect, test } from 'vitest'
import { roleTuples } from '#core/core-tuples.ts'
import { applyPolicy } from '#policy/apply-policy.ts'
import type { PolicyFolder } from '#policy/policy-folder.ts'
import { libsqlDatastore } from '#storage/libsql/libsql-datastore.ts'
import { openNodeDatabase } from '#storage/libsql/open-node.ts'
import { authorizerOver, writeTuples } from '../authorizer/embedded-store.ts'
import { type Server, sendJson } from '../conformance/http-call.ts'
import { jsonOf } from '../conformance/prepared-store.ts'
import { builtShop, GENEROUS, SHOP } from '../policy/built-shop.ts'
import { CORE, SHOP_MODULE } from '../policy/policy-text.ts'
import { startPforte } from './pforte-process.ts'

const ROUNDS = 12
/** Copies of the clerk: each follows with a tuple of its own. */
const COPIES = 2000

test('a server killed while it applies runs the version before or the one after, whole', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'pforte-kill-apply-'))
  const databaseUrl = `file:${join(folder, 'pforte.db')}`
  const plain = await builtShop()
  const generous = await builtShop({
    'policy.yaml': GENEROUS,
    'shop.fga': `${SHOP_MODULE}    define can_order_see: can_order_read\n`,
  })
  try {
    await prepare(databaseUrl, plain)
    const versions = new Set<number>()
    let least = 1
    let wholeMs = 0
    for (let round = 0; round <= ROUNDS; round++) {
      const server = await startPforte({ databaseUrl })
      const running = await wholeVersion(server)
      expect(running.version).toBeGreaterThanOrEqual(least)
      versions.add(running.version)
      const next = running.isGenerous ? plain : generous
      const startedAt = performance.now()
      const applied = apply(server, next)
      // The first one is let through. Most of an apply builds the policy; what it writes comes last.
      if (round === 0) await applied
      else await delay(wholeMs * (0.6 + (0.5 * round) / ROUNDS))
      wholeMs ||= performance.now() - startedAt
      await server.stop('SIGKILL')
      least = (await applied) ?? running.version
    }
    expect(versions.size).toBeGreaterThan(1)
    expect(versions.size).toBeLessThanOrEqual(ROUNDS + 1)
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
})

/** A store of the plain shop, whose tenants have copies of the clerk: those no outsider may write. */
async function prepare(url: string, plain: PolicyFolder): Promise<void> {
  const datastore = libsqlDatastore(await openNodeDatabase({ url }))
  await datastore.migrate()
  const authorizer = authorizerOver(datastore)
  await applyPolicy({ authorizer, coreModel: CORE }, plain)
  const id = await authorizer.resolveStore(SHOP)
  if (id === undefined) throw new Error('there is no store')
  for (let from = 0; from < COPIES; from += 50) {
    const copies = Array.from({ length: 50 }, (_, place) =>
      roleTuples({ id: `clerk-${from + place}`, permissions: ['order_read'], standard: 'clerk' }),
    )
    await writeTuples({ authorizer, id }, copies.flat())
  }
  await authorizer.close()
}

/** The version if it was acknowledged; undefined: the server is gone. */
async function apply(server: Server, { files }: PolicyFolder): Promise<number | undefined> {
  try {
    const body = { files: Object.fromEntries(files) }
    const answer = await sendJson(server, 'POST', '/stores/shop/policy', body)
    expect(answer.status).toBe(200)
    return Number(jsonOf(answer).version)
  } catch (error) {
    if (error instanceof TypeError) return undefined
    throw error
  }
}

/** Everything that a version changes says the same: which of the two it is. */
async function wholeVersion(
  server: Server,
): Promise<{ readonly version: number; readonly isGenerous: boolean }> {
  const policy = jsonOf(await sendJson(server, 'GET', '/stores/shop/policy'))
  const { versions } = jsonOf(await sendJson(server, 'GET', '/stores/shop/policy/versions'))
  expect((versions as readonly { readonly version: number }[])[0]?.version).toBe(policy.version)
  const files = policy.files as unknown as Readonly<Record<string, string>>
  const isGenerous = files['policy.yaml'] === GENEROUS
  const { text } = await sendJson(server, 'GET', '/stores/shop/export')
  const [head = '', ...lines] = text.split('\n')
  expect(JSON.parse(head)).toMatchObject({
    policy_version: policy.version,
    authorization_model_id: policy.authorization_model_id,
  })
  expect(head.includes('can_order_see')).toBe(isGenerous)
  const toggles = lines.filter((line) => line.includes('"order_approve"'))
  expect(toggles).toHaveLength(isGenerous ? COPIES : 0)
  const tuple_key = { user: 'user:anna', relation: 'can_order_see', object: 'order:1' }
  const check = await sendJson(server, 'POST', '/stores/shop/check', { tuple_key })
  expect(check.status).toBe(isGenerous ? 200 : 400)
  return { version: Number(policy.version), isGenerous }
}
