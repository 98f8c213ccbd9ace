/** Where an OpenFGA API is served, and the key it wants. */
export interface Server {
  readonly baseUrl: string
  readonly token: string
}

export interface Call {
  readonly method: string
  readonly path: string
  readonly query?: Readonly<Record<string, string>> | undefined
  readonly headers?: Readonly<Record<string, string>> | undefined
  readonly body?: string | undefined
}

export interface Answer {
  readonly status: number
  readonly headers: Headers
  readonly text: string
}

/** One HTTP request over a kept connection. Headers are sent as given: no key is added here. */
export async function send(server: Server, call: Call): Promise<Answer> {
  const url = new URL(server.baseUrl + call.path)
  for (const [name, value] of Object.entries(call.query ?? {})) url.searchParams.append(name, value)
  const response = await fetch(url, {
    method: call.method,
    headers: { 'content-type': 'application/json', ...call.headers },
    ...(call.body === undefined ? {} : { body: call.body }),
  })
  return { status: response.status, headers: response.headers, text: await response.text() }
}

/** As `send`, with the server's key and a JSON body. */
export function sendJson(
  server: Server,
  method: string,
  path: string,
  body?: unknown,
): Promise<Answer> {
  return send(server, {
    method,
    path,
    headers: { authorization: `Bearer ${server.token}` },
    body: body === undefined ? undefined : JSON.stringify(body),
  })
}
