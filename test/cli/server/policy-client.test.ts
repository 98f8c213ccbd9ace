import { once } from 'node:events'
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { afterEach, describe, expect, test } from 'vitest'
import { type PolicyClient, policyClient } from '#cli/server/policy-client.ts'
import type { Tuple } from '#model/tuple.ts'

let server: Server | undefined

afterEach(() => {
  server?.closeAllConnections()
  server?.close()
})

type Answer = (request: IncomingMessage, response: ServerResponse, body: string) => void

/** A client of a server that answers what a test makes it answer. */
async function clientOf(answer: Answer): Promise<PolicyClient> {
  server = createServer(async (request, response) => {
    let body = ''
    for await (const chunk of request) body += chunk
    answer(request, response, body)
  }).listen(0, '127.0.0.1')
  await once(server, 'listening')
  const { port } = server.address() as AddressInfo
  return policyClient({ url: `http://127.0.0.1:${port}`, key: 'the-key' })
}

function answering(status: number, body: object): Answer {
  return (_request, response) => response.writeHead(status).end(JSON.stringify(body))
}

const HEAD = {
  store: '01ARZ3NDEKTSV4RRFFQ69G5FAV',
  policy_version: 2,
  authorization_model_id: '01ARZ3NDEKTSV4RRFFQ69G5FAW',
  model: { schema_version: '1.1' },
  revision: 'r2',
}

const ANNE = { user: 'user:anne', relation: 'viewer', object: 'document:1' }

async function all(tuples: AsyncIterable<Tuple>): Promise<readonly Tuple[]> {
  const read: Tuple[] = []
  for await (const tuple of tuples) read.push(tuple)
  return read
}

async function exported(lines: readonly string[]): Promise<readonly Tuple[]> {
  const client = await clientOf((_request, response) => response.end(lines.join('\n')))
  const { tuples } = await client.exportStore('notes')
  return all(tuples)
}

describe('an export', () => {
  test('tells of the store first, then its tuples', async () => {
    const lines = [HEAD, { ...ANNE, condition: null }, { tuples: 1 }].map((line) =>
      JSON.stringify(line),
    )
    const client = await clientOf((_request, response) => response.end(lines.join('\n')))
    const { tuples, ...head } = await client.exportStore('notes')
    expect(head).toEqual({
      store: HEAD.store,
      policyVersion: 2,
      model: { id: HEAD.authorization_model_id, json: HEAD.model },
      revision: 'r2',
    })
    expect(await all(tuples)).toEqual([ANNE])
  })

  test.each([
    ['without its last line', [HEAD, ANNE]],
    ['with fewer tuples than its last line says', [HEAD, ANNE, { tuples: 2 }]],
    ['of nothing', []],
  ])('%s is cut', async (_, lines) => {
    await expect(exported(lines.map((line) => JSON.stringify(line)))).rejects.toThrow(
      'ended the export before it was whole',
    )
  })

  test('that breaks off within a line is cut', async () => {
    const lines = [JSON.stringify(HEAD), JSON.stringify(ANNE).slice(0, 20)]
    await expect(exported(lines)).rejects.toThrow('ended the export before it was whole')
  })

  test('that the server breaks off says why', async () => {
    const lines = [HEAD, ANNE, { code: 'unavailable', message: 'the database is away' }]
    await expect(exported(lines.map((line) => JSON.stringify(line)))).rejects.toThrow(
      'ended the export: the database is away',
    )
  })

  test('whose connection breaks is cut', async () => {
    const client = await clientOf((_request, response) => {
      response.write(`${JSON.stringify(HEAD)}\n${JSON.stringify(ANNE)}\n`)
      setTimeout(() => response.destroy(), 20)
    })
    const { tuples } = await client.exportStore('notes')
    await expect(all(tuples)).rejects.toThrow('ended the export before it was whole')
  })
})

describe('an import', () => {
  test('sends a tuple a line, with the key', async () => {
    let seen: unknown
    const client = await clientOf((request, response, body) => {
      seen = [request.method, request.url, request.headers.authorization, body]
      response.end('{"tuples":2}')
    })
    const bob = { ...ANNE, user: 'user:bob' }
    expect(await client.importTuples('notes', [ANNE, bob])).toBe(2)
    expect(seen).toEqual([
      'POST',
      '/stores/notes/import',
      'Bearer the-key',
      `${JSON.stringify(ANNE)}\n${JSON.stringify(bob)}\n`,
    ])
  })
})

describe('what a server refuses', () => {
  test('lines of an import are named, with how many others were taken', async () => {
    const lines = [{ line: 2, code: 'validation_error', message: 'no' }]
    const body = { code: 'validation_error', message: 'm', tuples: 1, lines }
    const client = await clientOf(answering(400, body))
    await expect(client.importTuples('notes', [ANNE, ANNE])).rejects.toMatchObject({
      name: 'LinesRefused',
      taken: 1,
      lines,
    })
  })

  test('findings come with their places', async () => {
    const findings = [{ file: 'policy.yaml', line: 3, column: 1, message: 'no' }]
    const client = await clientOf(
      answering(400, { code: 'policy_invalid', message: 'm', findings }),
    )
    await expect(client.apply('notes', { files: new Map() })).rejects.toMatchObject({
      name: 'PolicyRefused',
      findings,
    })
  })

  test('a store that has moved on is a refusal', async () => {
    const client = await clientOf(
      answering(409, { code: 'Aborted', message: 'version 4 is applied' }),
    )
    await expect(client.apply('notes', { files: new Map() })).rejects.toMatchObject({
      name: 'Refusal',
      code: 'Aborted',
      message: 'version 4 is applied',
    })
  })

  test('a policy that is not there is absent, but for a version that was asked for', async () => {
    const absent = answering(404, { code: 'store_id_not_found', message: 'Store ID not found' })
    const client = await clientOf(absent)
    expect(await client.read('notes')).toBeUndefined()
    expect(await client.versions('notes')).toBeUndefined()
    await expect(client.read('notes', 3)).rejects.toMatchObject({ code: 'store_id_not_found' })
  })

  test('a server that is no Pforte is named so', async () => {
    const client = await clientOf(
      answering(404, { code: 'undefined_endpoint', message: 'Not Found' }),
    )
    await expect(client.read('notes')).rejects.toThrow('it is no Pforte, or an older one')
  })

  test('the key stands in no message', async () => {
    const client = await clientOf(answering(401, { code: 'unauthenticated', message: 'no' }))
    await expect(client.read('notes')).rejects.toThrow(/refuses the key \(unauthenticated\)$/)
  })
})
