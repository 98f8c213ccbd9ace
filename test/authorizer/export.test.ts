import { describe, expect, it } from 'vitest'
import type { ExportedTuples } from '#authorizer/authorizer.ts'
import type { Tuple } from '#model/tuple.ts'
import { type EmbeddedStore, storeWith, writeTuples } from './embedded-store.ts'
import { key, tuple } from './tuple-text.ts'

const FGA = `
model
  schema 1.1
type user
type group
  relations
    define member: [user]
type document
  relations
    define viewer: [user, user with small]
condition small(x: int) {
  x < 100
}
`

const numbered = (count: number, user: string, from = 0) =>
  Array.from(
    { length: count },
    (_, at) => `document:${String(from + at).padStart(5, '0')}#viewer@user:${user}`,
  )

async function all({ pages }: ExportedTuples): Promise<readonly Tuple[]> {
  const found: Tuple[] = []
  for await (const page of pages) found.push(...page)
  return found
}

describe('an export', () => {
  it('has every tuple of the state once, in order, with the model and the revision', async () => {
    const texts = [...numbered(2500, 'anne'), 'group:g#member@user:bob']
    const conditional = tuple('document:z#viewer@user:carl', { name: 'small', context: { x: 1 } })
    const { authorizer, id, modelId } = await storeWith(FGA, [...texts, conditional])
    const exported = await authorizer.exportTuples(id)
    const tuples = await all(exported)
    expect(tuples).toEqual([
      ...numbered(2500, 'anne').map(key),
      conditional,
      key('group:g#member@user:bob'),
    ])
    expect(exported.model?.id).toBe(modelId)
    expect(exported.policy).toBeUndefined()
    const { revision } = await authorizer.listObjects(id, {
      user: 'user:anne',
      relation: 'viewer',
      type: 'document',
      context: {},
      contextualTuples: [],
      consistency: { kind: 'higherConsistency' },
      paging: {},
    })
    expect(exported.revision).toBe(revision)
  })

  it('is of the state that it began with, whatever is written and deleted meanwhile', async () => {
    const conditional = tuple('document:02500#viewer@user:zoe', {
      name: 'small',
      context: { x: 1 },
    })
    const store = await storeWith(FGA, [...numbered(3000, 'anne'), conditional])
    const before = await all(await store.authorizer.exportTuples(store.id))
    const { pages } = await store.authorizer.exportTuples(store.id)
    const found: Tuple[] = []
    // After each page, behind what was read and before it.
    const places = [[0, 1500], [1000, 2400], []].values()
    for await (const page of pages) {
      found.push(...page)
      await change(store, places.next().value ?? [])
    }
    expect(found).toEqual(before)
    expect(await all(await store.authorizer.exportTuples(store.id))).not.toEqual(before)
  })

  /** New tuples, tuples that go, one that comes back, and one that comes back with another condition. */
  async function change(store: EmbeddedStore, places: readonly number[]): Promise<void> {
    if (places.length === 0) return
    const zoe = 'document:02500#viewer@user:zoe'
    const other = tuple(zoe, { name: 'small', context: { x: places[0] ?? 0 } })
    for (const place of places) {
      await writeTuples(store, numbered(50, 'later', place), numbered(40, 'anne', place + 100))
      await writeTuples(store, [], numbered(10, 'anne', place + 200))
      await writeTuples(store, numbered(10, 'anne', place + 200))
    }
    await writeTuples(store, [], [zoe])
    await writeTuples(store, [other])
  }

  it('has the tuples of one type alone, if that is asked', async () => {
    const { authorizer, id } = await storeWith(FGA, [
      ...numbered(3, 'anne'),
      'group:g#member@user:bob',
    ])
    const tuples = await all(await authorizer.exportTuples(id, 'group'))
    expect(tuples).toEqual([key('group:g#member@user:bob')])
  })

  it('says that more changes than it can keep, rather than to be wrong', async () => {
    const store = await storeWith(FGA, numbered(1001, 'anne'))
    const pages = (await store.authorizer.exportTuples(store.id)).pages[Symbol.asyncIterator]()
    await pages.next()
    for (let from = 0; from < 50_100; from += 100) {
      await writeTuples(store, numbered(100, 'many', 2000 + from))
    }
    await expect(pages.next()).rejects.toMatchObject({ code: 'Aborted' })
  })

  it('ends with an error when its store is deleted meanwhile', async () => {
    const { authorizer, id } = await storeWith(FGA, numbered(1001, 'anne'))
    const pages = (await authorizer.exportTuples(id)).pages[Symbol.asyncIterator]()
    await pages.next()
    await authorizer.deleteStore(id)
    await expect(pages.next()).rejects.toMatchObject({ code: 'store_id_not_found' })
    await expect(authorizer.exportTuples(id)).rejects.toMatchObject({ code: 'store_id_not_found' })
  })

  it('gives others their turn between its pages', async () => {
    let turns = 0
    const yieldToEventLoop = async () => {
      turns += 1
    }
    const { authorizer, id } = await storeWith(FGA, numbered(4500, 'anne'), { yieldToEventLoop })
    turns = 0
    await all(await authorizer.exportTuples(id))
    expect(turns).toBe(9)
  })
})
