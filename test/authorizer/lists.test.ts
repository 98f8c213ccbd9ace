import { describe, expect, it } from 'vitest'
import type { ListPaging } from '#authorizer/authorizer.ts'
import type { Subject } from '#model/tuple.ts'
import {
  type Asking,
  asking,
  type EmbeddedStore,
  storeWith,
  writeTuples,
} from './embedded-store.ts'
import { tuple } from './tuple-text.ts'

const documents = `
model
  schema 1.1
type user
type group
  relations
    define member: [user, group#member]
type document
  relations
    define owner: [user, user with small]
    define blocked: [user]
    define viewer: [user, user:*, group#member] or owner
    define commenter: viewer but not blocked
condition small(x: int, limit: int) {
  x < limit
}
`

const twelve = Array.from({ length: 12 }, (_, index) => `document:${index}#viewer@user:anne`)

function objectsOf(
  { authorizer, id }: EmbeddedStore,
  relation: string,
  user: string,
  options: Asking = {},
  paging: ListPaging = {},
) {
  return authorizer.listObjects(id, {
    type: 'document',
    relation,
    user,
    paging,
    ...asking(options),
  })
}

function usersOf(
  { authorizer, id }: EmbeddedStore,
  relation: string,
  filter: { readonly type: string; readonly relation?: string },
  options: Asking = {},
  paging: ListPaging = {},
) {
  return authorizer.listUsers(id, {
    object: { type: 'document', id: '1' },
    relation,
    filter,
    paging,
    ...asking(options),
  })
}

function named(user: Subject): string {
  switch (user.kind) {
    case 'object':
      return `${user.type}:${user.id}`
    case 'wildcard':
      return `${user.type}:*`
    case 'userset':
      return `${user.type}:${user.id}#${user.relation}`
  }
}

describe.each([
  ['resident', 100_000_000],
  ['on demand', 1],
])('list objects with facts %s', (_, graphBudgetBytes) => {
  it('names what is too far for a check, and says that it is not complete', async () => {
    const chain = Array.from(
      { length: 40 },
      (_step, index) => `group:${index + 1}#member@group:${index}#member`,
    )
    const near = ['group:0#member@user:anne', 'document:near#viewer@group:24#member', ...chain]
    const store = await storeWith(documents, near, { graphBudgetBytes })
    const whole = await objectsOf(store, 'viewer', 'user:anne')
    expect([whole.objects, whole.complete]).toEqual([['document:near'], true])
    await writeTuples(store, ['document:far#viewer@group:25#member'])
    for (const paging of [{}, { pageSize: 10 }]) {
      const { objects, complete } = await objectsOf(store, 'viewer', 'user:anne', {}, paging)
      expect(objects.toSorted()).toEqual(['document:far', 'document:near'])
      expect(complete).toBe(false)
    }
  })

  it('names every object whose check is true', async () => {
    const store = await storeWith(
      documents,
      [
        'document:1#viewer@group:all#member',
        'group:all#member@group:eng#member',
        'group:eng#member@user:anne',
        'document:2#owner@user:anne',
        'document:2#blocked@user:anne',
        'document:3#viewer@user:*',
        'document:4#viewer@user:bob',
      ],
      { graphBudgetBytes },
    )
    const { objects, complete } = await objectsOf(store, 'commenter', 'user:anne')
    expect(objects.toSorted()).toEqual(['document:1', 'document:3'])
    expect(complete).toBe(true)
  })

  it('goes on page by page in the order of ids', async () => {
    const store = await storeWith(documents, twelve, { graphBudgetBytes })
    const first = await objectsOf(store, 'viewer', 'user:anne', {}, { pageSize: 5 })
    const { continuationToken = '' } = first
    const rest = { pageSize: 10, continuationToken }
    const second = await objectsOf(store, 'viewer', 'user:anne', {}, rest)
    expect(first).toMatchObject({
      objects: ['document:0', 'document:1', 'document:10', 'document:11', 'document:2'],
      complete: false,
    })
    expect(second).toMatchObject({
      objects: [3, 4, 5, 6, 7, 8, 9].map((index) => `document:${index}`),
      complete: true,
    })
    expect(second.continuationToken).toBeUndefined()
  })

  it('pages through the state of the first page', async () => {
    const store = await storeWith(documents, twelve, { graphBudgetBytes })
    const first = await objectsOf(store, 'viewer', 'user:anne', {}, { pageSize: 10 })
    await writeTuples(
      store,
      ['document:00#viewer@user:anne', 'document:99#viewer@user:anne'],
      ['document:9#viewer@user:anne'],
    )
    const { continuationToken = '' } = first
    const rest = { pageSize: 10, continuationToken }
    const second = await objectsOf(store, 'viewer', 'user:anne', {}, rest)
    expect(second.objects).toEqual(['document:8', 'document:9'])
  })
})

