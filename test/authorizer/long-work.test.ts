/** Work that is large beyond reason: it is done in slices, or it ends in an error, and never in a fall. */
import { describe, expect, it } from 'vitest'
import { asking, type EmbeddedStore, storeWith } from './embedded-store.ts'

const folders = `
model
  schema 1.1
type user
type folder
  relations
    define parent: [folder]
    define blocked: [user]
    define allowed: [user]
    define viewer: [user] or viewer from parent
    define allowed_viewer: allowed and viewer
    define editor: [user] but not blocked
`

const ROWS = 10_000

/** A store whose every look at the clock ends a slice, and how many slices ended since. */
async function slicedStore(
  tuples: readonly string[],
): Promise<{ store: EmbeddedStore; slices: () => number }> {
  let slices = 0
  const store = await storeWith(folders, tuples, {
    yieldToEventLoop: async () => {
      slices++
    },
  })
  const asked = { tupleKey: { object: 'folder:0', relation: 'viewer', user: 'user:nobody' } }
  await store.authorizer.check(store.id, { ...asked, ...asking() })
  store.clock.now = () => {
    store.clock.time += 6
    return store.clock.time
  }
  slices = 0
  return { store, slices: () => slices }
}

function objectsOf({ authorizer, id }: EmbeddedStore, relation: string) {
  const asked = { type: 'folder', relation, user: 'user:anne', paging: {} }
  return authorizer.listObjects(id, { ...asked, ...asking() })
}

describe('one user with very many objects', () => {
  it('is listed in slices, though none of the objects is found', async () => {
    const editor = Array.from({ length: ROWS }, (_, index) => `folder:${index}#editor@user:anne`)
    const blocked = editor.map((row) => row.replace('editor', 'blocked'))
    const { store, slices } = await slicedStore([...editor, ...blocked])
    expect((await objectsOf(store, 'editor')).objects).toEqual([])
    expect(slices()).toBeGreaterThanOrEqual(4)
  })
})

describe('one object with very many users', () => {
  it('is listed in slices, though all of them are denied', async () => {
    const editors = Array.from({ length: ROWS }, (_, index) => `folder:1#editor@user:${index}`)
    const blocked = Array.from({ length: ROWS }, (_, index) => `folder:1#blocked@user:${index}`)
    const { store, slices } = await slicedStore([...editors, ...blocked])
    const { users } = await store.authorizer.listUsers(store.id, {
      object: { type: 'folder', id: '1' },
      relation: 'editor',
      filter: { type: 'user' },
      paging: {},
      ...asking(),
    })
    expect(users).toEqual([])
    expect(slices()).toBeGreaterThanOrEqual(ROWS / 2000 + ROWS / 64)
  })
})

describe('a chain that is longer than the stack is deep', () => {
  it('is too complex for a list that has to look along it', async () => {
    const chain = Array.from(
      { length: 20_000 },
      (_, index) => `folder:${index}#parent@folder:${index + 1}`,
    )
    const ends = ['folder:0#allowed@user:anne', 'folder:20000#viewer@user:anne']
    const store = await storeWith(folders, [...chain, ...ends])
    await expect(objectsOf(store, 'allowed_viewer')).rejects.toMatchObject({
      code: 'authorization_model_resolution_too_complex',
    })
  })
})
