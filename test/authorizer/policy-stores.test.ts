import { describe, expect, it } from 'vitest'
import type { PolicyAuthorizer } from '#authorizer/authorizer.ts'
import { guardedAuthorizer } from '#authorizer/guarded-authorizer.ts'
import type { ModelId, StoreId } from '#model/ids.ts'
import type { PolicyName } from '#model/policy-name.ts'
import { memoryDatastore } from '#storage/memory/memory-datastore.ts'
import { asking, authorizerOver, writeTuples } from './embedded-store.ts'
import { jsonOf } from './model-text.ts'
import { key } from './tuple-text.ts'

const KITCHEN = 'kitchen' as PolicyName
const UNKNOWN = '01HPHVMYY6R9WT9YH93SYW4M7X' as StoreId

const roles = `
model
  schema 1.1
type user
type role
  relations
    define holder: [user]
`

const VERA = 'role:cook#holder@user:vera'
const EMIL = 'role:cook#holder@user:emil'

describe('a policy store', () => {
  it('is made with its model, and then resolved by its name', async () => {
    const authorizer = authorizerOver(memoryDatastore())
    expect(await authorizer.resolveStore(KITCHEN)).toBeUndefined()
    const id = await authorizer.createPolicyStore(KITCHEN, jsonOf(roles))
    expect(await authorizer.resolveStore(KITCHEN)).toBe(id)
    expect(await authorizer.readStore(id)).toMatchObject({ name: 'kitchen', policyName: 'kitchen' })
    await writeTuples({ authorizer, id }, [VERA])
    const answer = await authorizer.check(id, { tupleKey: key(VERA), ...asking() })
    expect(answer.allowed).toBe(true)
  })

  it('stays as the first that made it, also for another process', async () => {
    const datastore = memoryDatastore()
    const first = await authorizerOver(datastore).createPolicyStore(KITCHEN, jsonOf(roles))
    const other = authorizerOver(datastore)
    expect(await other.createPolicyStore(KITCHEN, jsonOf(roles))).toBe(first)
    expect((await other.listModels(first, { pageSize: 10 })).items).toHaveLength(1)
  })

  it('is found a second later by a process that asked for it before another one made it', async () => {
    const datastore = memoryDatastore()
    const clock = { time: 0, now: () => clock.time }
    const early = authorizerOver(datastore, { clock })
    expect(await early.resolveStore(KITCHEN)).toBeUndefined()
    const id = await authorizerOver(datastore).createPolicyStore(KITCHEN, jsonOf(roles))
    clock.time = 1000
    expect(await early.resolveStore(KITCHEN)).toBe(id)
  })

  it('makes no work for the database, nor does a name that is made up', async () => {
    let lookups = 0
    const datastore = memoryDatastore()
    const authorizer = authorizerOver({
      ...datastore,
      listPolicyStores: () => {
        lookups += 1
        return datastore.listPolicyStores()
      },
    })
    const id = await authorizer.createPolicyStore(KITCHEN, jsonOf(roles))
    for (const name of ['cellar', 'attic', 'roof'] as PolicyName[]) {
      expect(await authorizer.resolveStore(name)).toBeUndefined()
      expect(await authorizer.resolveStore(KITCHEN)).toBe(id)
    }
    expect(lookups).toBe(1)
  })

  it('is no longer resolved once it is deleted', async () => {
    const authorizer = authorizerOver(memoryDatastore())
    const id = await authorizer.createPolicyStore(KITCHEN, jsonOf(roles))
    await authorizer.resolveStore(KITCHEN)
    await authorizer.deleteStore(id)
    expect(await authorizer.resolveStore(KITCHEN)).toBeUndefined()
  })

  it('is not made of a model with faults', async () => {
    const authorizer = authorizerOver(memoryDatastore())
    const faulty = { schema_version: '1.1', type_definitions: [] }
    await expect(authorizer.createPolicyStore(KITCHEN, faulty)).rejects.toMatchObject({
      code: 'type_definitions_too_few_items',
    })
    expect(await authorizer.resolveStore(KITCHEN)).toBeUndefined()
  })
})

describe('from outside', () => {
  async function guardedKitchen() {
    const inside = authorizerOver(memoryDatastore())
    const id = await inside.createPolicyStore(KITCHEN, jsonOf(roles))
    const [model] = (await inside.listModels(id, { pageSize: 1 })).items
    return { inside, outside: guardedAuthorizer(inside), id, modelId: model?.id as ModelId }
  }

  const assertion = { tupleKey: key(VERA), expectation: true, contextualTuples: [] }
  const CHANGES: readonly [
    string,
    (authorizer: PolicyAuthorizer, store: StoreId, model: ModelId) => Promise<unknown>,
  ][] = [
    ['writing tuples', (authorizer, id) => writeTuples({ authorizer, id }, [VERA])],
    ['deleting tuples', (authorizer, id) => writeTuples({ authorizer, id }, [], [EMIL])],
    ['writing a model', (authorizer, store) => authorizer.writeModel(store, jsonOf(roles))],
    ['deleting it', (authorizer, store) => authorizer.deleteStore(store)],
    [
      'writing assertions',
      (authorizer, store, model) => authorizer.writeAssertions(store, model, [assertion]),
    ],
  ]

  it.each(CHANGES)('%s is refused in a policy store, and changes nothing', async (_, change) => {
    const { inside, outside, id, modelId } = await guardedKitchen()
    await writeTuples({ authorizer: inside, id }, [EMIL])
    for (let time = 0; time < 2; time++) {
      await expect(change(outside, id, modelId)).rejects.toMatchObject({
        code: 'validation_error',
        message: expect.stringContaining('`kitchen` is a policy store'),
      })
    }
    const { items } = await inside.read(id, {}, { pageSize: 10 })
    expect(items.map((record) => record.tuple)).toEqual([key(EMIL)])
    expect((await inside.listModels(id, { pageSize: 10 })).items).toHaveLength(1)
    expect(await inside.readAssertions(id, modelId)).toEqual([])
  })

  it.each(CHANGES)('%s is as ever in an ordinary store', async (_, change) => {
    const { outside } = await guardedKitchen()
    const { id } = await outside.createStore('kitchen')
    const modelId = await outside.writeModel(id, jsonOf(roles))
    await writeTuples({ authorizer: outside, id }, [EMIL])
    await change(outside, id, modelId)
  })

  it('a store that is unknown is told of as ever', async () => {
    const { outside } = await guardedKitchen()
    await outside.deleteStore(UNKNOWN)
    await expect(outside.writeModel(UNKNOWN, jsonOf(roles))).rejects.toMatchObject({
      code: 'store_id_not_found',
    })
    await expect(writeTuples({ authorizer: outside, id: UNKNOWN }, [VERA])).rejects.toMatchObject({
      code: 'latest_authorization_model_not_found',
    })
  })

  it('a policy store may be asked', async () => {
    const { inside, outside, id } = await guardedKitchen()
    await writeTuples({ authorizer: inside, id }, [VERA])
    const answer = await outside.check(id, { tupleKey: key(VERA), ...asking() })
    expect(answer.allowed).toBe(true)
    expect((await outside.read(id, {}, { pageSize: 10 })).items).toHaveLength(1)
  })
})
