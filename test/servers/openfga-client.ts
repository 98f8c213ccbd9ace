/** A bare client of the OpenFGA API: one store, JSON in, JSON out, nothing retried. */
import type { JsonObject, JsonValue } from '#model/json.ts'
import type { Tuple } from '#model/tuple.ts'

export interface OpenfgaResponse {
  readonly status: number
  readonly body: JsonObject
}

export interface StoreClient {
  /** Posts to a path of the store, `/check` for one. */
  post(path: string, body: JsonValue): Promise<OpenfgaResponse>
}

/** Most tuples that one write takes. */
const WRITE_LIMIT = 100

export async function newStore(url: string, headers: Record<string, string> = {}) {
  const send = async (path: string, body: JsonValue): Promise<OpenfgaResponse> => {
    const response = await fetch(`${url}${path}`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', ...headers },
      body: JSON.stringify(body),
    })
    return { status: response.status, body: (await response.json()) as JsonObject }
  }
  const { id } = (await send('/stores', { name: 'random-worlds' })).body
  const path = `/stores/${String(id)}`
  const client: StoreClient = { post: (part, body) => send(`${path}${part}`, body) }
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

export function tupleJson({ object, relation, user, condition }: Tuple): JsonObject {
  if (condition === undefined) return { object, relation, user }
  const { name, context } = condition
  return { object, relation, user, condition: { name, ...(context && { context }) } }
}