describe('list objects', () => {
  it('is cut at 1,000 and says so', async () => {
    const many = Array.from({ length: 1001 }, (_, index) => `document:${index}#viewer@user:anne`)
    const store = await storeWith(documents, many)
    const { objects, complete } = await objectsOf(store, 'viewer', 'user:anne')
    expect(objects).toHaveLength(1000)
    expect(complete).toBe(false)
    const paged = await objectsOf(store, 'viewer', 'user:anne', {}, { pageSize: 1001 })
    expect(paged.objects).toHaveLength(1001)
    expect(paged.complete).toBe(true)
  })

  it('fails where a parameter is missing, and with pages leaves the object out', async () => {
    const condition = { name: 'small', context: { limit: 1 } }
    const store = await storeWith(documents, [
      tuple('document:1#owner@user:anne', condition),
      'document:2#owner@user:anne',
    ])
    await expect(objectsOf(store, 'viewer', 'user:anne')).rejects.toMatchObject({
      code: 'validation_error',
    })
    const paged = await objectsOf(store, 'viewer', 'user:anne', {}, { pageSize: 10 })
    expect(paged).toMatchObject({ objects: ['document:2'], complete: false })
  })

  it('refuses what the model does not know, each by its own word', async () => {
    const store = await storeWith(documents)
    const ask = (type: string, relation: string, user: string) =>
      store.authorizer.listObjects(store.id, { type, relation, user, paging: {}, ...asking() })
    await expect(ask('ghost', 'viewer', 'user:anne')).rejects.toMatchObject({
      code: 'type_not_found',
    })
    await expect(ask('document', 'ghost', 'user:anne')).rejects.toMatchObject({
      code: 'relation_not_found',
    })
    await expect(ask('document', 'viewer', 'ghost:anne')).rejects.toMatchObject({
      code: 'validation_error',
    })
    await expect(ask('document', 'viewer', 'anne')).rejects.toMatchObject({
      code: 'validation_error',
    })
  })

  it('tells faults of a contextual tuple from those of its condition', async () => {
    const store = await storeWith(documents)
    const ghost = { contextualTuples: [tuple('ghost:1#viewer@user:anne')] }
    await expect(objectsOf(store, 'viewer', 'user:anne', ghost)).rejects.toMatchObject({
      code: 'invalid_tuple',
    })
    const condition = { contextualTuples: [tuple('document:1#owner@user:anne', { name: 'ghost' })] }
    await expect(objectsOf(store, 'viewer', 'user:anne', condition)).rejects.toMatchObject({
      code: 'validation_error',
    })
  })

  it('walks deeper than a check may', async () => {
    const chain = Array.from(
      { length: 40 },
      (_, index) => `group:${index + 1}#member@group:${index}#member`,
    )
    const store = await storeWith(documents, ['group:0#member@user:anne', ...chain])
    const { objects } = await store.authorizer.listObjects(store.id, {
      type: 'group',
      relation: 'member',
      user: 'user:anne',
      paging: {},
      ...asking(),
    })
    expect(objects).toHaveLength(41)
  })
})

