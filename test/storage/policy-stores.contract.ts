import { describe, expect, test } from 'vitest'
import type { StoreId } from '#model/ids.ts'
import type { PolicyName } from '#model/policy-name.ts'
import type { Datastore, PolicyStore } from '#storage/datastore.ts'
import { addStore, MODEL, NOON, OTHER, STORE } from './sample-tuples.ts'

const POLICY = 'kitchen' as PolicyName
const FIRST_MODEL = { id: MODEL, json: '{"schema_version":"1.1"}', createdAt: NOON }
const FIRST = { model: FIRST_MODEL, files: '{"policy.yaml":"title: Kitchen"}', assertions: '[]' }

function policyStore(id: StoreId): PolicyStore {
  return { id, name: 'Kitchen', policyName: POLICY, createdAt: NOON, updatedAt: NOON }
}

/** Stores that have a name of their own beside their id. */
export function describePolicyStores(name: string, open: () => Promise<Datastore>): void {
  describe(`${name}: policy stores`, () => {
    test('are found by their name, with their first model', async () => {
      const datastore = await open()
      expect(await datastore.listPolicyStores()).toEqual(new Map())
      expect(await datastore.createPolicyStore(policyStore(STORE), FIRST)).toBe(STORE)
      expect(await datastore.listPolicyStores()).toEqual(new Map([[POLICY, STORE]]))
      expect(await datastore.readStore(STORE)).toEqual(policyStore(STORE))
      expect(await datastore.readLatestModel(STORE)).toEqual({ ...FIRST_MODEL, revision: 1 })
      expect(await datastore.readRevision(STORE)).toBe(1)
      expect(await datastore.readAssertions(STORE, MODEL)).toBe('[]')
      await datastore.close()
    })

    test('have their name alone: the first stays, and of a second nothing is kept', async () => {
      const datastore = await open()
      const create = (id: StoreId) => datastore.createPolicyStore(policyStore(id), FIRST)
      const [first, second] = await Promise.all([create(STORE), create(OTHER)])
      expect(second).toBe(first)
      const refused = first === STORE ? OTHER : STORE
      expect(await datastore.readStore(refused)).toBeUndefined()
      await addStore(datastore, refused)
      expect(await datastore.readLatestModel(refused)).toBeUndefined()
      expect(await datastore.readPolicy(refused)).toBeUndefined()
      expect(await datastore.readRevision(first)).toBe(1)
      await datastore.close()
    })

    test('are not taken for ordinary stores of that name, nor listed with them', async () => {
      const datastore = await open()
      await addStore(datastore, STORE, POLICY)
      expect(await datastore.listPolicyStores()).toEqual(new Map())
      await datastore.createPolicyStore({ ...policyStore(OTHER), name: POLICY }, FIRST)
      expect(await datastore.listPolicyStores()).toEqual(new Map([[POLICY, OTHER]]))
      for (const filter of [{}, { name: POLICY }]) {
        const { items } = await datastore.listStores(filter, { limit: 3 })
        expect(items.map((store) => store.id)).toEqual([STORE])
      }
      await datastore.close()
    })

    test('leave their name to another when they are deleted', async () => {
      const datastore = await open()
      await datastore.createPolicyStore(policyStore(STORE), FIRST)
      await datastore.deleteStore(STORE)
      expect(await datastore.listPolicyStores()).toEqual(new Map())
      expect(await datastore.createPolicyStore(policyStore(OTHER), FIRST)).toBe(OTHER)
      await datastore.close()
    })
  })
}
