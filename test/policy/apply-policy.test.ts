import { describe, expect, it } from 'vitest'
import type { PolicyAuthorizer } from '#authorizer/authorizer.ts'
import { roleTuples } from '#core/core-tuples.ts'
import type { StoreId } from '#model/ids.ts'
import type { PolicyName } from '#model/policy-name.ts'
import type { Tuple } from '#model/tuple.ts'
import { type Applying, applyPolicy, type Expected, rollbackPolicy } from '#policy/apply-policy.ts'
import type { PolicyFolder } from '#policy/policy-folder.ts'
import { memoryDatastore } from '#storage/memory/memory-datastore.ts'
import { authorizerOver, isAllowed, writeTuples } from '../authorizer/embedded-store.ts'
import { builtShop, GENEROUS, SHOP } from './built-shop.ts'
import { CORE, SHOP_MODULE, SHOP_POLICY } from './policy-text.ts'

const CLERK = { permissions: ['order_read'], standard: 'clerk' }

interface Shop {
  readonly authorizer: PolicyAuthorizer
  readonly id: StoreId
  readonly apply: (folder: PolicyFolder, expected?: Expected) => Promise<Applying>
  readonly rollback: (version: number) => Promise<Applying>
}

/** The shop applied, with a clerk's copy that nobody edited and one that a tenant did. */
async function openShop(authorizer = authorizerOver(memoryDatastore())): Promise<Shop> {
  const dependencies = { authorizer, coreModel: CORE }
  await applyPolicy(dependencies, await builtShop())
  const id = (await authorizer.resolveStore(SHOP)) as StoreId
  const tuples = [
    ...roleTuples({ id: 'a-clerk', ...CLERK }),
    ...roleTuples({ id: 'b-clerk', ...CLERK, permissions: ['order_read', 'users_read'] }),
  ]
  await writeTuples({ authorizer, id }, tuples as readonly Tuple[])
  return {
    authorizer,
    id,
    apply: (folder, expected) => applyPolicy(dependencies, folder, expected),
    rollback: (version) => rollbackPolicy(dependencies, SHOP, version),
  }
}

async function togglesOf({ authorizer, id }: Shop, role: string): Promise<readonly string[]> {
  const { items } = await authorizer.read(id, { object: `role:${role}` }, { pageSize: 100 })
  return items.flatMap(({ tuple }) => (tuple.user === 'user:*' ? [tuple.relation] : [])).sort()
}

