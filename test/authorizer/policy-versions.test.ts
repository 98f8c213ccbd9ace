import { describe, expect, it } from 'vitest'
import type { PolicyAuthorizer, PolicyCommit } from '#authorizer/authorizer.ts'
import type { ModelId, StoreId } from '#model/ids.ts'
import type { PolicyName } from '#model/policy-name.ts'
import type { Datastore } from '#storage/datastore.ts'
import { memoryDatastore } from '#storage/memory/memory-datastore.ts'
import { asking, authorizerOver, isAllowed, writeTuples } from './embedded-store.ts'
import { jsonOf } from './model-text.ts'
import { key } from './tuple-text.ts'

const KITCHEN = 'kitchen' as PolicyName
const NOON = Date.UTC(2026, 0, 1, 12)

const FIRST = `
model
  schema 1.1
type user
type role
  relations
    define cellar: [user]
`

const SECOND = `
model
  schema 1.1
type user
type role
  relations
    define roof: [user]
    define higher: roof
`

const CELLAR = 'role:cook#cellar@user:vera'
const ROOF = 'role:cook#roof@user:vera'
const HIGHER = 'role:cook#higher@user:vera'

const filesOf = (title: string) => new Map([['policy.yaml', `title: ${title}`]])
const assertion = { tupleKey: key(HIGHER), expectation: true, contextualTuples: [] }

function commit(changed: Partial<PolicyCommit> = {}): PolicyCommit {
  return {
    json: jsonOf(SECOND),
    files: filesOf('second'),
    assertions: [assertion],
    writes: [key(ROOF)],
    deletes: [key(CELLAR)],
    expected: { version: 1 },
    ...changed,
  }
}

interface Kitchen {
  readonly datastore: Datastore
  readonly clock: { time: number; now(): number }
  readonly authorizer: PolicyAuthorizer
  readonly id: StoreId
}

/** A kitchen whose one cook may go to the cellar, in its version 1. */
async function openKitchen(): Promise<Kitchen> {
  const datastore = memoryDatastore()
  const clock = { time: NOON, now: () => clock.time }
  const authorizer = authorizerOver(datastore, { clock })
  const contents = { files: filesOf('first'), assertions: [] }
  const id = await authorizer.createPolicyStore(KITCHEN, jsonOf(FIRST), contents)
  await writeTuples({ authorizer, id }, [CELLAR])
  return { datastore, clock, authorizer, id }
}

