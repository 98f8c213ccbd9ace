import { beforeAll, describe, expect, it } from 'vitest'
import { openStore, type StoreOfHouse } from '../house.ts'

describe('pages of lists', () => {
  let store: StoreOfHouse

  beforeAll(async () => {
    store = await openStore()
    const viewers = ['a', 'b', 'c'].flatMap((id) =>
      ['anne', 'bob'].map((user) => ({
        user: `user:${user}`,
        relation: 'editor',
        object: `document:${id}`,
      })),
    )
    await store.ask(`${store.path}/write`, { body: { writes: { tuple_keys: viewers } } })
  })

  const objects = { type: 'document', relation: 'editor', user: 'user:anne' }
  const users = {
    object: { type: 'document', id: 'a' },
    relation: 'editor',
    user_filters: [{ type: 'user' }],
  }
  const list = async (what: string, body: object) =>
    (await store.ask(`${store.path}/${what}`, { body })).json

  it('are no part of an answer that nobody asked to be in pages', async () => {
    expect(Object.keys(await list('list-objects', objects))).toEqual(['objects'])
    expect(Object.keys(await list('list-users', users))).toEqual(['users'])
  })

  it('lead from one to the next', async () => {
    const first = await list('list-objects', { ...objects, page_size: 2 })
    expect(first).toMatchObject({ objects: ['document:a', 'document:b'], complete: false })
    const { continuation_token } = first
    const next = await list('list-objects', { ...objects, page_size: 2, continuation_token })
    expect(next).toEqual({ objects: ['document:c'], complete: true, continuation_token: '' })
  })

  it('are there of users too', async () => {
    const first = await list('list-users', { ...users, page_size: 1 })
    expect(first).toMatchObject({ users: [{ object: { type: 'user', id: 'anne' } }] })
    const { continuation_token } = first
    const next = await list('list-users', { ...users, page_size: 5, continuation_token })
    expect(next).toMatchObject({ users: [{ object: { type: 'user', id: 'bob' } }], complete: true })
  })

  it.each([0, -1, 1001])('have no size of %s', async (page_size) => {
    const refused = await list('list-objects', { ...objects, page_size })
    expect(refused.code).toBe('page_size_invalid')
  })
})
