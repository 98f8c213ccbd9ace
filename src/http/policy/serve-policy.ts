/**
 * Serves the doors of policies. Who calls is asked before anything else: bodies are large here. There
 * is no deadline: an import lasts as long as it is sent.
 */
import type { Handler } from 'hono'
import { type Door, describeError } from '#http/door.ts'
import { DoorRefusal, errorBody } from '#http/error-response.ts'
import { readPath } from '#http/openfga/read-input.ts'
import { parseStoreId } from '#model/ids.ts'
import { parsePolicyName } from '#model/policy-name.ts'
import type { AskedStore, PolicyAct, PolicyAnswer } from './policy-act.ts'

export function servePolicy(door: Door, act: PolicyAct): Handler {
  return async (context) => {
    const request = context.req.raw
    const requestId = door.requestId(request.headers.get('x-request-id'))
    const headers = new Headers({ 'content-type': 'application/json', 'x-request-id': requestId })
    const describe = (error: unknown) => describeError(door, error, requestId)
    try {
      door.authenticate(request.headers)
      const store = askedStore(await readPath(context.req, door.authorizer))
      if (store.kind === 'store') headers.set('openfga-store-id', store.id)
      const { authorizer, coreModel } = door
      const query = new URL(request.url).searchParams
      const call = { authorizer, coreModel, store, query, request, describe }
      return print(await act(call), headers)
    } catch (error) {
      const described = describe(error)
      return new Response(errorBody(described), { status: described.status, headers })
    }
  }
}

function askedStore({ store_id = '' }: Readonly<Record<string, string | undefined>>): AskedStore {
  const id = parseStoreId(store_id)
  if (id !== undefined) return { kind: 'store', id }
  const name = parsePolicyName(store_id)
  if (name !== undefined) return { kind: 'no store', name }
  throw new DoorRefusal('validation_error', '`store_id` is neither an id nor the name of a policy')
}

function print({ status = 200, body, lines, revision }: PolicyAnswer, headers: Headers): Response {
  if (revision !== undefined) headers.set('pforte-revision', revision)
  if (lines === undefined) return new Response(JSON.stringify(body), { status, headers })
  headers.set('content-type', 'application/x-ndjson')
  return new Response(streamOf(lines), { status, headers })
}

/** Sent as they are made, and no faster than they are taken. */
function streamOf(pieces: AsyncIterable<string>): ReadableStream<Uint8Array> {
  const iterator = pieces[Symbol.asyncIterator]()
  const utf8 = new TextEncoder()
  return new ReadableStream({
    async pull(controller) {
      const piece = await iterator.next()
      if (piece.done === true) controller.close()
      else controller.enqueue(utf8.encode(piece.value))
    },
    async cancel() {
      await iterator.return?.()
    },
  })
}
