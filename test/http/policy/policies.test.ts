import { beforeEach, describe, expect, it } from 'vitest'
import { builtShop, GENEROUS } from '../../policy/built-shop.ts'
import { CORE, SHOP_MODULE, SHOP_POLICY } from '../../policy/policy-text.ts'
import { type House, openHouse } from '../house.ts'

type Files = Readonly<Record<string, string>>

/** The shop's folder as `pforte build` leaves it. */
const shopFiles = async (changed: Files = {}): Promise<Files> =>
  Object.fromEntries((await builtShop(changed)).files)

let house: House

const apply = (files: Files, expected: object = {}) =>
  house.ask('/stores/shop/policy', { body: { files, ...expected } })

beforeEach(async () => {
  house = await openHouse()
})

describe('POST /stores/{store}/policy', () => {
  it('makes the store of a name that has none, and the next version of one that has', async () => {
    const first = await apply(await shopFiles())
    expect([first.status, first.json]).toEqual([
      200,
      {
        version: 1,
        authorization_model_id: expect.stringMatching(/^[0-9A-Z]{26}$/),
        applied_at: expect.stringMatching(/^20\d\d-\d\d-\d\dT/),
        revision: expect.any(String),
        roles: { followed: [], kept: [], stripped: [] },
      },
    ])
    const second = await apply(await shopFiles({ 'policy.yaml': GENEROUS }))
    expect(second.json).toMatchObject({ version: 2 })
    expect(second.headers.get('pforte-revision')).toBe(second.json.revision)
    const listed = await house.ask('/stores/shop/policy/versions')
    expect(listed.json.versions).toMatchObject([{ version: 2 }, { version: 1 }])
  })

  it('says that the store runs these files already', async () => {
    await apply(await shopFiles())
    expect((await apply(await shopFiles())).json).toMatchObject({ version: 1, unchanged: true })
  })

  it('tells all findings, each with its place', async () => {
    const reply = await apply({
      ...(await shopFiles()),
      'policy.yaml': SHOP_POLICY.replaceAll('[owner]', '[boss]'),
    })
    expect([reply.status, reply.json]).toEqual([
      400,
      {
        code: 'invalid_authorization_model',
        message: 'the policy has 2 faults',
        findings: [
          {
            file: 'policy.yaml',
            line: 21,
            column: 19,
            message: '`roles.clerk.assigned_by.0`: there is no role `boss`',
          },
          {
            file: 'policy.yaml',
            line: 25,
            column: 18,
            message: '`administration.first_member.0`: there is no role `boss`',
          },
        ],
      },
    ])
    expect((await house.ask('/stores/shop/policy')).status).toBe(404)
  })

  it('answers 409 when the store has moved', async () => {
    await apply(await shopFiles())
    const generous = await shopFiles({ 'policy.yaml': GENEROUS })
    const reply = await apply(generous, { expected_version: 3 })
    expect([reply.status, reply.json.code]).toEqual([409, 'Aborted'])
    const { revision } = (await house.ask('/stores/shop/policy')).json
    const tuple_keys = [{ user: 'scope:acme', relation: 'shop', object: 'order:7' }]
    await house.ask('/stores/shop/write', { body: { writes: { tuple_keys } } })
    const late = await apply(generous, { expected_version: 1, expected_revision: revision })
    expect(late.status).toBe(409)
    const seen = (await house.ask('/stores/shop/policy')).json
    const expected = { expected_version: 1, expected_revision: seen.revision }
    expect((await apply(generous, expected)).json).toMatchObject({ version: 2 })
  })

  it.each([
    ['no JSON', 'no'],
    ['no files', {}],
    ['files that are no texts', { files: { 'policy.yaml': 7 } }],
    ['a misspelt condition', { files: {}, expectedVersion: 1 }],
    ['a version that is none', { files: {}, expected_version: '1' }],
    ['a path that leads out', { files: { '../policy.yaml': '' } }],
    ['a path from the root', { files: { '/policy.yaml': '' } }],
    ['a path of another system', { files: { 'C:\\policy.yaml': '' } }],
    ['a hidden file', { files: { '.git/policy.yaml': '' } }],
    ['a file that is not looked for', { files: { 'node_modules/a/README.md': '' } }],
    ['a file that no policy has', { files: { 'policy.sh': '' } }],
    ['more text than a policy may hold', { files: { 'README.md': 'x'.repeat(5_000_000) } }],
  ])('refuses %s', async (_, body) => {
    const raw = typeof body === 'string' ? { raw: body } : { body }
    const reply = await house.ask('/stores/shop/policy', raw)
    expect([reply.status, reply.json.code]).toEqual([400, 'validation_error'])
    expect((await house.ask('/stores/shop')).status).not.toBe(200)
  })

  it('refuses a body beyond its limit unread', async () => {
    const reply = await house.ask('/stores/shop/policy', { raw: 'x'.repeat(17_000_000) })
    expect(reply.json.code).toBe('resource_exhausted')
  })

  it('refuses the core, ordinary stores, and names that are none', async () => {
    const { id } = (await house.ask('/stores', { body: { name: 'ordinary' } })).json
    const files = await shopFiles()
    const ask = (store: unknown) => house.ask(`/stores/${store}/policy`, { body: { files } })
    expect((await ask('pforte')).json).toMatchObject({ code: 'validation_error' })
    expect((await ask(id)).json).toMatchObject({ code: 'policy_version_not_found' })
    expect((await ask('Shop')).json).toMatchObject({ code: 'validation_error' })
  })

  it('is answered by at once', async () => {
    const files = await shopFiles()
    await apply(files)
    const tuple_key = { user: 'user:anna', relation: 'can_order_see', object: 'order:7' }
    const check = () => house.ask('/stores/shop/check', { body: { tuple_key } })
    expect((await check()).status).toBe(400)
    const module = SHOP_MODULE.concat('    define can_order_see: can_order_read\n')
    await apply(await shopFiles({ 'shop.fga': module }))
    expect((await check()).json).toMatchObject({ allowed: false })
  })
})

