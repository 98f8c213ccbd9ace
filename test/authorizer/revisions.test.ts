import { describe, expect, it } from 'vitest'
import {
  asking,
  authorizerOver,
  type EmbeddedStore,
  isAllowed,
  storeWith,
  writeTuples,
} from './embedded-store.ts'
import { jsonOf } from './model-text.ts'
import { key } from './tuple-text.ts'

const documents = `
model
  schema 1.1
type user
type group
  relations
    define member: [user]
type document
  relations
    define owner: [user]
    define viewer: [user, group#member] or owner
`

const documentsWithoutOwners = `
model
  schema 1.1
type user
type group
  relations
    define member: [user]
type document
  relations
    define owner: [user]
    define viewer: [user, group#member]
`

const higher = { consistency: { kind: 'higherConsistency' } } as const
const at = (token: string) => ({ consistency: { kind: 'at', token } }) as const
const atLeast = (token: string) => ({ consistency: { kind: 'atLeast', token } }) as const

/** The same store, known by a second process. */
function elsewhere(store: EmbeddedStore, graphBudgetBytes?: number): EmbeddedStore {
  const { clock, datastore } = store
  const surroundings = graphBudgetBytes === undefined ? { clock } : { clock, graphBudgetBytes }
  return { ...store, authorizer: authorizerOver(datastore, surroundings) }
}

describe.each([
  ['resident', 100_000_000],
  ['on demand', 1],
])('with facts %s', (_, graphBudgetBytes) => {
  const open = (tuples: readonly string[] = []) =>
    storeWith(documents, tuples, { graphBudgetBytes })

  it('no answer is behind a write of the same process', async () => {
    const store = await open()
    expect(await isAllowed(store, 'document:1#viewer@user:anne')).toBe(false)
    await writeTuples(store, ['document:1#viewer@user:anne'])
    expect(await isAllowed(store, 'document:1#viewer@user:anne')).toBe(true)
    await writeTuples(store, [], ['document:1#viewer@user:anne'])
    expect(await isAllowed(store, 'document:1#viewer@user:anne')).toBe(false)
  })

  it('no answer is more than a second behind another process', async () => {
    const store = await open()
    const other = elsewhere(store, graphBudgetBytes)
    expect(await isAllowed(other, 'document:1#viewer@user:anne')).toBe(false)
    await writeTuples(store, ['document:1#viewer@user:anne'])
    store.clock.time += 1001
    expect(await isAllowed(other, 'document:1#viewer@user:anne')).toBe(true)
  })

  it('a past revision answers as it did then, also after thousands of changes', async () => {
    const store = await open()
    const { revision } = await writeTuples(store, ['document:1#viewer@user:anne'])
    await writeTuples(store, [], ['document:1#viewer@user:anne'])
    for (let write = 0; write < 25; write++) {
      const many = Array.from(
        { length: 100 },
        (_each, user) => `document:${write}#owner@user:${user}`,
      )
      await writeTuples(store, many)
    }
    expect(await isAllowed(store, 'document:1#viewer@user:anne')).toBe(false)
    expect(await isAllowed(store, 'document:1#viewer@user:anne', at(revision))).toBe(true)
    expect(await isAllowed(store, 'document:2#viewer@user:5', at(revision))).toBe(false)
  })

  it('higher consistency sees what another process wrote', async () => {
    const store = await open()
    const other = elsewhere(store, graphBudgetBytes)
    expect(await isAllowed(other, 'document:1#viewer@user:anne')).toBe(false)
    await writeTuples(store, ['document:1#viewer@user:anne'])
    expect(await isAllowed(other, 'document:1#viewer@user:anne', higher)).toBe(true)
  })

  it('a token of a write is reached by another process', async () => {
    const store = await open()
    const other = elsewhere(store, graphBudgetBytes)
    expect(await isAllowed(other, 'document:1#viewer@user:anne')).toBe(false)
    const { revision } = await writeTuples(store, ['document:1#viewer@user:anne'])
    expect(await isAllowed(other, 'document:1#viewer@user:anne', atLeast(revision))).toBe(true)
  })

  it('a past revision answers as it did then', async () => {
    const store = await open(['document:1#viewer@group:eng#member', 'group:eng#member@user:anne'])
    const before = await store.authorizer.check(store.id, {
      tupleKey: key('document:1#viewer@user:anne'),
      ...asking(),
    })
    await writeTuples(store, ['document:1#viewer@user:bob'], ['group:eng#member@user:anne'])
    await writeTuples(store, ['group:eng#member@user:carl'])
    const then = at(before.revision)
    expect(await isAllowed(store, 'document:1#viewer@user:anne')).toBe(false)
    expect(await isAllowed(store, 'document:1#viewer@user:anne', then)).toBe(true)
    expect(await isAllowed(store, 'document:1#viewer@user:bob', then)).toBe(false)
    expect(await isAllowed(store, 'document:1#viewer@user:carl', then)).toBe(false)
    expect(await isAllowed(elsewhere(store), 'document:1#viewer@user:anne', then)).toBe(true)
  })

  it('a past revision has the newest model of then', async () => {
    const store = await open()
    const { revision } = await writeTuples(store, ['document:1#owner@user:anne'])
    await store.authorizer.writeModel(store.id, jsonOf(documentsWithoutOwners))
    expect(await isAllowed(store, 'document:1#viewer@user:anne')).toBe(false)
    expect(await isAllowed(store, 'document:1#viewer@user:anne', at(revision))).toBe(true)
  })

  it('a new model counts at once, and within a second in another process', async () => {
    const store = await open(['document:1#owner@user:anne'])
    const other = elsewhere(store, graphBudgetBytes)
    expect(await isAllowed(store, 'document:1#viewer@user:anne')).toBe(true)
    expect(await isAllowed(other, 'document:1#viewer@user:anne')).toBe(true)
    await store.authorizer.writeModel(store.id, jsonOf(documentsWithoutOwners))
    expect(await isAllowed(store, 'document:1#viewer@user:anne')).toBe(false)
    store.clock.time += 1001
    expect(await isAllowed(other, 'document:1#viewer@user:anne')).toBe(false)
  })

  it('an answer tells the revision that it is of', async () => {
    const store = await open()
    const { revision } = await writeTuples(store, ['document:1#owner@user:anne'])
    const answer = await store.authorizer.check(store.id, {
      tupleKey: key('document:1#viewer@user:anne'),
      ...asking(),
    })
    expect(answer.revision).toBe(revision)
  })
})

