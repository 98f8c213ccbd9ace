import {
  ClientWriteRequestOnDuplicateWrites,
  ClientWriteRequestOnMissingDeletes,
  ConsistencyPreference,
  CredentialsMethod,
  FgaApiAuthenticationError,
  FgaApiNotFoundError,
  FgaApiValidationError,
  OpenFgaClient,
} from '@openfga/sdk'
import { transformer } from '@openfga/syntax-transformer'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { startPforte } from './pforte-process.ts'
import type { ServerProcess } from './server-process.ts'

const MODEL = transformer.transformDSLToJSONObject(`
model
  schema 1.1

type user

type group
  relations
    define member: [user, group#member]

type document
  relations
    define owner: [user]
    define viewer: [user, user:*, group#member, user with in_office] or owner
    define blocked: [user]
    define can_view: viewer but not blocked

condition in_office(ip: ipaddress) {
  ip.in_cidr("10.0.0.0/8")
}
`)

const OWNER = { user: 'user:anne', relation: 'owner', object: 'document:plan' }

const ROWS = [
  OWNER,
  { user: 'group:eng#member', relation: 'viewer', object: 'document:plan' },
  { user: 'user:bob', relation: 'member', object: 'group:eng' },
  { user: 'user:*', relation: 'viewer', object: 'document:public' },
  { user: 'user:bob', relation: 'blocked', object: 'document:public' },
  {
    user: 'user:carl',
    relation: 'viewer',
    object: 'document:plan',
    condition: { name: 'in_office', context: {} },
  },
]

let server: ServerProcess

beforeAll(async () => {
  server = await startPforte()
})
afterAll(() => server.stop())

function clientOf(storeId?: string, token = server.token): OpenFgaClient {
  return new OpenFgaClient({
    apiUrl: server.baseUrl,
    ...(storeId === undefined ? {} : { storeId }),
    credentials: { method: CredentialsMethod.ApiToken, config: { token } },
    retryParams: { maxRetry: 0 },
  })
}

/** A client of a new store with the model and, unless told otherwise, the rows. */
async function preparedClient(rows: typeof ROWS = ROWS): Promise<OpenFgaClient> {
  const { id } = await clientOf().createStore({ name: 'sdk' })
  const client = clientOf(id)
  const { authorization_model_id } = await client.writeAuthorizationModel(MODEL)
  client.authorizationModelId = authorization_model_id
  if (rows.length > 0) await client.writeTuples(rows)
  return client
}

describe('stores and models', () => {
  test('a store is created, read, listed by name and deleted', async () => {
    const { id } = await clientOf().createStore({ name: 'sdk-stores' })
    const client = clientOf(id)
    expect((await client.getStore()).name).toBe('sdk-stores')
    const { stores } = await client.listStores({ name: 'sdk-stores' })
    expect(stores.map((store) => store.id)).toEqual([id])
    await client.deleteStore()
    await expect(client.getStore()).rejects.toBeInstanceOf(FgaApiNotFoundError)
  })

  test('models are written, read and listed, the newest first', async () => {
    const client = await preparedClient([])
    const older = client.authorizationModelId
    const { authorization_model_id: newer } = await client.writeAuthorizationModel(MODEL)
    expect((await client.readLatestAuthorizationModel()).authorization_model?.id).toBe(newer)
    const read = await client.readAuthorizationModel({ authorizationModelId: older ?? '' })
    expect(read.authorization_model?.type_definitions.map(({ type }) => type)).toEqual([
      'user',
      'group',
      'document',
    ])
    const { authorization_models } = await client.readAuthorizationModels({ pageSize: 1 })
    expect(authorization_models.map(({ id }) => id)).toEqual([newer])
    await expect(client.checkValidApiConnection()).resolves.toBeUndefined()
  })
})

describe('tuples', () => {
  test('one transaction writes and deletes', async () => {
    const client = await preparedClient()
    const row = { user: 'user:dora', relation: 'viewer', object: 'document:plan' }
    await client.write({ writes: [row], deletes: [OWNER] })
    const { tuples } = await client.read({ object: 'document:plan', relation: 'viewer' })
    expect(tuples.map(({ key }) => key.user).sort()).toEqual([
      'group:eng#member',
      'user:carl',
      'user:dora',
    ])
    expect((await client.read({ object: 'document:plan', relation: 'owner' })).tuples).toEqual([])
  })

  test('without a transaction each tuple succeeds or fails by itself', async () => {
    const client = await preparedClient()
    const fresh = { user: 'user:eve', relation: 'viewer', object: 'document:plan' }
    const bad = { user: 'user:eve', relation: 'ghost', object: 'document:plan' }
    const { writes } = await client.write(
      { writes: [fresh, bad] },
      { transaction: { disable: true, maxPerChunk: 1 } },
    )
    expect(writes.map(({ status }) => status)).toEqual(['success', 'failure'])
  })

  test('duplicates and missing tuples are ignored where that is asked', async () => {
    const client = await preparedClient()
    const stored = [OWNER]
    const missing = [{ user: 'user:none', relation: 'viewer', object: 'document:plan' }]
    await expect(client.writeTuples(stored)).rejects.toBeInstanceOf(FgaApiValidationError)
    await expect(client.deleteTuples(missing)).rejects.toBeInstanceOf(FgaApiValidationError)
    await client.writeTuples(stored, {
      conflict: { onDuplicateWrites: ClientWriteRequestOnDuplicateWrites.Ignore },
    })
    await client.deleteTuples(missing, {
      conflict: { onMissingDeletes: ClientWriteRequestOnMissingDeletes.Ignore },
    })
  })

  test('reads and changes go on by their token', async () => {
    const client = await preparedClient()
    const seen: string[] = []
    let continuationToken = ''
    do {
      const page = await client.read({}, { pageSize: 4, continuationToken })
      seen.push(...page.tuples.map(({ key }) => `${key.object}#${key.relation}@${key.user}`))
      continuationToken = page.continuation_token
    } while (continuationToken !== '')
    expect(new Set(seen).size).toBe(ROWS.length)
    const first = await client.readChanges({ type: 'document' }, { pageSize: 3 })
    const rest = await client.readChanges(
      { type: 'document' },
      { pageSize: 50, continuationToken: first.continuation_token ?? '' },
    )
    expect([...first.changes, ...rest.changes].map(({ tuple_key }) => tuple_key.user)).toEqual(
      ROWS.filter(({ object }) => object.startsWith('document:')).map(({ user }) => user),
    )
  })
})

