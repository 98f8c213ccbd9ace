import { readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { openfgaRoutes } from '#http/openfga/routes.ts'
import { memoryDatastore } from '#storage/memory/memory-datastore.ts'
import { type House, openHouse } from './house.ts'

const NOT_AN_ID = {
  code: 'validation_error',
  message: '`store_id` does not match ^[ABCDEFGHJKMNPQRSTVWXYZ0-9]{26}$',
}
const GUARDED = {
  code: 'validation_error',
  message:
    '`pforte` is a policy store: its tuples belong to the administration, and its model changes by `apply`',
}
const READER = { user: 'user:anne', relation: 'can_users_read', object: 'scope:root' }
const TUPLE = { user: 'user:anne', relation: 'member', object: 'tenant:1' }
const LIST = { user: 'user:anne', relation: 'can_users_read', type: 'scope' }
const USERS = {
  object: { type: 'scope', id: 'root' },
  relation: 'can_users_read',
  user_filters: [{ type: 'user' }],
}
const BATCH = { checks: [{ tuple_key: READER, correlation_id: '1' }] }
const EXPAND = { tuple_key: { relation: 'can_users_read', object: 'scope:root' } }
const MODEL = { schema_version: '1.1', type_definitions: [{ type: 'user' }] }

/** A request for each route: its path behind the store, and its body. */
const QUESTIONS = [
  ['GET', '', undefined],
  ['GET', '/authorization-models', undefined],
  ['GET', '/authorization-models/MODEL', undefined],
  ['POST', '/read', {}],
  ['GET', '/changes', undefined],
  ['POST', '/check', { tuple_key: READER }],
  ['POST', '/batch-check', BATCH],
  ['POST', '/expand', EXPAND],
  ['POST', '/list-objects', LIST],
  ['POST', '/streamed-list-objects', LIST],
  ['POST', '/list-users', USERS],
  ['POST', '/explain', { tuple_key: READER }],
  ['GET', '/assertions/MODEL', undefined],
] as const
const CHANGES = [
  ['DELETE', '', undefined],
  ['POST', '/authorization-models', MODEL],
  ['POST', '/write', { writes: { tuple_keys: [TUPLE] } }],
  ['PUT', '/assertions/MODEL', { assertions: [] }],
] as const

async function openCore(house?: House) {
  const { ask } = house ?? (await openHouse())
  const { json } = await ask('/stores/pforte')
  const models = (await ask('/stores/pforte/authorization-models')).json
  const [model] = models.authorization_models as readonly { readonly id: string }[]
  const request = (method: string, store: string, path: string, body: unknown) =>
    ask(`/stores/${store}${path.replace('MODEL', model?.id ?? '')}`, {
      method,
      ...(body === undefined ? {} : { body }),
    })
  return { ask, request, id: String(json.id) }
}

describe('the store pforte', () => {
  it.each(QUESTIONS)('answers %s %s by its name as by its id', async (method, path, body) => {
    const { request, id } = await openCore()
    const named = await request(method, 'pforte', path, body)
    expect(named.status).toBe(200)
    expect(named.headers.get('openfga-store-id')).toBe(id)
    expect((await request(method, id, path, body)).text).toBe(named.text)
  })

  it.each(CHANGES)('refuses %s %s, by its name and by its id', async (method, path, body) => {
    const { request, id } = await openCore()
    for (const store of ['pforte', id]) {
      const refused = await request(method, store, path, body)
      expect(refused).toMatchObject({ status: 400, json: GUARDED })
      expect(refused.headers.get('openfga-store-id')).toBe(id)
    }
  })

  it('is asked by each route of a store', () => {
    const asked = [...QUESTIONS, ...CHANGES].map(([method, path]) => `${method} ${path}`)
    const routes = openfgaRoutes.flatMap(([method, path]) => {
      const behindStore = path.split('/stores/:store_id')[1]
      return behindStore === undefined ? [] : [`${method} ${behindStore.replace(/:\w+/, 'MODEL')}`]
    })
    expect(new Set(asked)).toEqual(new Set(routes))
  })

  it('decides by the core model', async () => {
    const { ask } = await openCore()
    const body = {
      tuple_key: READER,
      contextual_tuples: {
        tuple_keys: [
          TUPLE,
          { user: 'user:*', relation: 'seat', object: 'tenant:1' },
          { user: 'user:*', relation: 'users_read', object: 'role:reader' },
          { user: 'user:anne', relation: 'subject', object: 'binding:1' },
          { user: 'user:*', relation: 'available', object: 'binding:1' },
          { user: 'tenant:1', relation: 'tenant', object: 'binding:1' },
          { user: 'role:reader', relation: 'role', object: 'binding:1' },
          { user: 'tenant:1', relation: 'tenant', object: 'scope:root' },
          { user: 'binding:1', relation: 'binding', object: 'scope:root' },
        ],
      },
    }
    expect((await ask('/stores/pforte/check', { body })).json).toMatchObject({ allowed: true })
    const bob = { ...body, tuple_key: { ...READER, user: 'user:bob' } }
    expect((await ask('/stores/pforte/check', { body: bob })).json).toMatchObject({
      allowed: false,
    })
  })

  it('is not among the stores that clients made, whatever those are called', async () => {
    const { ask, id } = await openCore()
    expect((await ask('/stores')).json).toEqual({ stores: [], continuation_token: '' })
    const made = await ask('/stores', { body: { name: 'pforte' } })
    expect(made.status).toBe(201)
    for (const path of ['/stores', '/stores?name=pforte']) {
      expect((await ask(path)).json).toMatchObject({ stores: [{ id: made.json.id }] })
    }
    expect((await ask('/stores/pforte')).json).toMatchObject({ id, name: 'pforte' })
  })

  it('asks for a key, by its name and by its id', async () => {
    const { ask, id } = await openCore()
    for (const store of ['pforte', id]) {
      for (const key of [undefined, 'wrong']) {
        const refused = await ask(`/stores/${store}/check`, { body: { tuple_key: READER }, key })
        expect(refused.status).toBe(401)
      }
    }
  })

  it('is one, when two processes start on a database at once, and stays on later starts', async () => {
    const datastore = memoryDatastore()
    const houses = await Promise.all([openHouse({ datastore }), openHouse({ datastore })])
    const ids = await Promise.all(houses.map(async (house) => (await openCore(house)).id))
    const later = await openCore(await openHouse({ datastore }))
    expect(new Set([...ids, later.id]).size).toBe(1)
    const { authorization_models } = (await later.ask('/stores/pforte/authorization-models')).json
    expect(authorization_models).toHaveLength(1)
  })
})

describe('a name that no policy store has', () => {
  it.each(['kitchen', 'Pforte', 'pforte-2', 'PFORTE', 'pforte%20', '%0Apforte', 'pförte'])(
    'is told of as before: %s',
    async (name) => {
      const { ask } = await openHouse()
      for (const key of [undefined, 'the-key-of-the-tests']) {
        const refused = await ask(`/stores/${name}`, { key })
        expect(refused).toMatchObject({ status: 400, json: NOT_AN_ID })
        expect(refused.headers.get('openfga-store-id')).toBeNull()
      }
    },
  )

  it('is not that of an ordinary store', async () => {
    const { ask } = await openHouse()
    await ask('/stores', { body: { name: 'kitchen' } })
    expect(await ask('/stores/kitchen')).toMatchObject({ status: 400, json: NOT_AN_ID })
  })
})

describe('the store of the core', () => {
  it('follows when the program brings another core, once', async () => {
    const datastore = memoryDatastore()
    const core = readFileSync('model.fga', 'utf8')
    const open = (coreModel: string) => openHouse({ datastore, coreModel })
    const first = await open(core)
    const versions = async (house: House) =>
      (await house.ask('/stores/pforte/policy/versions')).json.versions
    expect(await versions(first)).toHaveLength(1)
    expect(await versions(await open(core))).toHaveLength(1)
    const newer = core.replace('type user\n', 'type user\n\ntype robot\n')
    const second = await open(newer)
    expect(await versions(second)).toHaveLength(2)
    const { json } = await second.ask('/stores/pforte/policy')
    expect(json).toMatchObject({ version: 2, files: { 'model.fga': newer } })
    const models = await second.ask('/stores/pforte/authorization-models?page_size=1')
    expect(models.text).toContain('"robot"')
  })
})

describe('where callers need no key', () => {
  const anyone = { key: undefined, headers: { host: '127.0.0.1:8080' } }

  it.each([
    ['GET', '/stores/pforte/policy'],
    ['GET', '/stores/pforte/policy/versions'],
    ['POST', '/stores/shop/policy'],
    ['POST', '/stores/pforte/policy/rollback'],
  ])('policies need one all the same: %s %s', async (method, path) => {
    const house = await openHouse({ settings: { PFORTE_AUTHN: 'none' } })
    const body = method === 'POST' ? { body: {} } : {}
    expect((await house.ask('/stores', { ...anyone, method: 'GET' })).status).toBe(200)
    expect((await house.ask(path, { ...anyone, ...body, method })).status).toBe(401)
    expect((await house.ask(path, { ...body, method })).status).not.toBe(401)
  })

  it('and nobody has one where none is set', async () => {
    const settings = { PFORTE_AUTHN: 'none', PFORTE_API_KEYS: '' }
    const house = await openHouse({ settings })
    expect((await house.ask('/stores/pforte/policy', { method: 'GET' })).status).toBe(401)
  })
})
