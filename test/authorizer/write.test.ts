import { describe, expect, it } from 'vitest'
import type { WriteRequest } from '#authorizer/authorizer.ts'
import { parseModelId } from '#model/ids.ts'
import { type EmbeddedStore, isAllowed, storeWith, writeTuples } from './embedded-store.ts'
import { key, tuple } from './tuple-text.ts'

const documents = `
model
  schema 1.1
type user
type group
  relations
    define member: [user, group#member]
type folder
  relations
    define viewer: [user]
type document
  relations
    define parent: [folder]
    define owner: [user, user with small]
    define open: [user with nothing, user:* with small]
    define viewer: [user with small, user:*, group#member] or owner
    define editor: owner
    define reader: viewer from parent
condition small(x: int, limit: int) {
  x < limit
}
condition nothing(q: int) {
  q == 0
}
`

function writing(store: EmbeddedStore, request: Partial<WriteRequest>) {
  return store.authorizer.write(store.id, {
    writes: [],
    deletes: [],
    onDuplicate: 'error',
    onMissing: 'error',
    ...request,
  })
}

async function tuplesOf({ authorizer, id }: EmbeddedStore) {
  const { items } = await authorizer.read(id, {}, { pageSize: 100 })
  return items.map((item) => item.tuple)
}

describe('write', () => {
  it('writes and deletes in one call', async () => {
    const store = await storeWith(documents, ['document:1#owner@user:anne'])
    await writeTuples(store, ['document:2#owner@user:anne'], ['document:1#owner@user:anne'])
    expect(await tuplesOf(store)).toEqual([key('document:2#owner@user:anne')])
  })

  it.each(['', 'document', 'document:', 'a b:1', 'document:1\0'])(
    'finds no tuple to delete where the object is %j',
    async (object) => {
      const store = await storeWith(documents, ['document:1#owner@user:anne'])
      const deletes = [{ object, relation: 'owner', user: 'user:anne' }]
      await expect(writing(store, { deletes })).rejects.toMatchObject({
        code: 'write_failed_due_to_invalid_input',
      })
      await writing(store, { deletes, onMissing: 'ignore' })
      expect(await tuplesOf(store)).toEqual([key('document:1#owner@user:anne')])
    },
  )

  const small = (context?: { [name: string]: number | string }) =>
    context === undefined ? { name: 'small' } : { name: 'small', context }

  it.each([
    [tuple('document:1#viewer@ghost:1'), "type 'ghost' not found"],
    [tuple('document:1#viewer@*'), "the 'user' field must be an object"],
    [tuple('document:1#viewer@group:x'), "type 'group' is not an allowed type restriction"],
    [tuple('document:1#owner@user:*'), "the typed wildcard 'user:*' is not an allowed"],
    [tuple('document:1#owner@group:x#member'), "'group#member' is not an allowed type restriction"],
    [tuple('group:x#member@group:x#member'), 'cannot write a tuple that is implicit'],
    [tuple('document:1#parent@folder:x#viewer'), "unexpected user 'folder:x#viewer' with tupleset"],
    [tuple('document:1#parent@folder:*'), 'unexpected wildcard relationship with tupleset'],
    [tuple('document:#viewer@user:a'), "invalid 'object' field format"],
    [tuple('document:*#viewer@user:a'), "the 'object' field cannot reference a typed wildcard"],
    [{ object: 'document:a#b', relation: 'viewer', user: 'user:a' }, "invalid 'object' field"],
    [tuple('document:1#viewer@user:a:b'), "the 'user' field is malformed"],
    [tuple('document:1#viewer@group:*#member'), "the 'user' field is malformed"],
    [tuple('document:1#viewer@user:\u0000b'), "the 'user' field is malformed"],
    [{ object: 'document:1', relation: '', user: 'user:a' }, "the 'relation' field is malformed"],
    [tuple('document:1#ghost@user:a'), "relation 'document#ghost' not found"],
    [tuple('document:1#editor@user:a'), "type 'user' is not an allowed type restriction"],
    [tuple('document:1#viewer@user:a'), 'condition is missing'],
    [tuple('document:1#viewer@user:*', small()), 'invalid condition for type restriction'],
    [tuple('document:1#open@user:*', { name: 'nothing' }), 'invalid condition for type'],
    [tuple('document:1#owner@user:a', { name: 'ghost' }), 'undefined condition'],
    [tuple('document:1#owner@user:a', { name: 'sm\u0001all' }), 'condition name contains'],
    [tuple('document:1#owner@user:a', small({ zz: 1 })), 'found invalid context parameter: zz'],
    [
      tuple('document:1#owner@user:a', small({ x: 'a' })),
      "parameter type error on condition 'small'",
    ],
    [tuple('document:1#owner@user:a', small({ x: '\u0001' })), 'contains forbidden characters'],
    [tuple('document:1#owner@user:a', small({ '\u0001': 1 })), 'contains forbidden characters'],
  ])('refuses %j', async (given, reason) => {
    const store = await storeWith(documents)
    await expect(writing(store, { writes: [given] })).rejects.toMatchObject({
      code: 'validation_error',
      message: expect.stringContaining(reason),
    })
    expect(await tuplesOf(store)).toEqual([])
  })

  it.each([
    tuple('document:1#viewer@user:*'),
    tuple('document:1#viewer@group:x#member'),
    tuple('document:日本#owner@user:jürgen'),
    tuple('document:1#owner@user:a', { name: 'small' }),
    tuple('document:1#owner@user:a', { name: 'small', context: { limit: '3' } }),
    tuple('document:1#open@user:a', { name: 'nothing', context: {} }),
    tuple('document:1#owner@user:a*'),
  ])('accepts %j', async (given) => {
    const store = await storeWith(documents)
    await writing(store, { writes: [given] })
    expect(await tuplesOf(store)).toMatchObject([
      key(`${given.object}#${given.relation}@${given.user}`),
    ])
  })

  it('refuses a context of more than 32 KiB', async () => {
    const store = await storeWith(`
model
  schema 1.1
type user
type document
  relations
    define owner: [user with named]
condition named(name: string) {
  name == "anne"
}
`)
    const named = (length: number) =>
      tuple('document:1#owner@user:a', { name: 'named', context: { name: 'a'.repeat(length) } })
    await expect(writing(store, { writes: [named(32_751)] })).rejects.toMatchObject({
      code: 'validation_error',
      message: expect.stringContaining('condition context size limit exceeded: 32769 bytes'),
    })
    await writing(store, { writes: [named(32_750)] })
  })

  it('does not check deletes against the model', async () => {
    const store = await storeWith(documents)
    await expect(
      writing(store, { deletes: [key('ghost:1#nothing@user:a')] }),
    ).rejects.toMatchObject({ code: 'write_failed_due_to_invalid_input' })
    await expect(
      writing(store, { deletes: [key('document:1#owner@a:b:c')] }),
    ).rejects.toMatchObject({ code: 'validation_error' })
  })

  it('refuses an empty write', async () => {
    const store = await storeWith(documents)
    await expect(writing(store, {})).rejects.toMatchObject({ code: 'invalid_write_input' })
  })

  it('refuses a tuple that is named twice, whatever its condition', async () => {
    const store = await storeWith(documents)
    const owner = tuple('document:1#owner@user:a')
    const code = 'cannot_allow_duplicate_tuples_in_one_request'
    const twice = { writes: [owner, { ...owner, condition: { name: 'small' } }] }
    await expect(writing(store, twice)).rejects.toMatchObject({ code })
    await expect(writing(store, { writes: [owner], deletes: [owner] })).rejects.toMatchObject({
      code,
    })
  })

  it('refuses more than 100 tuples, writes and deletes together', async () => {
    const store = await storeWith(documents)
    const writes = Array.from({ length: 60 }, (_, index) => tuple(`document:1#owner@user:${index}`))
    const deletes = Array.from({ length: 41 }, (_, index) => key(`document:2#owner@user:${index}`))
    await expect(writing(store, { writes, deletes, onMissing: 'ignore' })).rejects.toMatchObject({
      code: 'exceeded_entity_limit',
    })
  })

  it('refuses duplicates and missing tuples unless they are to be ignored', async () => {
    const store = await storeWith(documents, ['document:1#owner@user:a'])
    const there = { writes: [tuple('document:1#owner@user:a'), tuple('document:2#owner@user:a')] }
    const missing = { deletes: [key('document:9#owner@user:a')] }
    const code = 'write_failed_due_to_invalid_input'
    await expect(writing(store, there)).rejects.toMatchObject({ code })
    await expect(writing(store, missing)).rejects.toMatchObject({ code })
    expect(await tuplesOf(store)).toEqual([key('document:1#owner@user:a')])
    await writing(store, { ...there, ...missing, onDuplicate: 'ignore', onMissing: 'ignore' })
    expect(await tuplesOf(store)).toHaveLength(2)
  })

  it('does not ignore a duplicate with another condition', async () => {
    const store = await storeWith(documents, ['document:1#owner@user:a'])
    const writes = [tuple('document:1#owner@user:a', { name: 'small' })]
    await expect(writing(store, { writes, onDuplicate: 'ignore' })).rejects.toMatchObject({
      code: 'Aborted',
    })
  })

  it('is seen by the next check, also when duplicates were ignored', async () => {
    const store = await storeWith(documents, ['document:1#owner@user:a'])
    expect(await isAllowed(store, 'document:1#viewer@user:b')).toBe(false)
    const writes = [tuple('document:1#owner@user:a'), tuple('document:1#owner@user:b')]
    await writing(store, { writes, onDuplicate: 'ignore' })
    expect(await isAllowed(store, 'document:1#viewer@user:b')).toBe(true)
    await writing(store, { deletes: [key('document:1#owner@user:b')] })
    expect(await isAllowed(store, 'document:1#viewer@user:b')).toBe(false)
  })

  it('is checked against the model that is named', async () => {
    const store = await storeWith(documents)
    const modelId = parseModelId('01HPHVMYY6R9WT9YH93SYW4M7X')
    if (modelId === undefined) throw new Error('not a model id')
    const writes = [tuple('document:1#owner@user:a')]
    await expect(writing(store, { writes, modelId })).rejects.toMatchObject({
      code: 'authorization_model_not_found',
    })
  })
})
