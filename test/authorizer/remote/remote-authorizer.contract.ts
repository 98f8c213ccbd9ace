/** What the remote authorizer makes of a server that speaks the OpenFGA API, whichever it is. */
import { beforeEach, describe, expect, test } from 'vitest'
import type { Authorizer, QueryOptions } from '#authorizer/authorizer.ts'
import { Refusal } from '#authorizer/errors.ts'
import { type ModelId, parseModelId, type StoreId } from '#model/ids.ts'
import { jsonOf } from '../model-text.ts'
import { key, tuple } from '../tuple-text.ts'

const MODEL = jsonOf(`
model
  schema 1.1

type user

type group
  relations
    define member: [user]

type document
  relations
    define owner: [user]
    define blocked: [user]
    define viewer: [user, user:*, group#member, user with small] or owner
    define can_view: viewer but not blocked

condition small(x: int) {
  x < 10
}
`)

const TUPLES = [
  tuple('document:1#owner@user:anne'),
  tuple('document:1#viewer@group:eng#member'),
  tuple('document:2#viewer@user:*'),
  tuple('document:3#viewer@user:carl', { name: 'small', context: { x: 3 } }),
  tuple('group:eng#member@user:bob'),
]

const PLAIN: QueryOptions = {
  contextualTuples: [],
  context: {},
  consistency: { kind: 'minimizeLatency' },
}

const WRITE = { deletes: [], onDuplicate: 'error', onMissing: 'error' } as const

