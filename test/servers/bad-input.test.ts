import { connect } from 'node:net'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { type Server, send, sendJson } from '../conformance/http-call.ts'
import { createStore, DOCUMENTS, outcomeOf, writeModel } from '../conformance/prepared-store.ts'
import { startPforte } from './pforte-process.ts'
import type { ServerProcess } from './server-process.ts'

const OPERATIONS = [
  ...['check', 'write', 'read', 'expand', 'list-objects', 'list-users', 'batch-check'],
  'authorization-models',
]

let server: ServerProcess
let path: string

beforeAll(async () => {
  server = await startPforte()
  path = await createStore(server)
  await writeModel(server, path, DOCUMENTS)
  const row = { user: 'user:anne', relation: 'viewer', object: 'document:1' }
  await sendJson(server, 'POST', `${path}/write`, { writes: { tuple_keys: [row] } })
})
afterAll(async () => {
  expect(await everything(server)).toEqual(await storedAtStart())
  await server.stop()
})

async function everything(asked: Server): Promise<readonly string[]> {
  const answers = await Promise.all([
    sendJson(asked, 'POST', `${path}/read`, {}),
    sendJson(asked, 'GET', `${path}/changes?page_size=100`),
    sendJson(asked, 'GET', `${path}/authorization-models`),
  ])
  return answers.map(({ text }) => text)
}

/** What one model and one tuple leave; taken before the first bad request. */
let atStart: Promise<readonly string[]> | undefined
function storedAtStart(): Promise<readonly string[]> {
  atStart ??= everything(server)
  return atStart
}

async function sendRaw(operation: string, body: string): Promise<string> {
  await storedAtStart()
  const answer = await send(server, {
    method: 'POST',
    path: `${path}/${operation}`,
    headers: { authorization: `Bearer ${server.token}` },
    body,
  })
  return outcomeOf(answer)
}

async function lives(): Promise<boolean> {
  const key = { user: 'user:anne', relation: 'viewer', object: 'document:1' }
  const { text } = await sendJson(server, 'POST', `${path}/check`, { tuple_key: key })
  return (JSON.parse(text) as { readonly allowed?: boolean }).allowed === true
}

test.each(OPERATIONS)('%s refuses what is not JSON', async (operation) => {
  for (const body of ['{', '[', '"', '{"a":', '{"a":1,}', '\u0000', '{"a":"\n"}', 'NaN', '{]']) {
    expect(await sendRaw(operation, body), body).toBe('400 validation_error')
  }
  expect(await lives()).toBe(true)
})

test.each(OPERATIONS)('%s outlives deep nesting', async (operation) => {
  for (const depth of [1_000, 100_000]) {
    for (const [open, close] of [
      ['[', ']'],
      ['{"a":', '}'],
    ] as const) {
      const nested = `${open.repeat(depth)}1${close.repeat(depth)}`
      for (const body of [nested, `{"context":${nested}}`, `{"writes":${nested}}`]) {
        // A member that an endpoint does not know may be as deep as it likes.
        expect(await sendRaw(operation, body)).toMatch(/^(200$|400 |500 resource_exhausted)/)
      }
    }
  }
  expect(await lives()).toBe(true)
})

test.each(OPERATIONS)('%s refuses a body of 10 MB', async (operation) => {
  const body = JSON.stringify({ authorization_model_id: 'a'.repeat(10_000_000) })
  expect(await sendRaw(operation, body)).toBe('500 resource_exhausted')
  expect(await lives()).toBe(true)
})

test('a refused write of a hundred tuples writes none', async () => {
  await storedAtStart()
  const tuple_keys = Array.from({ length: 100 }, (_, index) => ({
    user: index === 99 ? 'user:a b' : `user:u${index}`,
    relation: 'viewer',
    object: 'document:2',
  }))
  const answer = await sendJson(server, 'POST', `${path}/write`, { writes: { tuple_keys } })
  expect(outcomeOf(answer)).toBe('400 validation_error')
})

test('names of the language itself are ids like any other', async () => {
  await storedAtStart()
  for (const id of ['__proto__', 'constructor', 'toString', 'hasOwnProperty']) {
    const key = { user: `user:${id}`, relation: 'viewer', object: `document:${id}` }
    const answer = await sendJson(server, 'POST', `${path}/check`, { tuple_key: key })
    expect(JSON.parse(answer.text)).toMatchObject({ allowed: false })
    const unknown = { ...key, relation: id }
    const refused = await sendJson(server, 'POST', `${path}/check`, { tuple_key: unknown })
    expect(outcomeOf(refused)).toBe('400 validation_error')
  }
})

test('a connection that sends no HTTP, half a request or nothing harms nobody', async () => {
  const { port, hostname } = new URL(server.baseUrl)
  const head = `POST ${path}/check HTTP/1.1\r\nhost: x\r\ncontent-length: 1000\r\n\r\n{"tuple`
  for (const bytes of ['', 'hello\r\n\r\n', '\u0000\u0001\u0002', head]) {
    const socket = connect(Number(port), hostname)
    socket.on('error', () => undefined)
    socket.write(bytes)
    await new Promise((resolve) => setTimeout(resolve, 50))
    socket.destroy()
  }
  expect(await lives()).toBe(true)
})
