import { describe, expect, it } from 'vitest'
import type { Authorizer } from '#authorizer/authorizer.ts'
import { parseModelId, parseStoreId } from '#model/ids.ts'
import { memoryDatastore } from '#storage/memory/memory-datastore.ts'
import { authorizerOver, storeWith } from './embedded-store.ts'
import { jsonOf } from './model-text.ts'
import { key, tuple } from './tuple-text.ts'

const unknownStore = parseStoreId('01HPHVMYY6R9WT9YH93SYW4M7X')
const unknownModel = parseModelId('01HPHVMYY6R9WT9YH93SYW4M7X')
if (unknownStore === undefined || unknownModel === undefined) throw new Error('not an id')

const documents = `
model
  schema 1.1
type user
type folder
  relations
    define viewer: [user]
type document
  relations
    define parent: [folder]
    define owner: [user]
    define viewer: [user, user with small] or owner or viewer from parent
    define reader: viewer but not owner
condition small(x: int) {
  x < 3
}
`

const users = `
model
  schema 1.1
type user
`

describe('stores', () => {
  const named = async (authorizer: Authorizer, ...names: string[]) => {
    for (const name of names) await authorizer.createStore(name)
  }

  it('are described as they were created', async () => {
    const authorizer = authorizerOver(memoryDatastore())
    const created = await authorizer.createStore('mine')
    expect(await authorizer.readStore(created.id)).toEqual(created)
    expect(created).toMatchObject({ name: 'mine', createdAt: created.updatedAt })
  })

  it('are listed page by page, or by name', async () => {
    const authorizer = authorizerOver(memoryDatastore())
    await named(authorizer, 'one', 'two', 'two', 'three')
    const first = await authorizer.listStores({}, { pageSize: 3 })
    const { continuationToken = '' } = first
    const second = await authorizer.listStores({}, { pageSize: 3, continuationToken })
    const all = [...first.items, ...second.items].map(({ name }) => name)
    expect(all).toHaveLength(4)
    expect(new Set(all)).toEqual(new Set(['one', 'two', 'three']))
    expect(second.continuationToken).toBeUndefined()
    expect((await authorizer.listStores({ name: 'two' }, { pageSize: 10 })).items).toHaveLength(2)
  })

  it('are gone when they were deleted, and may be deleted again', async () => {
    const authorizer = authorizerOver(memoryDatastore())
    const { id } = await authorizer.createStore('mine')
    await authorizer.deleteStore(id)
    await authorizer.deleteStore(id)
    await expect(authorizer.readStore(id)).rejects.toMatchObject({ code: 'store_id_not_found' })
  })
})

describe('models', () => {
  it('are listed newest first, page by page', async () => {
    const { authorizer, id, modelId } = await storeWith(documents)
    const second = await authorizer.writeModel(id, jsonOf(users))
    const first = await authorizer.listModels(id, { pageSize: 1 })
    const { continuationToken = '' } = first
    const rest = await authorizer.listModels(id, { pageSize: 1, continuationToken })
    expect([...first.items, ...rest.items].map((model) => model.id)).toEqual([second, modelId])
    expect(rest.continuationToken).toBeUndefined()
  })

  it('are read with their id', async () => {
    const { authorizer, id, modelId } = await storeWith(users)
    expect((await authorizer.readModel(id, modelId)).json).toMatchObject({
      id: modelId,
      schema_version: '1.1',
      type_definitions: [{ type: 'user' }],
    })
  })

  it('belong to their store', async () => {
    const { authorizer, modelId, datastore } = await storeWith(users)
    const other = await storeWith(documents, [], { datastore })
    await expect(authorizer.readModel(other.id, modelId)).rejects.toMatchObject({
      code: 'authorization_model_not_found',
    })
    await expect(
      authorizer.expand(other.id, {
        modelId,
        object: 'user:1',
        relation: 'viewer',
        contextualTuples: [],
        consistency: { kind: 'minimizeLatency' },
      }),
    ).rejects.toMatchObject({ code: 'authorization_model_not_found' })
  })

  it('are refused with their faults', async () => {
    const { authorizer, id } = await storeWith(users)
    const condition = {
      name: 'c',
      expression: 'y < 1',
      parameters: { x: { type_name: 'TYPE_NAME_INT' } },
    }
    const model = { ...jsonOf(users), conditions: { c: condition } }
    await expect(authorizer.writeModel(id, model)).rejects.toMatchObject({
      code: 'invalid_authorization_model',
      message: expect.stringContaining("condition 'c'"),
    })
    await expect(
      authorizer.writeModel(id, { schema_version: '1.1', type_definitions: [] }),
    ).rejects.toMatchObject({ code: 'type_definitions_too_few_items' })
  })

  it('are not kept for an unknown store', async () => {
    const { authorizer } = await storeWith(users)
    await expect(authorizer.writeModel(unknownStore, jsonOf(users))).rejects.toMatchObject({
      code: 'store_id_not_found',
    })
  })
})

