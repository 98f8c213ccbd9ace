/** A bare client of the OpenFGA API: one store, JSON in, JSON out, nothing retried. */
import type { JsonObject, JsonValue } from '#model/json.ts'
import type { Tuple, TupleKey } from '#model/tuple.ts'

export interface OpenfgaResponse {
  readonly status: number
  readonly body: JsonObject
}

export interface StoreClient {
  /** Posts to a path of the store, `/check` for one. */
  post(path: string, body: JsonValue): Promise<OpenfgaResponse>
  /** Posts to a path that answers a JSON document a line. */
  stream(
    path: string,
    body: JsonValue,
  ): Promise<{ readonly status: number; readonly lines: readonly JsonObject[] }>
}

/** Most tuples that one write takes. */
const WRITE_LIMIT = 100

export async function newStore(url: string, headers: Record<string, string> = {}) {
  const send = (path: string, body: JsonValue) =>
    fetch(`${url}${path}`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', ...headers },
      body: JSON.stringify(body),
    })
  const post = async (path: string, body: JsonValue): Promise<OpenfgaResponse> => {
    const response = await send(path, body)
    return { status: response.status, body: (await response.json()) as JsonObject }
  }
  const { id } = (await post('/stores', { name: 'random-worlds' })).body
  const path = `/stores/${String(id)}`
  const client: StoreClient = {
    post: (part, body) => post(`${path}${part}`, body),
    async stream(part, body) {
      const response = await send(`${path}${part}`, body)
      const lines = (await response.text()).split('\n').filter((line) => line !== '')
      return {
        status: response.status,
        lines: lines.map((line) => JSON.parse(line) as JsonObject),
      }
    },
  }
  return client
}

/** Throws unless the server took the request. */
export async function mustPost(client: StoreClient, path: string, body: JsonValue) {
  const response = await client.post(path, body)
  if (response.status >= 300) {
    throw new Error(`${path} answers ${response.status}: ${JSON.stringify(response.body)}`)
  }
  return response.body
}

export async function writeAll(client: StoreClient, tuples: readonly Tuple[]): Promise<void> {
  for (let start = 0; start < tuples.length; start += WRITE_LIMIT) {
    const tupleKeys = tuples.slice(start, start + WRITE_LIMIT).map(tupleJson)
    await mustPost(client, '/write', { writes: { tuple_keys: tupleKeys } })
  }
}

export async function deleteAll(client: StoreClient, keys: readonly TupleKey[]): Promise<void> {
  for (let start = 0; start < keys.length; start += WRITE_LIMIT) {
    const tupleKeys = keys
      .slice(start, start + WRITE_LIMIT)
      .map(({ object, relation, user }) => ({ object, relation, user }))
    await mustPost(client, '/write', { deletes: { tuple_keys: tupleKeys } })
  }
}

export function tupleJson({ object, relation, user, condition }: Tuple): JsonObject {
  if (condition === undefined) return { object, relation, user }
  const { name, context } = condition
  return { object, relation, user, condition: { name, ...(context && { context }) } }
}
