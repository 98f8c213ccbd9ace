/** Serves an endpoint over HTTP: read, refuse, authenticate, answer, in the order that OpenFGA has. */
import type { Context, Handler } from 'hono'
import { Refusal } from '#authorizer/errors.ts'
import { withinDeadline } from '#http/deadline.ts'
import { type Door, describeError } from '#http/door.ts'
import { type DescribedError, errorBody, streamErrorBody } from '#http/error-response.ts'
import { parseStoreId } from '#model/ids.ts'
import type { Answer, Endpoint } from './endpoint.ts'
import { objectStream } from './object-stream.ts'
import { readInput, readPath } from './read-input.ts'

type ResponseHeaders = Record<string, string>

export function serve(door: Door, endpoint: Endpoint): Handler {
  return async (context) => {
    const requestId = door.requestId(context.req.raw.headers.get('x-request-id'))
    const headers: ResponseHeaders = {
      'content-type': 'application/json',
      'x-request-id': requestId,
    }
    const describe = (error: unknown) => describeError(door, error, requestId)
    let prepared: ReturnType<Endpoint['prepare']>
    try {
      const path = await readPath(context.req, door.authorizer)
      const storeId = parseStoreId(path.store_id ?? '')
      if (storeId !== undefined) headers['openfga-store-id'] = storeId
      prepared = endpoint.prepare(await readInput(context.req, path, endpoint.reads))
    } catch (error) {
      return refuse(describe(error), errorBody, headers)
    }
    const printError = endpoint.streams ? streamErrorBody : errorBody
    try {
      const answer = await withinDeadline(answerTo(door, endpoint, context, prepared))
      return await print(answer, headers, (error) => printError(describe(error)))
    } catch (error) {
      return refuse(describe(error), printError, headers)
    }
  }
}

/** OpenFGA tells of broken rules before it asks who calls, save in the stream. */
async function answerTo(
  { authorizer, clock, authenticate }: Door,
  endpoint: Endpoint,
  context: Context,
  prepared: ReturnType<Endpoint['prepare']>,
): Promise<Answer> {
  const { headers } = context.req.raw
  if (endpoint.streams) authenticate(headers)
  if (prepared instanceof Refusal) throw prepared
  if (!endpoint.streams) authenticate(headers)
  return prepared({ authorizer, clock, header: (name) => headers.get(name) ?? undefined })
}

async function print(
  { status = 200, body, objects, answered, complete }: Answer,
  headers: ResponseHeaders,
  printError: (error: unknown) => string,
): Promise<Response> {
  if (answered?.modelId !== undefined) headers['openfga-authorization-model-id'] = answered.modelId
  if (answered?.revision !== undefined) headers['pforte-revision'] = answered.revision
  if (complete === false) headers['pforte-complete'] = 'false'
  if (objects !== undefined) {
    return new Response(await objectStream(objects, printError), { status, headers })
  }
  return new Response(body === undefined ? null : JSON.stringify(body), { status, headers })
}

function refuse(
  described: DescribedError,
  printError: (described: DescribedError) => string,
  headers: ResponseHeaders,
): Response {
  return new Response(printError(described), { status: described.status, headers })
}