export function remoteAuthorizerContract(connect: () => Authorizer | Promise<Authorizer>): void {
  let authorizer: Authorizer
  let store: StoreId
  let modelId: ModelId

  beforeEach(async () => {
    authorizer = await connect()
    store = (await authorizer.createStore('remote')).id
    modelId = await authorizer.writeModel(store, MODEL)
    await authorizer.write(store, { ...WRITE, writes: TUPLES })
  })

  describe('stores', () => {
    test('are created, read, found by name and deleted', async () => {
      const { id, createdAt } = await authorizer.createStore('another')
      expect(await authorizer.readStore(id)).toMatchObject({ id, name: 'another', createdAt })
      const found = await authorizer.listStores({ name: 'another' }, { pageSize: 100 })
      expect(found.items.map((item) => item.id)).toContain(id)
      await authorizer.deleteStore(id)
      await expect(authorizer.readStore(id)).rejects.toMatchObject({ code: 'store_id_not_found' })
    })

    test('come in pages', async () => {
      await authorizer.createStore('another')
      const first = await authorizer.listStores({}, { pageSize: 1 })
      expect(first.items).toHaveLength(1)
      expect(first.continuationToken).toBeTypeOf('string')
    })
  })

  describe('models', () => {
    test('are read with their id, the newest first', async () => {
      const newer = await authorizer.writeModel(store, MODEL)
      expect(parseModelId(newer)).toBe(newer)
      expect(await authorizer.readModel(store, modelId)).toMatchObject({
        id: modelId,
        json: { id: modelId, schema_version: '1.1' },
      })
      const { items } = await authorizer.listModels(store, { pageSize: 10 })
      expect(items.map(({ id }) => id)).toEqual([newer, modelId])
    })

    test('that are faulty are refused with the code of the server', async () => {
      const faulty = {
        schema_version: '1.1',
        type_definitions: [{ type: 'a', relations: { b: {} } }],
      }
      await expect(authorizer.writeModel(store, faulty)).rejects.toMatchObject({
        name: 'Refusal',
        code: expect.stringMatching(/^(?:invalid_authorization_model|validation_error)$/),
      })
    })
  })

  describe('tuples', () => {
    test('are read with their conditions', async () => {
      const { items } = await authorizer.read(store, {}, { pageSize: 50 })
      expect(new Set(items.map((item) => item.tuple))).toEqual(new Set(TUPLES))
      const [carl] = (await authorizer.read(store, { object: 'document:3' }, { pageSize: 50 }))
        .items
      expect(carl?.tuple).toEqual(TUPLES[3])
      expect(carl?.writtenAt).toBeTypeOf('number')
    })

    test('are deleted and written in one', async () => {
      await authorizer.write(store, {
        ...WRITE,
        writes: [tuple('document:9#owner@user:eve')],
        deletes: [key('document:1#owner@user:anne')],
      })
      const { items } = await authorizer.readChanges(store, { type: 'document' }, { pageSize: 50 })
      expect(items.slice(-2).map(({ operation, tuple: { user } }) => [operation, user])).toEqual(
        expect.arrayContaining([
          ['write', 'user:eve'],
          ['delete', 'user:anne'],
        ]),
      )
    })

    test('that are there already are refused, or ignored where that is asked', async () => {
      const writes = TUPLES.slice(0, 1)
      await expect(authorizer.write(store, { ...WRITE, writes })).rejects.toMatchObject({
        code: 'write_failed_due_to_invalid_input',
      })
      await authorizer.write(store, { ...WRITE, writes, onDuplicate: 'ignore' })
      const deletes = [key('document:1#owner@user:zoe')]
      await authorizer.write(store, { ...WRITE, writes: [], deletes, onMissing: 'ignore' })
    })
  })

  describe('questions', () => {
    test('are decided, with context and contextual tuples', async () => {
      const ask = async (text: string, options: Partial<QueryOptions> = {}) => {
        const answer = await authorizer.check(store, { ...PLAIN, ...options, tupleKey: key(text) })
        return answer.allowed
      }
      expect(await ask('document:1#can_view@user:bob')).toBe(true)
      expect(await ask('document:1#can_view@user:zoe')).toBe(false)
      const contextualTuples = [tuple('document:1#viewer@user:dora', { name: 'small' })]
      const dora = 'document:1#can_view@user:dora'
      expect(await ask(dora, { contextualTuples, context: { x: 3 } })).toBe(true)
      expect(await ask(dora, { contextualTuples, context: { x: 30 } })).toBe(false)
      await expect(ask(dora, { contextualTuples })).rejects.toBeInstanceOf(Refusal)
      const fresh = { consistency: { kind: 'higherConsistency' } } as const
      expect(await ask('document:1#owner@user:anne', fresh)).toBe(true)
    })

    test('name the model that answered', async () => {
      const older = modelId
      const newer = await authorizer.writeModel(store, MODEL)
      const question = { ...PLAIN, tupleKey: key('document:1#can_view@user:bob') }
      expect((await authorizer.check(store, question)).modelId).toBe(newer)
      const asked = await authorizer.check(store, { ...question, modelId: older })
      expect(asked.modelId).toBe(older)
    })

    test('that make no sense to the model are refused', async () => {
      const question = { ...PLAIN, tupleKey: key('document:1#ghost@user:bob') }
      await expect(authorizer.check(store, question)).rejects.toMatchObject({
        name: 'Refusal',
        code: 'validation_error',
      })
    })

    test('of a batch are answered each by itself', async () => {
      const item = (correlationId: string, text: string) => ({
        correlationId,
        tupleKey: key(text),
        contextualTuples: [],
        context: {},
      })
      const { results } = await authorizer.batchCheck(store, {
        consistency: PLAIN.consistency,
        checks: [
          item('yes', 'document:1#can_view@user:bob'),
          item('no', 'document:1#can_view@user:zoe'),
          item('error', 'document:1#ghost@user:bob'),
        ],
      })
      expect(results.get('yes')).toEqual({ kind: 'decided', allowed: true })
      expect(results.get('no')).toEqual({ kind: 'decided', allowed: false })
      expect(results.get('error')).toMatchObject({ kind: 'refused', code: 'validation_error' })
    })

    test('list objects, at once and as they are found', async () => {
      const asked = { ...PLAIN, user: 'user:bob', relation: 'can_view', type: 'document' }
      const listed = await authorizer.listObjects(store, { ...asked, paging: {} })
      expect(new Set(listed.objects)).toEqual(new Set(['document:1', 'document:2']))
      expect(listed.complete).toBe(true)
      const streamed = await authorizer.streamObjects(store, asked)
      const objects: string[] = []
      for await (const object of streamed.objects) objects.push(object)
      expect(new Set(objects)).toEqual(new Set(['document:1', 'document:2']))
      expect(streamed.modelId).toBe(modelId)
    })

    test('a stream that is refused says why', async () => {
      const asked = { ...PLAIN, user: 'user:bob', relation: 'ghost', type: 'document' }
      await expect(authorizer.streamObjects(store, asked)).rejects.toMatchObject({
        code: 'validation_error',
        message: expect.stringContaining('ghost'),
      })
    })

    test('list users of every form', async () => {
      const users = async (id: string, filter: { type: string; relation?: string }) => {
        const request = { object: { type: 'document', id }, relation: 'viewer', filter, paging: {} }
        return (await authorizer.listUsers(store, { ...PLAIN, ...request })).users
      }
      expect(await users('2', { type: 'user' })).toEqual([{ kind: 'wildcard', type: 'user' }])
      expect(await users('1', { type: 'group', relation: 'member' })).toEqual([
        { kind: 'userset', type: 'group', id: 'eng', relation: 'member' },
      ])
      expect(
        new Set((await users('1', { type: 'user' })).map((user) => 'id' in user && user.id)),
      ).toEqual(new Set(['anne', 'bob']))
    })

    test('expand to a tree', async () => {
      const { root } = await authorizer.expand(store, {
        object: 'document:1',
        relation: 'can_view',
        contextualTuples: [],
        consistency: PLAIN.consistency,
      })
      expect(root).toEqual({
        name: 'document:1#can_view',
        kind: 'difference',
        base: { name: 'document:1#can_view', kind: 'computed', userset: 'document:1#viewer' },
        subtract: { name: 'document:1#can_view', kind: 'computed', userset: 'document:1#blocked' },
      })
    })
  })

  test('assertions are kept with their context', async () => {
    const assertion = {
      tupleKey: key('document:3#viewer@user:carl'),
      expectation: true,
      contextualTuples: [tuple('document:3#viewer@user:dora', { name: 'small' })],
      context: { x: 3 },
    }
    await authorizer.writeAssertions(store, modelId, [assertion])
    expect(await authorizer.readAssertions(store, modelId)).toEqual([assertion])
  })
}