describe('streamed list objects', () => {
  async function streamed(store: EmbeddedStore, options: Asking = {}): Promise<string[]> {
    const { objects } = await store.authorizer.streamObjects(store.id, {
      type: 'document',
      relation: 'viewer',
      user: 'user:anne',
      ...asking(options),
    })
    const collected: string[] = []
    for await (const object of objects) collected.push(object)
    return collected
  }

  it.each([
    ['resident', 100_000_000],
    ['on demand', 1],
  ])('gives each object once, facts %s', async (_, graphBudgetBytes) => {
    const store = await storeWith(documents, twelve, { graphBudgetBytes })
    const objects = await streamed(store, { contextualTuples: ['document:9#owner@user:anne'] })
    expect(objects).toHaveLength(12)
    expect(new Set(objects).size).toBe(12)
  })

  it('has no limit of 1,000', async () => {
    const many = Array.from({ length: 1100 }, (_, index) => `document:${index}#viewer@user:anne`)
    expect(await streamed(await storeWith(documents, many))).toHaveLength(1100)
  })

  it('fails before its first object where a parameter is missing', async () => {
    const store = await storeWith(documents, [
      'document:2#owner@user:anne',
      tuple('document:1#owner@user:anne', { name: 'small' }),
    ])
    await expect(streamed(store)).rejects.toMatchObject({ code: 'validation_error' })
  })
})

describe('list users', () => {
  const tuples = [
    'document:1#viewer@group:all#member',
    'document:1#viewer@user:carl',
    'document:1#blocked@user:carl',
    'group:all#member@group:eng#member',
    'group:eng#member@user:anne',
    'group:all#member@user:bob',
  ]

  it.each([
    ['resident', 100_000_000],
    ['on demand', 1],
  ])('names every user whose check is true, facts %s', async (_, graphBudgetBytes) => {
    const store = await storeWith(documents, tuples, { graphBudgetBytes })
    const { users } = await usersOf(store, 'commenter', { type: 'user' })
    expect(users.map(named).toSorted()).toEqual(['user:anne', 'user:bob'])
  })

  it('names usersets, and the wildcard', async () => {
    const store = await storeWith(documents, [...tuples, 'document:1#viewer@user:*'])
    const sets = await usersOf(store, 'viewer', { type: 'group', relation: 'member' })
    expect(sets.users.map(named).toSorted()).toEqual(['group:all#member', 'group:eng#member'])
    const everybody = await usersOf(store, 'viewer', { type: 'user' })
    expect(everybody.users.map(named)).toContain('user:*')
  })

  it('goes on page by page', async () => {
    const store = await storeWith(documents, tuples)
    const first = await usersOf(store, 'viewer', { type: 'user' }, {}, { pageSize: 2 })
    const { continuationToken = '' } = first
    const rest = { pageSize: 2, continuationToken }
    const second = await usersOf(store, 'viewer', { type: 'user' }, {}, rest)
    expect(first.users.map(named)).toEqual(['user:anne', 'user:bob'])
    expect(second.users.map(named)).toEqual(['user:carl'])
    expect([first.complete, second.complete]).toEqual([false, true])
  })

  it('refuses what is too deep: 24 hops pass, 25 do not', async () => {
    const chain = Array.from(
      { length: 25 },
      (_, index) => `group:${index + 1}#member@group:${index}#member`,
    )
    const store = await storeWith(documents, ['group:0#member@user:anne', ...chain])
    const ask = (id: string) =>
      store.authorizer.listUsers(store.id, {
        object: { type: 'group', id },
        relation: 'member',
        filter: { type: 'user' },
        paging: {},
        ...asking(),
      })
    expect((await ask('24')).users.map(named)).toEqual(['user:anne'])
    await expect(ask('25')).rejects.toMatchObject({
      code: 'authorization_model_resolution_too_complex',
    })
  })

  it('refuses what the model does not know, each by its own word', async () => {
    const store = await storeWith(documents)
    await expect(usersOf(store, 'ghost', { type: 'user' })).rejects.toMatchObject({
      code: 'relation_not_found',
    })
    await expect(usersOf(store, 'viewer', { type: 'ghost' })).rejects.toMatchObject({
      code: 'type_not_found',
    })
    await expect(
      usersOf(store, 'viewer', { type: 'group', relation: 'ghost' }),
    ).rejects.toMatchObject({ code: 'relation_not_found' })
  })
})
