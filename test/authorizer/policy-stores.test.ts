import { describe, expect, it } from 'vitest'
import type { PolicyName } from '#model/policy-name.ts'
import { memoryDatastore } from '#storage/memory/memory-datastore.ts'
import { asking, authorizerOver, writeTuples } from './embedded-store.ts'
import { jsonOf } from './model-text.ts'
import { key } from './tuple-text.ts'

const KITCHEN = 'kitchen' as PolicyName

const roles = `
model
  schema 1.1
type user
type role
  relations
    define holder: [user]
`

const VERA = 'role:cook#holder@user:vera'

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
