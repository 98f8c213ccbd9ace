import { describe, expect, it } from 'vitest'
import { app } from '#http/app.ts'
import { openfgaRoutes } from '#http/openfga/routes.ts'
import { policyRoutes } from '#http/policy/routes.ts'
import { memoryDatastore } from '#storage/memory/memory-datastore.ts'
import { doorOver } from './door.ts'
import { ANNE, KEY, openHouse, openStore } from './house.ts'

/** A sound request of each operation: a faulty one is refused before it is asked who calls. */
const SOUND_BODIES: Readonly<Record<string, unknown>> = {
  'POST /stores': { name: 'test' },
  'POST /stores/:store_id/check': { tuple_key: ANNE },
  'POST /stores/:store_id/explain': { tuple_key: ANNE },
  'POST /stores/:store_id/batch-check': { checks: [{ tuple_key: ANNE, correlation_id: 'a' }] },
  'POST /stores/:store_id/expand': { tuple_key: { relation: 'viewer', object: 'document:1' } },
  'POST /stores/:store_id/list-objects': { type: 'document', relation: 'viewer', user: 'user:a' },
  'POST /stores/:store_id/streamed-list-objects': {
    type: 'document',
    relation: 'viewer',
    user: 'user:a',
  },
  'POST /stores/:store_id/list-users': {
    object: { type: 'document', id: '1' },
    relation: 'viewer',
    user_filters: [{ type: 'user' }],
  },
}

/** Whoever adds a path here says why it may be asked by anybody. */
const OPEN_PATHS: readonly string[] = ['/healthz', '/readyz']

const GUARDED = [...openfgaRoutes, ...policyRoutes]

describe('keys', () => {
  it('are asked for by all paths but these', () => {
    const { routes } = app(doorOver(memoryDatastore()))
    const guarded = GUARDED.map(([method, path]) => `${method} ${path}`)
    const paths = routes.map(({ method, path }) => `${method} ${path}`)
    expect(paths.filter((path) => !guarded.includes(path))).toEqual(
      OPEN_PATHS.map((path) => `GET ${path}`),
    )
  })

  it.each(GUARDED.map(([method, path]) => [method, path] as const))(
    'are asked for by %s %s',
    async (method, path) => {
      const { ask, storeId, modelId } = await openStore()
      const concrete = path
        .replace(':store_id', storeId)
        .replace(/:(id|authorization_model_id)/, modelId)
      const body =
        method === 'GET' || method === 'DELETE'
          ? undefined
          : (SOUND_BODIES[`${method} ${path}`] ?? {})
      const missing = await ask(concrete, { method, body, key: undefined })
      expect(missing.status).toBe(401)
      const wrong = await ask(concrete, { method, body, key: `${KEY}x` })
      expect(wrong.status).toBe(401)
      const right = await ask(concrete, { method, body })
      expect(right.status).not.toBe(401)
    },
  )

  it.each(OPEN_PATHS)('are not asked for by %s', async (path) => {
    const { ask } = await openHouse()
    expect(await ask(path, { key: undefined })).toMatchObject({
      status: 200,
      json: { status: 'SERVING' },
    })
  })

  it('are refused in the words of OpenFGA', async () => {
    const { ask } = await openHouse()
    expect((await ask('/stores', { key: undefined })).json.code).toBe('bearer_token_missing')
    expect((await ask('/stores', { key: 'wrong' })).json.code).toBe('unauthenticated')
    const basic = { key: undefined, headers: { authorization: `Basic ${KEY}` } }
    expect((await ask('/stores', basic)).json.code).toBe('bearer_token_missing')
    const lowerCase = { key: undefined, headers: { authorization: `bearer ${KEY}` } }
    expect((await ask('/stores', lowerCase)).status).toBe(200)
  })

  it('may be several', async () => {
    const { ask } = await openHouse({
      settings: { PFORTE_API_KEYS: 'key-number-one,key-number-two' },
    })
    expect((await ask('/stores', { key: 'key-number-one' })).status).toBe(200)
    expect((await ask('/stores', { key: 'key-number-two' })).status).toBe(200)
    expect((await ask('/stores', { key: 'key-number-one,key-number-two' })).status).toBe(401)
  })

  it('are made if there is none, once for a database, and kept as a digest', async () => {
    const datastore = memoryDatastore()
    const settings = { PFORTE_API_KEYS: '' }
    const first = await openHouse({ settings, datastore })
    const { generatedKey } = first.gateway
    expect(generatedKey).toMatch(/^pforte_[0-9a-f]{40}$/)
    const second = await openHouse({ settings, datastore })
    expect(second.gateway.generatedKey).toBeUndefined()
    expect((await second.ask('/stores', { key: generatedKey })).status).toBe(200)
    const kept = await datastore.setting('api_key_digest', '')
    expect(kept).not.toContain(generatedKey)
    expect((await second.ask('/stores', { key: kept })).status).toBe(401)
  })
})

describe('without keys', () => {
  const settings = { PFORTE_AUTHN: 'none' }

  it('callers on this machine are served', async () => {
    const { ask } = await openHouse({ settings })
    for (const host of ['127.0.0.1:8080', 'localhost', 'LOCALHOST:1', '[::1]:8080', '127.1.2.3']) {
      expect((await ask('/stores', { key: undefined, headers: { host } })).status).toBe(200)
    }
  })

  it.each(['example.com', 'localhost.example.com:8080', '192.168.1.1', '127.0.0.1.nip.io', ''])(
    'a request for the host %j is refused, for its name may be made to lead here',
    async (host) => {
      const { ask } = await openHouse({ settings })
      expect(await ask('/stores', { key: undefined, headers: { host } })).toMatchObject({
        status: 403,
        json: { code: 'forbidden' },
      })
    },
  )

  it.each(['https://example.com', 'null', 'http://localhost:3000', 'http://127.0.0.1:8081'])(
    'a page from %s is refused',
    async (origin) => {
      const { ask } = await openHouse({ settings })
      expect((await ask('/stores', { headers: { origin } })).status).toBe(403)
    },
  )

  it('a page from the gateway itself is served', async () => {
    const { ask } = await openHouse({ settings })
    const headers = { origin: 'http://127.0.0.1:8080' }
    expect((await ask('/stores', { headers })).status).toBe(200)
  })
})