describe('a revision token', () => {
  it('is refused when it is of another store', async () => {
    const store = await storeWith(documents)
    const other = await storeWith(documents, [], { datastore: store.datastore })
    const { revision } = await writeTuples(other, ['document:1#owner@user:anne'])
    await expect(
      isAllowed(store, 'document:1#viewer@user:anne', at(revision)),
    ).rejects.toMatchObject({ code: 'validation_error' })
  })

  it('is refused when it is of another database', async () => {
    const store = await storeWith(documents)
    const other = await storeWith(documents)
    const { revision } = await writeTuples(other, ['document:1#owner@user:anne'])
    await expect(
      isAllowed(store, 'document:1#viewer@user:anne', atLeast(revision)),
    ).rejects.toMatchObject({ code: 'validation_error' })
  })
})

describe('a deleted store', () => {
  it('answers as one without models', async () => {
    const store = await storeWith(documents, ['document:1#owner@user:anne'])
    expect(await isAllowed(store, 'document:1#viewer@user:anne')).toBe(true)
    await store.authorizer.deleteStore(store.id)
    await expect(isAllowed(store, 'document:1#viewer@user:anne')).rejects.toMatchObject({
      code: 'latest_authorization_model_not_found',
    })
    await expect(
      isAllowed(store, 'document:1#viewer@user:anne', { modelId: store.modelId }),
    ).rejects.toMatchObject({ code: 'authorization_model_not_found' })
  })

  it('is gone for another process within a second', async () => {
    const store = await storeWith(documents, ['document:1#owner@user:anne'])
    const other = elsewhere(store)
    expect(await isAllowed(other, 'document:1#viewer@user:anne')).toBe(true)
    await store.authorizer.deleteStore(store.id)
    store.clock.time += 1001
    await expect(isAllowed(other, 'document:1#viewer@user:anne')).rejects.toMatchObject({
      code: 'latest_authorization_model_not_found',
    })
  })
})