describe('assertions', () => {
  const assertion = {
    tupleKey: key('document:1#viewer@user:anne'),
    expectation: true,
    contextualTuples: [tuple('document:1#viewer@user:anne', { name: 'small', context: { x: 1 } })],
    context: { x: 2 },
  }

  it('are none at first, and replaced as a whole', async () => {
    const { authorizer, id, modelId } = await storeWith(documents)
    expect(await authorizer.readAssertions(id, modelId)).toEqual([])
    await authorizer.writeAssertions(id, modelId, [assertion, assertion])
    await authorizer.writeAssertions(id, modelId, [assertion])
    expect(await authorizer.readAssertions(id, modelId)).toEqual([assertion])
  })

  it('must be answerable by the model', async () => {
    const { authorizer, id, modelId } = await storeWith(documents)
    const faulty = (fault: object) =>
      authorizer.writeAssertions(id, modelId, [{ ...assertion, ...fault }])
    await expect(faulty({ tupleKey: key('ghost:1#viewer@user:anne') })).rejects.toMatchObject({
      code: 'validation_error',
    })
    await expect(
      faulty({ contextualTuples: [tuple('document:1#parent@user:anne')] }),
    ).rejects.toMatchObject({ code: 'validation_error' })
  })

  it('take 64,000 bytes together at most', async () => {
    const { authorizer, id, modelId } = await storeWith(documents)
    const large = { ...assertion, context: { text: 'a'.repeat(32_000) } }
    await authorizer.writeAssertions(id, modelId, [large])
    await expect(authorizer.writeAssertions(id, modelId, [large, large])).rejects.toMatchObject({
      code: 'exceeded_entity_limit',
    })
  })

  it('are of a model that is there', async () => {
    const { authorizer, id } = await storeWith(documents)
    const code = 'authorization_model_not_found'
    await expect(authorizer.readAssertions(id, unknownModel)).rejects.toMatchObject({ code })
    await expect(authorizer.writeAssertions(id, unknownModel, [])).rejects.toMatchObject({ code })
  })
})

describe('expand', () => {
  const expanding = async (relation: string, object: string, tuples: readonly string[] = []) => {
    const { authorizer, id } = await storeWith(documents, tuples)
    return authorizer.expand(id, {
      object,
      relation,
      contextualTuples: [tuple('document:1#owner@user:aaron')],
      consistency: { kind: 'minimizeLatency' },
    })
  }

  it('shows one level, users sorted, contextual tuples among them', async () => {
    const tuples = [
      'document:1#owner@user:zoe',
      'document:1#owner@user:bob',
      'document:1#parent@folder:1',
    ]
    const owners = await expanding('owner', 'document:1', tuples)
    expect(owners.root).toEqual({
      name: 'document:1#owner',
      kind: 'users',
      users: ['user:aaron', 'user:bob', 'user:zoe'],
    })
    const readers = await expanding('reader', 'document:1', tuples)
    expect(readers.root).toMatchObject({
      kind: 'difference',
      base: { kind: 'computed', userset: 'document:1#viewer' },
    })
    const viewers = await expanding('viewer', 'document:1', tuples)
    expect(viewers.root).toMatchObject({
      kind: 'union',
      nodes: [
        { kind: 'users', users: [] },
        { kind: 'computed', userset: 'document:1#owner' },
        {
          kind: 'tupleToUserset',
          tupleset: 'document:1#parent',
          computed: ['folder:1#viewer'],
        },
      ],
    })
  })

  it('refuses what the model does not know', async () => {
    const code = 'validation_error'
    await expect(expanding('viewer', 'ghost:1')).rejects.toMatchObject({ code })
    await expect(expanding('ghost', 'document:1')).rejects.toMatchObject({ code })
    await expect(expanding('viewer', 'document:*')).rejects.toMatchObject({ code })
  })

  it('refuses to expand nothing', async () => {
    const code = 'invalid_expand_input'
    await expect(expanding('', 'document:1')).rejects.toMatchObject({ code })
    await expect(expanding('viewer', '')).rejects.toMatchObject({ code })
  })
})

describe('explain', () => {
  it.each([
    ['resident', 100_000_000],
    ['on demand', 1],
  ])('tells why, facts %s', async (_, graphBudgetBytes) => {
    const { authorizer, id } = await storeWith(documents, ['document:1#owner@user:anne'], {
      graphBudgetBytes,
    })
    const explained = await authorizer.explain?.(id, {
      tupleKey: key('document:1#viewer@user:anne'),
      context: {},
      contextualTuples: [],
      consistency: { kind: 'minimizeLatency' },
    })
    expect(explained?.explanation.verdict).toBe('allowed')
    expect(explained?.explanation.text).toContain('document:1#owner')
  })
})
