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

const groups = `
model
  schema 1.1
type user
type group
  relations
    define blocked: [user]
    define named: [user]
    define member: named but not blocked
type document
  relations
    define wanted: [user]
    define viewer: [group#member]
    define wanted_viewer: wanted and viewer
`

function viewersOf(count: number): string[] {
  return Array.from({ length: count }, (_, index) => `document:1#viewer@group:${index}#member`)
}

const tooComplex = { code: 'authorization_model_resolution_too_complex' }
const byAnne = { tupleKey: { object: 'document:1', relation: 'viewer', user: 'user:anne' } }

describe('more groups than can be asked in twenty milliseconds', () => {
  it('are too complex for a check, and a list says that it is not complete', async () => {
    const store = await storeWith(groups, [...viewersOf(60_000), 'document:1#wanted@user:anne'])
    const { authorizer, id } = store
    await expect(authorizer.check(id, { ...byAnne, ...asking() })).rejects.toMatchObject(tooComplex)
    const asked = { type: 'document', relation: 'wanted_viewer', user: 'user:anne', paging: {} }
    const listed = await authorizer.listObjects(id, { ...asked, ...asking() })
    expect(listed).toMatchObject({ objects: [], complete: false })
  })
})

describe('an explanation', () => {
  const explained = ({ authorizer, id }: EmbeddedStore) =>
    authorizer.explain?.(id, { ...byAnne, ...asking() })

  it('of an allow through one of thousands of groups names this one alone, found in slices', async () => {
    let slices = 0
    const grants = [...viewersOf(5000), 'group:4000#named@user:anne']
    const store = await storeWith(groups, grants, {
      yieldToEventLoop: async () => {
        slices++
      },
    })
    await explained(store)
    store.clock.now = () => {
      store.clock.time += 6
      return store.clock.time
    }
    slices = 0
    const answer = await explained(store)
    expect(answer?.explanation.verdict).toBe('allowed')
    expect(answer?.explanation.facts).toHaveLength(3)
    expect(slices).toBeGreaterThan(10)
  })

  it('of a denial in thousands of groups is refused, for all of them would have to be named', async () => {
    const store = await storeWith(groups, viewersOf(5000))
    await expect(explained(store)).rejects.toMatchObject({ code: 'exceeded_entity_limit' })
  })
})
