import { describe, expect, it } from 'vitest'
import type { ReadFilter } from '#authorizer/authorizer.ts'
import { parseStoreId } from '#model/ids.ts'
import { type EmbeddedStore, storeWith, writeTuples } from './embedded-store.ts'
import { tuple } from './tuple-text.ts'

const documents = `
model
  schema 1.1
type user
type folder
  relations
    define viewer: [user]
type document
  relations
    define owner: [user with small, user]
    define viewer: [user]
condition small(x: int) {
  x < 3
}
`

const tuples = [
  'document:1#viewer@user:anne',
  'document:1#owner@user:bob',
  'document:2#viewer@user:anne',
  'folder:1#viewer@user:anne',
]

async function reading({ authorizer, id }: EmbeddedStore, filter: ReadFilter): Promise<string[]> {
  const { items } = await authorizer.read(id, filter, { pageSize: 50 })
  return items.map(({ tuple: { object, relation, user } }) => `${object}#${relation}@${user}`)
}

describe('read', () => {
  it('gives all tuples without a filter', async () => {
    const store = await storeWith(documents, tuples)
    expect(await reading(store, {})).toHaveLength(4)
  })

  it('gives what matches every field', async () => {
    const store = await storeWith(documents, tuples)
    expect(await reading(store, { object: 'document:1' })).toEqual([
      'document:1#owner@user:bob',
      'document:1#viewer@user:anne',
    ])
    expect(await reading(store, { object: 'document:', user: 'user:anne' })).toEqual([
      'document:1#viewer@user:anne',
      'document:2#viewer@user:anne',
    ])
    expect(await reading(store, { object: 'document:1', relation: 'owner', user: '' })).toEqual([
      'document:1#owner@user:bob',
    ])
    expect(await reading(store, { object: 'ghost:', user: 'user:anne' })).toEqual([])
  })

  it.each([
    { object: '' },
    { object: 'document' },
    { object: ':1' },
    { object: 'document:' },
    { object: 'document:', relation: 'viewer' },
    { user: 'user:anne' },
    { relation: 'viewer' },
  ])('refuses the filter %j', async (filter) => {
    const store = await storeWith(documents)
    await expect(reading(store, filter)).rejects.toMatchObject({ code: 'validation_error' })
  })

  it('goes on page by page, and its last page has no token', async () => {
    const store = await storeWith(documents, tuples)
    const first = await store.authorizer.read(store.id, {}, { pageSize: 3 })
    const continuationToken = first.continuationToken ?? ''
    const second = await store.authorizer.read(store.id, {}, { pageSize: 3, continuationToken })
    expect(first.items).toHaveLength(3)
    expect(second.items).toHaveLength(1)
    expect(second.continuationToken).toBeUndefined()
  })

  it('does not take the token of another filter', async () => {
    const store = await storeWith(documents, tuples)
    const { continuationToken = '' } = await store.authorizer.read(store.id, {}, { pageSize: 1 })
    await expect(
      store.authorizer.read(store.id, { object: 'document:1' }, { pageSize: 1, continuationToken }),
    ).rejects.toMatchObject({ code: 'invalid_continuation_token' })
  })
})

describe('read changes', () => {
  it('tells writes and deletes in the order of time, deletes by their key alone', async () => {
    const condition = { name: 'small', context: { x: 1 } }
    const store = await storeWith(documents, [tuple('document:1#owner@user:anne', condition)])
    await writeTuples(store, ['folder:1#viewer@user:bob'], ['document:1#owner@user:anne'])
    const { items } = await store.authorizer.readChanges(store.id, {}, { pageSize: 50 })
    expect(items).toMatchObject([
      { operation: 'write', tuple: tuple('document:1#owner@user:anne', condition) },
      { operation: 'delete', tuple: tuple('document:1#owner@user:anne') },
      { operation: 'write', tuple: tuple('folder:1#viewer@user:bob') },
    ])
    expect(items[1]?.tuple.condition).toBeUndefined()
  })

  it('gives a token at the end that stays until something is written', async () => {
    const store = await storeWith(documents, ['document:1#viewer@user:anne'])
    const { authorizer, id } = store
    const first = await authorizer.readChanges(id, {}, { pageSize: 50 })
    const continuationToken = first.continuationToken ?? ''
    const end = await authorizer.readChanges(id, {}, { pageSize: 50, continuationToken })
    expect(end).toEqual({ items: [], continuationToken })
    await writeTuples(store, ['document:2#viewer@user:anne'])
    const more = await authorizer.readChanges(id, {}, { pageSize: 50, continuationToken })
    expect(more.items).toMatchObject([{ tuple: tuple('document:2#viewer@user:anne') }])
  })

  it('refuses a token of another type', async () => {
    const store = await storeWith(documents, tuples)
    const { authorizer, id } = store
    const { continuationToken = '' } = await authorizer.readChanges(
      id,
      { type: 'document' },
      { pageSize: 1 },
    )
    await expect(
      authorizer.readChanges(id, {}, { pageSize: 1, continuationToken }),
    ).rejects.toMatchObject({ code: 'query_string_type_continuation_token_mismatch' })
  })

  it('has none of an unknown store', async () => {
    const { authorizer } = await storeWith(documents)
    const unknown = parseStoreId('01HPHVMYY6R9WT9YH93SYW4M7X')
    if (unknown === undefined) throw new Error('not a store id')
    expect(await authorizer.readChanges(unknown, {}, { pageSize: 50 })).toEqual({ items: [] })
  })
})
