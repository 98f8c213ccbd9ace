import { readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import type { PolicyAuthorizer } from '#authorizer/authorizer.ts'
import { guardedAuthorizer } from '#authorizer/guarded-authorizer.ts'
import type { ModelId, StoreId } from '#model/ids.ts'
import { CORE_POLICY, type PolicyName } from '#model/policy-name.ts'
import { memoryDatastore } from '#storage/memory/memory-datastore.ts'
import { asking, authorizerOver, writeTuples } from './embedded-store.ts'
import { jsonOf } from './model-text.ts'
import { key } from './tuple-text.ts'

const SHOP = 'shop' as PolicyName
const UNKNOWN = '01HPHVMYY6R9WT9YH93SYW4M7X' as StoreId

const ORDERS = `type order
  relations
    define shop: [scope]
    define account: [user, user:*, group#member]
    define link: [link, link:*, link with in_window]
    define can_read: account or link

`

/** The core model with an order that a scope, a person, or a link can stand in a relation to. */
const SHOP_MODEL = readFileSync('model.fga', 'utf8').replace(
  '# When a link',
  `${ORDERS}# When a link`,
)

const ORDER = 'order:7#account@user:anna'

interface Shop {
  readonly inside: PolicyAuthorizer
  readonly outside: PolicyAuthorizer
  readonly id: StoreId
  readonly modelId: ModelId
}

async function openShop(name = SHOP): Promise<Shop> {
  const inside = authorizerOver(memoryDatastore())
  const id = await inside.createPolicyStore(name, jsonOf(SHOP_MODEL))
  const { modelId } = await inside.readPolicy(id)
  return { inside, outside: guardedAuthorizer(inside), id, modelId }
}

const tuplesOf = async ({ inside, id }: Shop) =>
  (await inside.read(id, {}, { pageSize: 100 })).items.map(({ tuple }) => tuple)

describe('from outside, the tuples of a policy store', () => {
  it.each([
    'tenant:acme#member@user:eve',
    'tenant:acme#seat@user:*',
    'role:owner#users_read@user:*',
    'role:owner#standard@standard_role:owner',
    'binding:b#subject@user:eve',
    'binding:b#role@role:owner',
    'binding:b#subject@group:g#member',
    'scope:acme#binding@binding:b',
    'scope:acme#parent@scope:root',
    'licence:l#holder@user:eve',
    'feature:f#enabled@user:*',
    'group:g#member@user:eve',
    'order:7#link@link:stolen',
    'order:7#link@link:*',
  ])("are refused where they are the administration's: %s", async (text) => {
    const shop = await openShop()
    const refusal = {
      code: 'validation_error',
      message: `\`shop\` is a policy store: \`${text}\` belongs to the administration`,
    }
    const outside = { authorizer: shop.outside, id: shop.id }
    await expect(writeTuples(outside, [ORDER, text])).rejects.toMatchObject(refusal)
    await writeTuples({ authorizer: shop.inside, id: shop.id }, [text])
    await expect(writeTuples(outside, [ORDER], [text])).rejects.toMatchObject(refusal)
    expect(await tuplesOf(shop)).toEqual([key(text)])
  })

  it('of a link under its window is refused, too', async () => {
    const shop = await openShop()
    const condition = {
      name: 'in_window',
      context: { not_before: '2020-01-01T00:00:00Z', not_after: '2099-01-01T00:00:00Z' },
    }
    const link = { ...key('order:7#link@link:l'), condition }
    const writing = writeTuples({ authorizer: shop.outside, id: shop.id }, [link])
    await expect(writing).rejects.toMatchObject({ name: 'AdministeredTuple' })
    expect(await tuplesOf(shop)).toEqual([])
  })

  const stranger = (object: string, relation: string, user: string) => ({ object, relation, user })

  /** None may have an effect, whichever way it is refused, or found to be nothing. */
  it.each([
    stranger('role:owner:x', 'users_read', 'user:*'),
    stranger('role::', 'users_read', 'user:*'),
    stranger('ROLE:owner', 'users_read', 'user:*'),
    stranger(' role:owner', 'users_read', 'user:*'),
    stranger('role :owner', 'users_read', 'user:*'),
    stranger('role\u200b:owner', 'users_read', 'user:*'),
    stranger('rоle:owner', 'users_read', 'user:*'),
    stranger('ｒole:owner', 'users_read', 'user:*'),
    stranger('role\0:owner', 'users_read', 'user:*'),
    stranger('order:7#link', 'link', 'link:l'),
    stranger('order:role:owner', 'link', 'link:l'),
    stranger('order:7', 'link', 'link:l:*'),
    stranger('order:7', 'link', 'link:l#x'),
    stranger('order:7', 'link', 'link:*#x'),
    stranger('order:7', 'link', 'link:#x'),
    stranger('order:7', 'link', 'link:'),
    stranger('order:7', 'link', ':link:l'),
    stranger('order:7', 'link', 'Link:l'),
    stranger('order:7', 'link', 'link\t:l'),
    stranger('order:7', 'link', 'user:x#link:l'),
    stranger('', 'users_read', 'user:*'),
    stranger('role', 'users_read', 'user:*'),
    stranger('role:', 'users_read', 'user:*'),
  ])('cannot be had by an odd spelling: %j', async (odd) => {
    const shop = await openShop()
    await writeTuples({ authorizer: shop.inside, id: shop.id }, [
      'role:owner#users_read@user:*',
      'order:7#link@link:l',
    ])
    const before = await tuplesOf(shop)
    const request = { onDuplicate: 'ignore', onMissing: 'error' } as const
    for (const change of [
      { ...request, writes: [odd], deletes: [] },
      { ...request, writes: [], deletes: [odd] },
    ]) {
      await expect(shop.outside.write(shop.id, change)).rejects.toMatchObject({
        code: expect.stringMatching(/^(?:validation_error|write_failed_due_to_invalid_input)$/),
      })
    }
    expect(await tuplesOf(shop)).toEqual(before)
  })

  it.each([
    ORDER,
    'order:7#account@user:*',
    'order:7#account@group:g#member',
    'order:7#shop@scope:acme',
    'order:role#account@user:link',
  ])('are written and deleted where they are of its own types: %s', async (text) => {
    const shop = await openShop()
    const outside = { authorizer: shop.outside, id: shop.id }
    await writeTuples(outside, [text])
    expect(await tuplesOf(shop)).toHaveLength(1)
    const { object, relation, user } = (await tuplesOf(shop))[0] ?? key(text)
    await shop.outside.write(shop.id, {
      writes: [],
      deletes: [{ object, relation, user }],
      onDuplicate: 'error',
      onMissing: 'error',
    })
    expect(await tuplesOf(shop)).toEqual([])
  })

  it('of the core store are refused, whatever they are', async () => {
    const shop = await openShop(CORE_POLICY)
    const writing = writeTuples({ authorizer: shop.outside, id: shop.id }, [ORDER])
    await expect(writing).rejects.toMatchObject({ name: 'PolicyStoreGuarded' })
    expect(await tuplesOf(shop)).toEqual([])
  })
})

const assertion = { tupleKey: key(ORDER), expectation: true, contextualTuples: [] }

const CHANGES: readonly [
  string,
  (authorizer: PolicyAuthorizer, store: StoreId, model: ModelId) => Promise<unknown>,
][] = [
  ['writing a model', (authorizer, store) => authorizer.writeModel(store, jsonOf(SHOP_MODEL))],
  ['deleting it', (authorizer, store) => authorizer.deleteStore(store)],
  [
    'writing assertions',
    (authorizer, store, model) => authorizer.writeAssertions(store, model, [assertion]),
  ],
]

describe('from outside', () => {
  it.each(CHANGES)('%s is refused of a policy store, and changes nothing', async (_, change) => {
    const { inside, outside, id, modelId } = await openShop()
    for (let time = 0; time < 2; time++) {
      await expect(change(outside, id, modelId)).rejects.toMatchObject({
        code: 'validation_error',
        message: expect.stringContaining('`shop` is a policy store'),
      })
    }
    expect((await inside.listModels(id, { pageSize: 10 })).items).toHaveLength(1)
    expect(await inside.readAssertions(id, modelId)).toEqual([])
  })

  it.each(CHANGES)('%s is as ever of an ordinary store', async (_, change) => {
    const { outside } = await openShop()
    const { id } = await outside.createStore('shop')
    const modelId = await outside.writeModel(id, jsonOf(SHOP_MODEL))
    await writeTuples({ authorizer: outside, id }, ['role:owner#users_read@user:*'])
    await change(outside, id, modelId)
  })

  it('a policy is applied, but never the core', async () => {
    const { outside, id } = await openShop()
    const commit = {
      json: jsonOf(SHOP_MODEL),
      files: new Map(),
      assertions: [],
      writes: [],
      deletes: [],
      expected: { version: 1 },
    }
    expect(await outside.commitPolicy(id, commit)).toMatchObject({ kind: 'committed' })
    const core = await openShop(CORE_POLICY)
    for (const attempt of [
      core.outside.commitPolicy(core.id, commit),
      core.outside.createPolicyStore(CORE_POLICY, jsonOf(SHOP_MODEL)),
    ]) {
      await expect(attempt).rejects.toMatchObject({ name: 'PolicyStoreGuarded' })
    }
  })

  it('a store that is unknown is told of as ever', async () => {
    const { outside } = await openShop()
    await outside.deleteStore(UNKNOWN)
    await expect(outside.writeModel(UNKNOWN, jsonOf(SHOP_MODEL))).rejects.toMatchObject({
      code: 'store_id_not_found',
    })
    await expect(writeTuples({ authorizer: outside, id: UNKNOWN }, [ORDER])).rejects.toMatchObject({
      code: 'latest_authorization_model_not_found',
    })
  })

  it('a policy store may be asked', async () => {
    const { outside, id } = await openShop()
    await writeTuples({ authorizer: outside, id }, [ORDER])
    const answer = await outside.check(id, { tupleKey: key(ORDER), ...asking() })
    expect(answer.allowed).toBe(true)
    expect((await outside.read(id, {}, { pageSize: 10 })).items).toHaveLength(1)
  })
})
