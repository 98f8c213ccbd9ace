import { describe, expect, it } from 'vitest'
import type { Datastore } from '#storage/datastore.ts'
import { memoryDatastore } from '#storage/memory/memory-datastore.ts'
import {
  asking,
  authorizerOver,
  type EmbeddedStore,
  isAllowed,
  storeWith,
  writeTuples,
} from './embedded-store.ts'
import { jsonOf } from './model-text.ts'

const folders = `
model
  schema 1.1
type user
type folder
  relations
    define parent: [folder]
    define viewer: [user] or viewer from parent
type document
  relations
    define parent: [folder]
    define viewer: viewer from parent
`

/** A datastore that lets something happen before each of its batches of facts but the first. */
function interrupted(datastore: Datastore, happen: () => Promise<unknown>): Datastore {
  let batches = 0
  return {
    ...datastore,
    fetchFacts: async (store, needs, at) => {
      batches++
      if (batches > 1 && at === undefined) await happen()
      return datastore.fetchFacts(store, needs, at)
    },
  }
}

describe('facts on demand', () => {
  it('are of one state, though a write falls between two batches', async () => {
    const plain = memoryDatastore()
    const store = await storeWith(
      folders,
      ['document:1#parent@folder:1', 'folder:1#parent@folder:2'],
      { datastore: plain },
    )
    // Before and after this write nobody sees the document; with the old parent and the new viewer
    // somebody would.
    let written = false
    const happen = async () => {
      if (written) return
      written = true
      await writeTuples(store, ['folder:2#viewer@user:anne'], ['document:1#parent@folder:1'])
    }
    const authorizer = authorizerOver(interrupted(plain, happen), {
      clock: store.clock,
      graphBudgetBytes: 1,
    })
    const asked = { authorizer, id: store.id }
    expect(await isAllowed(asked, 'document:1#viewer@user:anne')).toBe(false)
    expect(written).toBe(true)
  })

  it('are fetched in as few batches as the question has hops, at most', async () => {
    const plain = memoryDatastore()
    const chain = Array.from(
      { length: 20 },
      (_, index) => `folder:${index}#parent@folder:${index + 1}`,
    )
    const store = await storeWith(
      folders,
      [...chain, 'document:1#parent@folder:0', 'folder:20#viewer@user:anne'],
      { datastore: plain },
    )
    let batches = 0
    const counted: Datastore = {
      ...plain,
      fetchFacts: (...given) => {
        batches++
        return plain.fetchFacts(...given)
      },
    }
    const authorizer = authorizerOver(counted, { clock: store.clock, graphBudgetBytes: 1 })
    const asked = { authorizer, id: store.id }
    expect(await isAllowed(asked, 'document:1#viewer@user:anne')).toBe(true)
    expect(batches).toBeLessThanOrEqual(22)
  })
})

/** As many objects as take a list several slices. */
async function largeStore(): Promise<{ store: EmbeddedStore; slices: (() => Promise<void>)[] }> {
  const slices: (() => Promise<void>)[] = []
  const tuples = Array.from({ length: 3000 }, (_, index) => `folder:${index}#viewer@user:anne`)
  const store = await storeWith(folders, tuples, {
    yieldToEventLoop: async () => {
      await slices.shift()?.()
    },
  })
  // Time passes whenever it is looked at, so that every look ends a slice.
  store.clock.now = () => {
    store.clock.time += 10
    return store.clock.time
  }
  return { store, slices }
}

describe('a list in slices', () => {
  const listed = ({ authorizer, id }: EmbeddedStore) =>
    authorizer.listObjects(id, {
      type: 'folder',
      relation: 'viewer',
      user: 'user:anne',
      paging: { pageSize: 5000 },
      ...asking(),
    })

  it('sees the state it began with, while checks beside it see what was written since', async () => {
    const { store, slices } = await largeStore()
    await isAllowed(store, 'folder:1#viewer@user:anne')
    let seen: boolean | undefined
    slices.push(async () => {
      await writeTuples(store, ['folder:new#parent@folder:2998'], ['folder:2999#viewer@user:anne'])
      seen = await isAllowed(store, 'folder:new#viewer@user:anne')
    })
    const { objects } = await listed(store)
    expect(seen).toBe(true)
    expect(objects).toContain('folder:2999')
    expect(objects).not.toContain('folder:new')
    const after = await listed(store)
    expect(after.objects).toContain('folder:new')
    expect(after.objects).not.toContain('folder:2999')
  })

  it('is given up after three seconds, with pages by an error', async () => {
    const { store, slices } = await largeStore()
    await isAllowed(store, 'folder:1#viewer@user:anne')
    slices.push(async () => {
      store.clock.time += 3001
    })
    await expect(listed(store)).rejects.toMatchObject({ code: 'deadline_exceeded' })
  })
})

const withoutBlocked = `
model
  schema 1.1
type user
type document
  relations
    define blocked: [user]
    define viewer: [user]
`

const butNotBlocked = withoutBlocked.replace(
  'viewer: [user]',
  'reader: [user]\n    define viewer: [user] but not blocked',
)

describe.each([
  ['resident', 100_000_000],
  ['on demand', 1],
])('a model and facts %s', (_, graphBudgetBytes) => {
  it('are of one state, though a model and a write fall between them', async () => {
    const plain = memoryDatastore()
    const store = await storeWith(withoutBlocked, [], { datastore: plain })
    // Before nobody views the document, and after it the only one who might is blocked.
    let changed = false
    const authorizer = authorizerOver(
      {
        ...plain,
        countTuples: async (id) => {
          if (!changed) {
            changed = true
            await authorizer.writeModel(store.id, jsonOf(butNotBlocked))
            const added = ['document:1#viewer@user:anne', 'document:1#blocked@user:anne']
            await writeTuples({ authorizer, id: store.id }, added)
          }
          return plain.countTuples(id)
        },
      },
      { clock: store.clock, graphBudgetBytes },
    )
    const asked = { authorizer, id: store.id }
    expect(await isAllowed(asked, 'document:1#viewer@user:anne')).toBe(false)
    expect(changed).toBe(true)
  })
})
