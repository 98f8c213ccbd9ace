/** A client that costs as little as it can: kept connections, bodies that are already text. */
import { Agent, request } from 'node:http'
import type { JsonObject } from '#model/json.ts'

export interface BenchClient {
  post(path: string, body: string): Promise<{ readonly status: number; readonly text: string }>
  close(): void
}

export function benchClient(
  server: { readonly baseUrl: string; readonly token: string },
  connections: number,
): BenchClient {
  const agent = new Agent({ keepAlive: true, maxSockets: connections })
  return {
    post: (path, body) =>
      new Promise((resolve, reject) => {
        const options = {
          agent,
          method: 'POST',
          headers: {
            authorization: `Bearer ${server.token}`,
            'content-type': 'application/json',
            'content-length': Buffer.byteLength(body),
          },
        }
        const sent = request(`${server.baseUrl}${path}`, options, (response) => {
          const parts: Buffer[] = []
          response.on('data', (part: Buffer) => parts.push(part))
          response.on('error', reject)
          response.on('end', () => {
            const text = Buffer.concat(parts).toString('utf8')
            resolve({ status: response.statusCode ?? 0, text })
          })
        })
        sent.on('error', reject)
        sent.end(body)
      }),
    close: () => agent.destroy(),
  }
}

/** Throws unless the server took the request. */
export async function mustPost(
  client: BenchClient,
  path: string,
  body: JsonObject,
): Promise<JsonObject> {
  const { status, text } = await client.post(path, JSON.stringify(body))
  if (status >= 300) throw new Error(`${path} answers ${status}: ${text}`)
  return JSON.parse(text) as JsonObject
}