describe('GET /stores/{store}/policy', () => {
  it('gives a version with its texts, or the newest', async () => {
    const [first, second] = [await shopFiles(), await shopFiles({ 'policy.yaml': GENEROUS })]
    await apply(first)
    await apply(second)
    const newest = (await house.ask('/stores/shop/policy')).json
    expect(newest).toMatchObject({ version: 2, files: second })
    const older = (await house.ask('/stores/shop/policy?version=1')).json
    expect(older).toMatchObject({ version: 1, files: first, revision: newest.revision })
  })

  it.each([
    ['/stores/shop/policy?version=7', 404, 'policy_version_not_found'],
    ['/stores/shop/policy?version=x', 400, 'validation_error'],
    ['/stores/cellar/policy', 404, 'store_id_not_found'],
    ['/stores/cellar/policy/versions', 404, 'store_id_not_found'],
  ])('answers %s with %i %s', async (path, status, code) => {
    await apply(await shopFiles())
    const reply = await house.ask(path)
    expect([reply.status, reply.json.code]).toEqual([status, code])
  })

  it('has version 1 of the core, too', async () => {
    const { json } = await house.ask('/stores/pforte/policy')
    expect(json).toMatchObject({ version: 1, files: { 'model.fga': CORE } })
  })
})

describe('POST /stores/{store}/policy/rollback', () => {
  it('brings an older version back as a new one', async () => {
    const first = await shopFiles()
    await apply(first)
    await apply(await shopFiles({ 'policy.yaml': GENEROUS }))
    const reply = await house.ask('/stores/shop/policy/rollback', { body: { version: 1 } })
    expect(reply.json).toMatchObject({ version: 3, restores: 1 })
    const { json } = await house.ask('/stores/shop/policy')
    expect(json).toMatchObject({ version: 3, restores: 1, files: first })
  })

  it('refuses a version that is not there', async () => {
    await apply(await shopFiles())
    const ask = (body: object) => house.ask('/stores/shop/policy/rollback', { body })
    expect((await ask({ version: 2 })).json).toMatchObject({ code: 'policy_version_not_found' })
    expect((await ask({})).json).toMatchObject({ code: 'validation_error' })
    expect((await ask({ version: 0 })).json).toMatchObject({ code: 'validation_error' })
  })
})
