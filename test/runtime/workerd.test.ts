import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { unstable_startWorker } from 'wrangler'

type Worker = Awaited<ReturnType<typeof unstable_startWorker>>

const KEY = 'the-key-of-the-tests'

/** The bundle of `wrangler.toml` inside workerd, as it would be deployed. */
async function startWorker(keys: string, logLevel: 'error' | 'none' = 'error'): Promise<Worker> {
  const worker = await unstable_startWorker({
    config: 'wrangler.toml',
    bindings: {
      PFORTE_DATABASE_URL: { type: 'plain_text', value: 'memory:' },
      PFORTE_API_KEYS: { type: 'plain_text', value: keys },
    },
    dev: { server: { port: 0 }, inspector: false, logLevel, watch: false },
  })
  await worker.ready
  return worker
}

describe('the worker', () => {
  let worker: Worker

  beforeAll(async () => {
    worker = await startWorker(KEY)
  })
  afterAll(() => worker.dispose())

  async function ask(path: string, body?: object, key = KEY) {
    const response = await worker.fetch(`http://pforte.example${path}`, {
      method: body === undefined ? 'GET' : 'POST',
      headers: { authorization: `Bearer ${key}` },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    })
    return { status: response.status, json: (await response.json()) as Record<string, unknown> }
  }

  it('lives', async () => {
    expect(await ask('/healthz')).toEqual({ status: 200, json: { status: 'SERVING' } })
    expect(await ask('/readyz')).toEqual({ status: 200, json: { status: 'SERVING' } })
  })

  it('runs the core model in the store that it is asked for by name', async () => {
    const { status, json } = await ask('/stores/pforte/check', {
      tuple_key: { user: 'user:anne', relation: 'can_users_read', object: 'scope:root' },
    })
    expect({ status, json }).toMatchObject({ status: 200, json: { allowed: false } })
  })

  it('asks for the key', async () => {
    expect(await ask('/stores', undefined, 'wrong')).toMatchObject({ status: 401 })
  })

  it('decides, with a condition and through a group', async () => {
    const { id } = (await ask('/stores', { name: 'edge' })).json
    expect(await ask(`/stores/${id}/authorization-models`, MODEL)).toMatchObject({ status: 201 })
    const tuple_keys = [
      { user: 'user:anne', relation: 'member', object: 'group:staff' },
      {
        user: 'group:staff#member',
        relation: 'viewer',
        object: 'document:1',
        condition: { name: 'matching', context: { pattern: '^[0-9]+$' } },
      },
    ]
    expect(await ask(`/stores/${id}/write`, { writes: { tuple_keys } })).toMatchObject({
      status: 200,
    })
    const check = async (user: string, code: string) =>
      (
        await ask(`/stores/${id}/check`, {
          tuple_key: { user, relation: 'viewer', object: 'document:1' },
          context: { code },
        })
      ).json.allowed
    expect(await check('user:anne', '42')).toBe(true)
    expect(await check('user:anne', 'x')).toBe(false)
    expect(await check('user:bob', '42')).toBe(false)
  })
})

describe('a worker without keys', () => {
  it('serves nobody, and tells no caller why', async () => {
    const worker = await startWorker('', 'none')
    const response = await worker.fetch('http://pforte.example/stores')
    expect(response.status).toBe(500)
    expect(await response.json()).toEqual({ code: 'unavailable', message: 'unavailable' })
    await worker.dispose()
  })
})

const MODEL = {
  schema_version: '1.1',
  type_definitions: [
    { type: 'user' },
    {
      type: 'group',
      relations: { member: { this: {} } },
      metadata: { relations: { member: { directly_related_user_types: [{ type: 'user' }] } } },
    },
    {
      type: 'document',
      relations: { viewer: { this: {} } },
      metadata: {
        relations: {
          viewer: {
            directly_related_user_types: [
              { type: 'group', relation: 'member', condition: 'matching' },
            ],
          },
        },
      },
    },
  ],
  conditions: {
    matching: {
      name: 'matching',
      expression: 'code.matches(pattern)',
      parameters: {
        code: { type_name: 'TYPE_NAME_STRING' },
        pattern: { type_name: 'TYPE_NAME_STRING' },
      },
    },
  },
}
