import { describe, expect, it } from 'vitest'
import { MAX_BODY_BYTES } from '#http/read-body.ts'
import { DatastoreUnavailable } from '#storage/datastore.ts'
import { memoryDatastore } from '#storage/memory/memory-datastore.ts'
import { ANNE, openHouse, openStore } from './house.ts'

describe('paths', () => {
  it.each(['/nothing', '/', '/stores/', '//stores', '/stores/abc/nothing', '/Stores'])(
    '%s is no endpoint',
    async (path) => {
      const { ask } = await openHouse()
      expect(await ask(path)).toMatchObject({ status: 404, json: { code: 'undefined_endpoint' } })
    },
  )

  it.each([
    ['DELETE', '/stores'],
    ['PATCH', '/stores/01ARZ3NDEKTSV4RRFFQ69G5FAV'],
    ['GET', '/stores/01ARZ3NDEKTSV4RRFFQ69G5FAV/check'],
    ['POST', '/stores/01ARZ3NDEKTSV4RRFFQ69G5FAV/assertions/x'],
    ['POST', '/healthz'],
  ])('%s is no method of %s', async (method, path) => {
    const { ask } = await openHouse()
    const answer = await ask(path, { method })
    expect(answer).toMatchObject({ status: 404, json: { code: 'unimplemented' } })
  })
})

describe('bodies', () => {
  const name = 'a'.repeat(10)
  const padded = (bytes: number) => JSON.stringify({ name }).padEnd(bytes)

  it('are read up to the limit', async () => {
    const { ask } = await openHouse()
    expect((await ask('/stores', { raw: padded(MAX_BODY_BYTES) })).status).toBe(201)
    const answer = await ask('/stores', { raw: padded(MAX_BODY_BYTES + 1) })
    expect(answer).toMatchObject({ status: 500, json: { code: 'resource_exhausted' } })
  })

  it('that declare to be larger are not read at all', async () => {
    const { ask } = await openHouse()
    const headers = { 'content-length': String(10_000_000) }
    const answer = await ask('/stores', { raw: endless(() => undefined), headers })
    expect(answer).toMatchObject({ status: 500, json: { code: 'resource_exhausted' } })
  })

  it('of unknown length are read no further than the limit', async () => {
    const { ask } = await openHouse()
    let read = 0
    const answer = await ask('/stores', { raw: endless((bytes) => (read += bytes)) })
    expect(answer).toMatchObject({ status: 500, json: { code: 'resource_exhausted' } })
    expect(read).toBeLessThan(MAX_BODY_BYTES * 2)
  })

  it('must be UTF-8', async () => {
    const { ask } = await openHouse()
    const raw = new Uint8Array([...new TextEncoder().encode('{"name":"abc'), 0xff, 0x22, 0x7d])
    const answer = await ask('/stores', { raw })
    expect(answer).toMatchObject({ status: 400, json: { code: 'validation_error' } })
  })
})

function endless(onRead: (bytes: number) => void): ReadableStream<Uint8Array> {
  const chunk = new Uint8Array(65_536).fill(0x20)
  return new ReadableStream({
    pull(controller) {
      onRead(chunk.length)
      controller.enqueue(chunk)
    },
  })
}

describe('ids of requests', () => {
  it('are the caller’s, or made', async () => {
    const { ask } = await openHouse()
    const given = await ask('/stores', { headers: { 'x-request-id': 'abc-1' } })
    expect(given.headers.get('x-request-id')).toBe('abc-1')
    const made = await ask('/stores', { headers: { 'x-request-id': 'a b' } })
    expect(made.headers.get('x-request-id')).toMatch(/^[0-9a-f]{16}-\w+$/)
  })
})

describe('a database that is away', () => {
  const away = () => Promise.reject(new DatastoreUnavailable('SQLITE_BUSY'))

  it('is told as such, and logged without the question', async () => {
    const datastore = { ...memoryDatastore(), readStore: away }
    const { ask, logLines } = await openHouse({ datastore })
    const answer = await ask('/stores/01ARZ3NDEKTSV4RRFFQ69G5FAV')
    expect(answer).toMatchObject({ status: 500, json: { code: 'unavailable' } })
    expect(logLines).toHaveLength(1)
    expect(logLines[0]).toContain('SQLITE_BUSY')
    expect(answer.text).not.toContain('SQLITE_BUSY')
  })

  it('makes the gateway unready, not dead', async () => {
    const datastore = { ...memoryDatastore(), listStores: away }
    const { ask } = await openHouse({ datastore })
    expect(await ask('/readyz')).toMatchObject({ status: 503, json: { status: 'NOT_SERVING' } })
    expect((await ask('/healthz')).status).toBe(200)
  })
})

describe('faults of ours', () => {
  it('tell nothing outside', async () => {
    const readStore = () => Promise.reject(new Error('the broken invariant'))
    const { ask, logLines } = await openHouse({ datastore: { ...memoryDatastore(), readStore } })
    const answer = await ask('/stores/01ARZ3NDEKTSV4RRFFQ69G5FAV')
    expect(answer).toMatchObject({ status: 500, json: { code: 'internal_error' } })
    expect(answer.text).not.toContain('invariant')
    expect(logLines[0]).toContain('the broken invariant')
  })
})

describe('the log', () => {
  it('is silent about requests that go well', async () => {
    const { logLines } = await openStore()
    expect(logLines).toEqual([])
  })

  it('has a line for each at `debug`, with neither ids of users nor keys nor queries', async () => {
    const { ask, path, logLines } = await openStore({ settings: { PFORTE_LOG: 'debug' } })
    await ask(`${path}/check`, { body: { tuple_key: ANNE }, headers: { 'x-request-id': 'r-1' } })
    await ask('/stores?name=very-secret')
    const [check, list] = logLines.slice(-2).map((line) => JSON.parse(line))
    expect(check).toMatchObject({
      level: 'debug',
      event: 'request',
      method: 'POST',
      route: '/stores/:store_id/check',
      status: 200,
      request_id: 'r-1',
    })
    expect(list).toMatchObject({ method: 'GET', route: '/stores', status: 200 })
    expect(logLines.join('\n')).not.toMatch(/anne|very-secret|the-key-of-the-tests/)
  })
})
