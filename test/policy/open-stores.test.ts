import { describe, expect, it } from 'vitest'
import type { StoreId } from '#model/ids.ts'
import type { PolicyName } from '#model/policy-name.ts'
import { applyPolicy } from '#policy/apply-policy.ts'
import { type OpenedStore, openStores } from '#policy/open-stores.ts'
import type { PolicyFolder } from '#policy/policy-folder.ts'
import { memoryDatastore } from '#storage/memory/memory-datastore.ts'
import { authorizerOver } from '../authorizer/embedded-store.ts'
import { builtShop, GENEROUS, SHOP } from './built-shop.ts'
import { CORE, SHOP_POLICY } from './policy-text.ts'

const sourceOf = (folder: PolicyFolder) => ({ path: `policies/${folder.name}`, folder })
const told = (opened: readonly OpenedStore[]) =>
  opened.map(({ source, state, version }) => `${source.path} ${state} ${version}`)

function installation() {
  const authorizer = authorizerOver(memoryDatastore())
  const dependencies = { authorizer, coreModel: CORE }
  return {
    ...dependencies,
    dependencies,
    open: (...folders: readonly PolicyFolder[]) => openStores(dependencies, folders.map(sourceOf)),
  }
}

describe('at a start', () => {
  it('a store is made of a folder that has none, and only then', async () => {
    const { authorizer, open } = installation()
    const shop = await builtShop()
    expect(told(await open(shop))).toEqual(['policies/shop made 1'])
    expect(told(await open(shop))).toEqual(['policies/shop same 1'])
    const id = (await authorizer.resolveStore(SHOP)) as StoreId
    expect(await authorizer.listPolicyVersions(id)).toHaveLength(1)
  })

  it('a folder that differs from what its store runs is told, and not applied', async () => {
    const { authorizer, dependencies, open } = installation()
    await open(await builtShop())
    await applyPolicy(dependencies, await builtShop({ 'policy.yaml': GENEROUS }))
    expect(told(await open(await builtShop()))).toEqual(['policies/shop differs 2'])
    const id = (await authorizer.resolveStore(SHOP)) as StoreId
    expect(await authorizer.readPolicy(id)).toMatchObject({ version: 2 })
  })

  it('a folder with faults is no fault where it has a store', async () => {
    const { open } = installation()
    const shop = await builtShop()
    await open(shop)
    const files = new Map([...shop.files, ['policy.yaml', 'nonsense']])
    expect(told(await open({ ...shop, files }))).toEqual(['policies/shop differs 1'])
  })

  it('all faults of all folders without a store are told', async () => {
    const { open } = installation()
    const shop = await builtShop()
    const faulty = new Map([
      ...shop.files,
      ['policy.yaml', SHOP_POLICY.replace('[owner]', '[boss]')],
    ])
    const cellar = { name: 'cellar' as PolicyName, files: new Map([['policy.yaml', 'roles: 7']]) }
    await expect(open({ ...shop, files: faulty }, cellar)).rejects.toMatchObject({
      name: 'PoliciesRefused',
      message: expect.stringMatching(
        /^policies\/shop\/policy\.yaml:21:19: .*no role `boss`\n(?:.*\n)?policies\/cellar\/policy\.yaml:1:1: .*title/,
      ),
    })
  })

  it('of two processes one makes the store, and the other says that its files differ', async () => {
    const datastore = memoryDatastore()
    const folders = [await builtShop(), await builtShop({ 'README.md': 'a shop' })]
    const opened = await Promise.all(
      folders.map((folder) =>
        openStores({ authorizer: authorizerOver(datastore), coreModel: CORE }, [sourceOf(folder)]),
      ),
    )
    expect(opened.flatMap(told).sort()).toEqual(['policies/shop differs 1', 'policies/shop made 1'])
  })
})
