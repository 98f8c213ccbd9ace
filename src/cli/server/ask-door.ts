/** One request to a door of Pforte's own. What it refuses comes out in the house's words. */
import { isRefusalCode, Refusal } from '#authorizer/errors.ts'
import type { RemoteServer } from '#authorizer/remote/connection.ts'
import { ServerFailed } from '#authorizer/remote/server-failed.ts'
import type { Finding } from '#model/finding.ts'

export interface DoorRequest {
  readonly path: string
  /** To be sent as JSON; absent, as are `lines`: the door is read. */
  readonly body?: object
  /** To be sent as lines of JSON, as they come. */
  readonly lines?: AsyncIterable<object> | Iterable<object>
}

/** What the server found wrong with a policy, at its places. */
export class PolicyRefused extends Error {
  override readonly name = 'PolicyRefused'
  readonly findings: readonly Finding[]
  constructor(message: string, findings: readonly Finding[]) {
    super(message)
    this.findings = findings
  }
}

/** Lines of a body that the server did not take. */
export class LinesRefused extends Error {
  override readonly name = 'LinesRefused'
  /** Counted from 1. */
  readonly lines: readonly RefusedLine[]
  /** How many it took. */
  readonly taken: number
  constructor(message: string, lines: readonly RefusedLine[], taken: number) {
    super(message)
    this.lines = lines
    this.taken = taken
  }
}

export interface RefusedLine {
  readonly line: number
  readonly message: string
}

/** Throws `Refusal`, `PolicyRefused`, `LinesRefused` or `ServerFailed`. */
export async function askDoor(server: RemoteServer, request: DoorRequest): Promise<Response> {
  const answer = await send(server, request)
  if (answer.ok) return answer
  throw refusalOf(await bodyOf(answer), answer.status, server.url)
}

async function send(
  { url, key }: RemoteServer,
  { path, body, lines }: DoorRequest,
): Promise<Response> {
  const headers = {
    ...(key !== undefined && { authorization: `Bearer ${key}` }),
    ...(body !== undefined && { 'content-type': 'application/json' }),
    ...(lines !== undefined && { 'content-type': 'application/x-ndjson' }),
  }
  // What goes wrong with what is sent is not the server's fault.
  let ownFault: unknown
  const noteFault = (error: unknown) => {
    ownFault = error
  }
  try {
    if (lines !== undefined) {
      // `duplex` is what a body needs that is sent as it comes; the types have not heard of it.
      const sent = {
        method: 'POST',
        headers,
        body: streamOf(printedLines(lines), noteFault),
        duplex: 'half',
      }
      return await fetch(url + path, sent)
    }
    if (body === undefined) return await fetch(url + path, { headers })
    return await fetch(url + path, { method: 'POST', headers, body: JSON.stringify(body) })
  } catch (error) {
    if (ownFault !== undefined) throw ownFault
    const cause = error instanceof Error ? error.cause : undefined
    const code = cause instanceof Error && 'code' in cause ? ` (${String(cause.code)})` : ''
    throw new ServerFailed('unreachable', url, `does not answer${code}`)
  }
}

function streamOf(
  pieces: AsyncGenerator<Uint8Array<ArrayBuffer>>,
  noteFault: (error: unknown) => void,
) {
  return new ReadableStream({
    async pull(controller) {
      try {
        const piece = await pieces.next()
        if (piece.done === true) controller.close()
        else controller.enqueue(piece.value)
      } catch (error) {
        noteFault(error)
        throw error
      }
    },
  })
}

/** Sent in pieces of some size: a packet for each line would take its time. */
const PIECE_LENGTH = 64 * 1024

async function* printedLines(
  lines: AsyncIterable<object> | Iterable<object>,
): AsyncGenerator<Uint8Array<ArrayBuffer>> {
  const utf8 = new TextEncoder()
  let piece = ''
  for await (const line of lines) {
    piece += `${JSON.stringify(line)}\n`
    if (piece.length < PIECE_LENGTH) continue
    yield utf8.encode(piece)
    piece = ''
  }
  yield utf8.encode(piece)
}

interface RefusalBody {
  readonly code?: unknown
  readonly message?: unknown
  readonly findings?: readonly Finding[]
  readonly lines?: readonly RefusedLine[]
  readonly tuples?: number
}

async function bodyOf(answer: Response): Promise<RefusalBody> {
  try {
    const body: unknown = await answer.json()
    return typeof body === 'object' && body !== null ? body : {}
  } catch {
    // Something else than Pforte answers, a proxy perhaps: the status has to do.
    return {}
  }
}

function refusalOf(body: RefusalBody, status: number, url: string): Error {
  const { code, findings, lines, tuples = 0 } = body
  const message = typeof body.message === 'string' ? body.message : ''
  if (findings !== undefined && findings.length > 0) return new PolicyRefused(message, findings)
  if (lines !== undefined && lines.length > 0) return new LinesRefused(message, lines, tuples)
  if (status === 401 || status === 403) {
    return new ServerFailed('key refused', url, `refuses the key (${String(code ?? status)})`)
  }
  if (code === 'undefined_endpoint') {
    return new ServerFailed('broken', url, 'has no such door: it is no Pforte, or an older one')
  }
  if (isRefusalCode(code)) return new Refusal(code, message)
  return new ServerFailed('broken', url, `answers ${status}${message === '' ? '' : `: ${message}`}`)
}