describe('an apply', () => {
  it('makes the store of its name with version 1', async () => {
    const authorizer = authorizerOver(memoryDatastore())
    const folder = await builtShop()
    const applying = await applyPolicy({ authorizer, coreModel: CORE }, folder)
    expect(applying).toMatchObject({ kind: 'applied', policy: { version: 1 } })
    const id = (await authorizer.resolveStore(SHOP)) as StoreId
    const running = await authorizer.readPolicy(id)
    expect(running.files).toEqual(folder.files)
    expect(applying).toMatchObject({ revision: running.revision })
  })

  it('changes nothing of what runs already, and says so', async () => {
    const shop = await openShop()
    const before = await shop.authorizer.readPolicy(shop.id)
    const applying = await shop.apply(await builtShop())
    expect(applying).toMatchObject({ kind: 'unchanged', policy: { version: 1 } })
    expect(await shop.authorizer.readPolicy(shop.id)).toEqual(before)
  })

  it('takes a changed standard role to the copies that nobody edited', async () => {
    const shop = await openShop()
    const applying = await shop.apply(await builtShop({ 'policy.yaml': GENEROUS }))
    expect(applying).toMatchObject({
      kind: 'applied',
      policy: { version: 2 },
      roles: {
        followed: [{ role: 'a-clerk', standard: 'clerk', added: ['order_approve'], removed: [] }],
        kept: [{ kind: 'edited', role: 'b-clerk', added: ['users_read'], missing: [] }],
      },
    })
    expect(await togglesOf(shop, 'a-clerk')).toEqual(['order_approve', 'order_read'])
    expect(await togglesOf(shop, 'b-clerk')).toEqual(['order_read', 'users_read'])
  })

  it('answers by its model at once', async () => {
    const shop = await openShop()
    const question = 'order:7#can_order_see@user:anna'
    await expect(isAllowed(shop, question)).rejects.toMatchObject({ code: 'validation_error' })
    const module = SHOP_MODULE.concat('    define can_order_see: can_order_read\n')
    await shop.apply(await builtShop({ 'shop.fga': module }))
    expect(await isAllowed(shop, question)).toBe(false)
  })

  it('keeps the assertions of the policy beside its model', async () => {
    const shop = await openShop()
    const text = `${SHOP_POLICY}assertions:\n  - {user: "user:anna", relation: can_order_read, object: "order:7", allowed: false}\n`
    const applying = await shop.apply(await builtShop({ 'policy.yaml': text }))
    if (applying.kind !== 'applied') throw new Error(applying.kind)
    expect(await shop.authorizer.readAssertions(shop.id, applying.policy.modelId)).toEqual([
      {
        tupleKey: { user: 'user:anna', relation: 'can_order_read', object: 'order:7' },
        expectation: false,
        contextualTuples: [],
      },
    ])
  })

  it('tells all faults of the folder, and changes nothing', async () => {
    const shop = await openShop()
    const folder = await builtShop()
    const text = `${SHOP_POLICY.replaceAll('[owner]', '[boss]')}assertions:\n  - {user: "user:anna", relation: can_fly, object: "order:7", allowed: false}\n`
    const applying = await shop.apply({
      ...folder,
      files: new Map([...folder.files, ['policy.yaml', text]]),
    })
    expect(applying).toMatchObject({
      kind: 'findings',
      findings: [
        { file: 'policy.yaml', line: 21, message: expect.stringContaining('no role `boss`') },
        { file: 'policy.yaml', line: 25, message: expect.stringContaining('no role `boss`') },
      ],
    })
    expect(await shop.authorizer.listPolicyVersions(shop.id)).toHaveLength(1)
  })

  it('tells an assertion about what the model does not have', async () => {
    const shop = await openShop()
    const folder = await builtShop()
    const text = `${SHOP_POLICY}assertions:\n  - {user: "pilot:anna", relation: can_fly, object: "order:7", allowed: false}\n`
    const applying = await shop.apply({
      ...folder,
      files: new Map([...folder.files, ['policy.yaml', text]]),
    })
    expect(applying).toMatchObject({
      kind: 'findings',
      findings: [
        { line: 27, column: 12, message: '`assertions.0.user`: the model has no type `pilot`' },
        {
          line: 27,
          column: 36,
          message: '`assertions.0.relation`: the model has no relation `order#can_fly`',
        },
      ],
    })
  })

  it('refuses a folder that was not built', async () => {
    const shop = await openShop()
    const folder = await builtShop()
    const applying = await shop.apply({
      ...folder,
      files: new Map([...folder.files, ['policy.yaml', GENEROUS], ['model.fga', 'model\n']]),
    })
    expect(applying).toMatchObject({
      kind: 'findings',
      findings: [
        { file: 'model.fga', line: 1, column: 1, message: expect.stringContaining('pforte build') },
        {
          file: 'roles.yaml',
          line: 1,
          column: 1,
          message: expect.stringContaining('pforte build'),
        },
      ],
    })
  })

  it('is refused where the store has moved on from what was seen', async () => {
    const shop = await openShop()
    const { revision } = await shop.authorizer.readPolicy(shop.id)
    const generous = await builtShop({ 'policy.yaml': GENEROUS })
    await expect(shop.apply(generous, { version: 2 })).rejects.toMatchObject({
      code: 'Aborted',
      message: expect.stringContaining('it runs version 1'),
    })
    await expect(shop.apply(generous, { version: 0 })).rejects.toMatchObject({ code: 'Aborted' })
    await writeTuples(shop, ['scope:acme#tenant@tenant:acme'])
    await expect(shop.apply(generous, { version: 1, revision })).rejects.toMatchObject({
      code: 'Aborted',
    })
    expect(await shop.authorizer.listPolicyVersions(shop.id)).toHaveLength(1)
    const seen = await shop.authorizer.readPolicy(shop.id)
    const expected = { version: 1, revision: seen.revision }
    expect(await shop.apply(generous, expected)).toMatchObject({ kind: 'applied' })
  })

  it('is refused for a store that is not there, if a version of it was seen', async () => {
    const dependencies = { authorizer: authorizerOver(memoryDatastore()), coreModel: CORE }
    await expect(
      applyPolicy(dependencies, await builtShop(), { version: 3 }),
    ).rejects.toMatchObject({
      code: 'Aborted',
      message: 'there is no store `shop`, so it does not run version 3',
    })
  })

  it('looks again when a tenant edits a role meanwhile, and leaves that role alone', async () => {
    const inner = authorizerOver(memoryDatastore())
    let edits = 0
    const shop = await openShop({
      ...inner,
      async commitPolicy(store, commit) {
        // Just before the first commit, the tenant switches something on.
        if (edits++ === 0) {
          await writeTuples({ authorizer: inner, id: store }, ['role:a-clerk#users_read@user:*'])
        }
        return inner.commitPolicy(store, commit)
      },
    })
    const applying = await shop.apply(await builtShop({ 'policy.yaml': GENEROUS }))
    expect(edits).toBe(2)
    expect(applying).toMatchObject({ kind: 'applied', roles: { followed: [] } })
    expect(await togglesOf(shop, 'a-clerk')).toEqual(['order_read', 'users_read'])
  })

  it('is not held up by tuples of other types', async () => {
    const inner = authorizerOver(memoryDatastore())
    let commits = 0
    const shop = await openShop({
      ...inner,
      async commitPolicy(store, commit) {
        const order = `order:${commits++}#shop@scope:acme`
        await writeTuples({ authorizer: inner, id: store }, [order])
        return inner.commitPolicy(store, commit)
      },
    })
    await shop.apply(await builtShop({ 'policy.yaml': GENEROUS }))
    expect(commits).toBe(1)
  })

  it('of two at once comes about whole or not at all', async () => {
    const shop = await openShop()
    const folders = await Promise.all([
      builtShop({ 'policy.yaml': GENEROUS }),
      builtShop({ 'README.md': 'a shop' }),
    ])
    const settled = await Promise.allSettled(folders.map((folder) => shop.apply(folder)))
    const applied = settled.filter(({ status }) => status === 'fulfilled')
    const versions = await shop.authorizer.listPolicyVersions(shop.id)
    expect(versions).toHaveLength(1 + applied.length)
    expect(applied.length).toBeGreaterThan(0)
  })

  it('of the core is refused', async () => {
    const { authorizer } = await openShop()
    const folder = { name: 'pforte' as PolicyName, files: new Map() }
    await expect(applyPolicy({ authorizer, coreModel: CORE }, folder)).rejects.toMatchObject({
      name: 'PolicyStoreGuarded',
    })
  })
})