describe('questions', () => {
  test('check decides with contexts, contextual tuples and consistency', async () => {
    const client = await preparedClient()
    const plan = { relation: 'can_view', object: 'document:plan' }
    expect((await client.check({ user: 'user:bob', ...plan })).allowed).toBe(true)
    expect((await client.check({ user: 'user:zoe', ...plan })).allowed).toBe(false)
    const carl = { user: 'user:carl', ...plan }
    expect((await client.check({ ...carl, context: { ip: '10.1.1.1' } })).allowed).toBe(true)
    expect((await client.check({ ...carl, context: { ip: '192.0.2.1' } })).allowed).toBe(false)
    await expect(client.check(carl)).rejects.toBeInstanceOf(FgaApiValidationError)
    const contextualTuples = [{ user: 'user:zoe', relation: 'member', object: 'group:eng' }]
    const { allowed } = await client.check(
      { user: 'user:zoe', ...plan, contextualTuples },
      { consistency: ConsistencyPreference.HigherConsistency },
    )
    expect(allowed).toBe(true)
  })

  test('both batches answer each check, errors beside answers', async () => {
    const client = await preparedClient()
    const asked = ['user:anne', 'user:bob', 'user:carl'].map((user) => ({
      user,
      relation: 'viewer',
      object: 'document:plan',
    }))
    const { result } = await client.batchCheck({
      checks: asked.map((check, index) => ({ ...check, correlationId: `c${index}` })),
    })
    const answers = new Map(result.map((one) => [one.correlationId, one]))
    expect(answers.get('c0')?.allowed).toBe(true)
    expect(answers.get('c1')?.allowed).toBe(true)
    expect(answers.get('c2')?.error?.input_error).toBe('validation_error')
    const single = await client.clientBatchCheck(asked)
    expect(single.result.map(({ allowed }) => allowed)).toEqual([true, true, undefined])
  })

  test('lists name objects, users and relations', async () => {
    const client = await preparedClient()
    const asked = { user: 'user:bob', relation: 'can_view', type: 'document' }
    expect((await client.listObjects(asked)).objects).toEqual(['document:plan'])
    const streamed: string[] = []
    for await (const { object } of client.streamedListObjects(asked)) streamed.push(object)
    expect(streamed).toEqual(['document:plan'])
    const { users } = await client.listUsers({
      object: { type: 'document', id: 'public' },
      relation: 'viewer',
      user_filters: [{ type: 'user' }],
    })
    expect(users).toEqual([{ wildcard: { type: 'user' } }])
    const { relations } = await client.listRelations({
      user: 'user:anne',
      object: 'document:plan',
      relations: ['owner', 'viewer', 'blocked'],
      context: { ip: '10.0.0.1' },
    })
    expect(relations).toEqual(['owner', 'viewer'])
  })

  test('expand shows the tree of a relation', async () => {
    const client = await preparedClient()
    const { tree } = await client.expand({ relation: 'can_view', object: 'document:plan' })
    expect(tree?.root?.difference?.base.leaf?.computed?.userset).toBe('document:plan#viewer')
  })

  test('assertions are kept', async () => {
    const client = await preparedClient()
    const assertion = { user: 'user:anne', relation: 'viewer', object: 'document:plan' }
    await client.writeAssertions([{ ...assertion, expectation: true }])
    const { assertions } = await client.readAssertions()
    expect(assertions).toMatchObject([{ tuple_key: assertion, expectation: true }])
  })
})

describe('errors', () => {
  test('a wrong key is an authentication error', async () => {
    await expect(clientOf(undefined, 'a-wrong-key').listStores()).rejects.toBeInstanceOf(
      FgaApiAuthenticationError,
    )
  })

  test('a refused tuple is a validation error with its code', async () => {
    const client = await preparedClient([])
    const write = client.writeTuples([{ user: 'user:a', relation: 'x', object: 'document:1' }])
    await expect(write).rejects.toMatchObject({
      statusCode: 400,
      apiErrorCode: 'validation_error',
    })
  })
})