describe('a version of a policy', () => {
  it('is answered by with the next question, model and tuples at once', async () => {
    const kitchen = await openKitchen()
    expect(await isAllowed(kitchen, CELLAR)).toBe(true)
    const outcome = await kitchen.authorizer.commitPolicy(kitchen.id, commit())
    expect(outcome).toMatchObject({ kind: 'committed', policy: { version: 2, appliedAt: NOON } })
    expect(await isAllowed(kitchen, HIGHER)).toBe(true)
    await expect(isAllowed(kitchen, CELLAR)).rejects.toMatchObject({ code: 'validation_error' })
  })

  it('is answered by in another process within a second, and never in part', async () => {
    const kitchen = await openKitchen()
    const other = { ...kitchen, authorizer: authorizerOver(kitchen.datastore, kitchen) }
    expect(await isAllowed(other, CELLAR)).toBe(true)
    await kitchen.authorizer.commitPolicy(kitchen.id, commit())
    expect(await isAllowed(other, CELLAR)).toBe(true)
    kitchen.clock.time += 1001
    expect(await isAllowed(other, HIGHER)).toBe(true)
    await expect(isAllowed(other, CELLAR)).rejects.toMatchObject({ code: 'validation_error' })
  })

  it('is answered by in another process at once, if that is asked', async () => {
    const kitchen = await openKitchen()
    const other = { ...kitchen, authorizer: authorizerOver(kitchen.datastore, kitchen) }
    expect(await isAllowed(other, CELLAR)).toBe(true)
    await kitchen.authorizer.commitPolicy(kitchen.id, commit())
    const consistency = { kind: 'higherConsistency' } as const
    expect(await isAllowed(other, HIGHER, { consistency })).toBe(true)
  })

  it('is answered by where the store is read on demand, too', async () => {
    const kitchen = await openKitchen()
    const authorizer = authorizerOver(kitchen.datastore, { ...kitchen, graphBudgetBytes: 0 })
    const onDemand = { ...kitchen, authorizer }
    expect(await isAllowed(onDemand, CELLAR)).toBe(true)
    await authorizer.commitPolicy(kitchen.id, commit())
    expect(await isAllowed(onDemand, HIGHER)).toBe(true)
  })

  it('leaves the past as it was', async () => {
    const kitchen = await openKitchen()
    const { revision } = await kitchen.authorizer.check(kitchen.id, {
      tupleKey: key(CELLAR),
      ...asking(),
    })
    await kitchen.authorizer.commitPolicy(kitchen.id, commit())
    const consistency = { kind: 'at', token: revision } as const
    expect(await isAllowed(kitchen, CELLAR, { consistency })).toBe(true)
  })

  it('is kept with its texts and assertions, beside the older ones', async () => {
    const { authorizer, id } = await openKitchen()
    const outcome = await authorizer.commitPolicy(id, commit({ restores: 1 }))
    const second = await authorizer.readPolicy(id)
    expect(second).toMatchObject({ version: 2, restores: 1, files: filesOf('second') })
    expect(outcome).toMatchObject({ revision: second.revision })
    expect(await authorizer.readAssertions(id, second.modelId)).toEqual([assertion])
    expect(await authorizer.readPolicy(id, 1)).toMatchObject({ files: filesOf('first') })
    const versions = await authorizer.listPolicyVersions(id)
    expect(versions.map(({ version, restores }) => [version, restores])).toEqual([
      [2, 1],
      [1, undefined],
    ])
    const models = await authorizer.listModels(id, { pageSize: 10 })
    expect(models.items.map((model) => model.id)).toEqual(versions.map(({ modelId }) => modelId))
  })

  it('does not come about if the store has moved, and says where it is', async () => {
    const { authorizer, id } = await openKitchen()
    const { revision } = await authorizer.readPolicy(id)
    await writeTuples({ authorizer, id }, ['role:scullion#cellar@user:emil'])
    const outcomeOf = (expected: PolicyCommit['expected']) =>
      authorizer.commitPolicy(id, commit({ expected }))
    expect(await outcomeOf({ version: 2 })).toEqual({ kind: 'moved', version: 1 })
    expect(await outcomeOf({ version: 1, revision })).toEqual({ kind: 'moved', version: 1 })
    const untouched = { objectType: 'role', since: revision }
    expect(await outcomeOf({ version: 1, untouched })).toEqual({ kind: 'touched' })
    expect(await authorizer.listPolicyVersions(id)).toHaveLength(1)
  })

  it.each<[string, Partial<PolicyCommit>, object]>([
    ['a model with faults', { json: { schema_version: '1.1' } }, { name: 'InvalidModel' }],
    [
      'a tuple that its own model does not allow',
      { writes: [key('role:cook#cellar@user:emil')] },
      { code: 'validation_error', message: expect.stringContaining('role:cook#cellar@user:emil') },
    ],
    [
      'an assertion about a relation that its model does not have',
      { assertions: [{ ...assertion, tupleKey: key(CELLAR) }] },
      { code: 'validation_error' },
    ],
  ])('is refused with %s', async (_, changed, refusal) => {
    const { authorizer, id } = await openKitchen()
    await expect(authorizer.commitPolicy(id, commit(changed))).rejects.toMatchObject(refusal)
    expect(await authorizer.listPolicyVersions(id)).toHaveLength(1)
  })

  it('is not found where there is none', async () => {
    const { authorizer, id } = await openKitchen()
    const ordinary = (await authorizer.createStore('ordinary')).id
    const unknown = '01HPHVMYY6R9WT9YH93SYW4M7X' as StoreId
    await expect(authorizer.readPolicy(id, 7)).rejects.toMatchObject({
      code: 'policy_version_not_found',
      message: "the store's policy has no version 7",
    })
    for (const ask of [authorizer.readPolicy, authorizer.listPolicyVersions]) {
      await expect(ask(ordinary)).rejects.toMatchObject({ message: 'the store has no policy' })
      await expect(ask(unknown)).rejects.toMatchObject({ code: 'store_id_not_found' })
    }
    await expect(authorizer.commitPolicy(unknown, commit())).rejects.toMatchObject({
      code: 'store_id_not_found',
    })
  })

  it('has a model that questions may name, old or new', async () => {
    const kitchen = await openKitchen()
    const first = (await kitchen.authorizer.readPolicy(kitchen.id)).modelId
    await kitchen.authorizer.commitPolicy(kitchen.id, commit({ writes: [], deletes: [] }))
    expect(await isAllowed(kitchen, CELLAR, { modelId: first as ModelId })).toBe(true)
    expect(await isAllowed(kitchen, HIGHER)).toBe(false)
  })
})
