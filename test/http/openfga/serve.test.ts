import { describe, expect, it } from 'vitest'
import { app } from '#http/app.ts'
import { memoryDatastore } from '#storage/memory/memory-datastore.ts'
import { doorOver } from '../door.ts'
import { ANNE, openStore } from '../house.ts'

const UNKNOWN = '/stores/01ARZ3NDEKTSV4RRFFQ69G5FAV'
const LIST = { user: 'user:anne', relation: 'viewer', type: 'document' }

describe('the order of refusals', () => {
  it('is kind, rule, key, store', async () => {
    const { ask } = await openStore()
    const check = async (raw: string, key?: string) =>
      (await ask(`${UNKNOWN}/check`, { raw, ...(key === undefined ? {} : { key }) })).json.code
    expect(await check('{"tuple_key":{"user":5}}', 'wrong')).toBe('validation_error')
    expect(await check('{}', 'wrong')).toBe('tuple_key_value_not_specified')
    const sound = JSON.stringify({ tuple_key: ANNE })
    expect(await check(sound, 'wrong')).toBe('unauthenticated')
    expect(await check(sound)).toBe('latest_authorization_model_not_found')
  })

  it('is kind, key, rule in the stream', async () => {
    const { ask, path } = await openStore()
    const list = (raw: string, key?: string) =>
      ask(`${path}/streamed-list-objects`, { raw, ...(key === undefined ? {} : { key }) })
    expect((await list('{"user":5}', 'wrong')).json.code).toBe('validation_error')
    expect(await list('{}', 'wrong')).toMatchObject({ status: 401, json: { error: { code: 16 } } })
    expect(await list('{}')).toMatchObject({ status: 400, json: { error: { code: 3 } } })
  })
})

describe('headers', () => {
  it('name the store, the model and the state of an answer', async () => {
    const { ask, path, storeId, modelId } = await openStore()
    const { headers } = await ask(`${path}/check`, { body: { tuple_key: ANNE } })
    expect(headers.get('content-type')).toBe('application/json')
    expect(headers.get('openfga-store-id')).toBe(storeId)
    expect(headers.get('openfga-authorization-model-id')).toBe(modelId)
    expect(headers.get('pforte-revision')).toMatch(/^[\w-]+$/)
  })

  it('name the store of a refusal, but nothing that is no id', async () => {
    const { ask } = await openStore()
    const refused = await ask(UNKNOWN)
    expect(refused.headers.get('openfga-store-id')).toBe('01ARZ3NDEKTSV4RRFFQ69G5FAV')
    const bad = await ask('/stores/%0Aabc')
    expect(bad).toMatchObject({ status: 400, json: { code: 'validation_error' } })
    expect(bad.headers.get('openfga-store-id')).toBeNull()
  })

  it('lead from a write to a read of it, and back before it', async () => {
    const { ask, path } = await openStore()
    const bob = { ...ANNE, user: 'user:bob' }
    const before = await ask(`${path}/check`, { body: { tuple_key: bob } })
    const written = await ask(`${path}/write`, { body: { writes: { tuple_keys: [bob] } } })
    const revision = (answer: { headers: Headers }) => answer.headers.get('pforte-revision') ?? ''
    const check = (headers: Readonly<Record<string, string>>) =>
      ask(`${path}/check`, { body: { tuple_key: bob }, headers })
    expect((await check({ 'pforte-at-least': revision(written) })).json.allowed).toBe(true)
    expect((await check({ 'pforte-at': revision(before) })).json.allowed).toBe(false)
    const both = { 'pforte-at': revision(before), 'pforte-at-least': revision(written) }
    expect(await check(both)).toMatchObject({ status: 400, json: { code: 'validation_error' } })
  })
})

describe('fields of the path', () => {
  it('go before those of the body', async () => {
    const { ask, path } = await openStore()
    const body = { tuple_key: ANNE, store_id: '01ARZ3NDEKTSV4RRFFQ69G5FAV' }
    expect((await ask(`${path}/check`, { body })).json.allowed).toBe(true)
    const wrong = await ask(`${path}/check`, { body: { ...body, store_id: 5 } })
    expect(wrong).toMatchObject({ status: 400, json: { code: 'validation_error' } })
  })
})

describe('the stream of list-objects', () => {
  it('has an object a line', async () => {
    const { ask, path } = await openStore()
    const more = { ...ANNE, object: 'document:2' }
    await ask(`${path}/write`, { body: { writes: { tuple_keys: [more] } } })
    const { status, text } = await ask(`${path}/streamed-list-objects`, { body: LIST })
    expect(status).toBe(200)
    expect(text.split('\n').toSorted()).toEqual([
      '',
      '{"result":{"object":"document:1"}}',
      '{"result":{"object":"document:2"}}',
    ])
  })

  it('is empty if nothing is found', async () => {
    const { ask, path } = await openStore()
    const body = { ...LIST, user: 'user:nobody' }
    expect(await ask(`${path}/streamed-list-objects`, { body })).toMatchObject({
      status: 200,
      text: '',
    })
  })

  it('ends with a line of its own when it fails on the way', async () => {
    async function* failing() {
      yield 'document:1'
      throw new Error('lost')
    }
    const { text } = await streaming(failing())
    expect(text).toBe(
      '{"result":{"object":"document:1"}}\n{"error":{"code":13,"message":"Internal Server Error","details":[]}}\n',
    )
  })

  it('tells who finds objects that nobody reads on', async () => {
    let isStopped = false
    async function* endless() {
      try {
        for (let id = 0; ; id++) yield `document:${id}`
      } finally {
        isStopped = true
      }
    }
    const { response } = await streaming(endless(), false)
    const reader = response.body?.getReader()
    await reader?.read()
    await reader?.cancel()
    expect(isStopped).toBe(true)
  })

  async function streaming(objects: AsyncIterable<string>, isRead = true) {
    const door = doorOver(memoryDatastore())
    const streamObjects = async () => ({ objects, modelId: '' as never, revision: '' })
    const response = await app({
      ...door,
      authorizer: { ...door.authorizer, streamObjects },
    }).request(`${UNKNOWN}/streamed-list-objects`, {
      method: 'POST',
      body: JSON.stringify(LIST),
    })
    return { response, text: isRead ? await response.text() : '' }
  }
})