describe('a rollback', () => {
  it('brings the files and the roles of an older version back as a new one', async () => {
    const shop = await openShop()
    await shop.apply(await builtShop({ 'policy.yaml': GENEROUS }))
    const applying = await shop.rollback(1)
    expect(applying).toMatchObject({
      kind: 'applied',
      policy: { version: 3, restores: 1 },
      roles: { followed: [{ role: 'a-clerk', removed: ['order_approve'] }] },
    })
    expect(await togglesOf(shop, 'a-clerk')).toEqual(['order_read'])
    const running = await shop.authorizer.readPolicy(shop.id)
    expect(running).toMatchObject({ version: 3, restores: 1, files: (await builtShop()).files })
  })

  it('to what runs changes nothing', async () => {
    const shop = await openShop()
    expect(await shop.rollback(1)).toMatchObject({ kind: 'unchanged', policy: { version: 1 } })
  })

  it('is refused to a version, and of a store, that is not there', async () => {
    const shop = await openShop()
    await expect(shop.rollback(7)).rejects.toMatchObject({ code: 'policy_version_not_found' })
    const dependencies = { authorizer: shop.authorizer, coreModel: CORE }
    await expect(rollbackPolicy(dependencies, 'cellar' as PolicyName, 1)).rejects.toMatchObject({
      code: 'store_id_not_found',
    })
  })
})
