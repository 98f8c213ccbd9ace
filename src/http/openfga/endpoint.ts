/** An operation of the API as a value: how its request is read, and what it answers. */
import type { z } from 'zod'
import type { Answered, Consistency, PolicyAuthorizer } from '#authorizer/authorizer.ts'
import { Refusal, ValidationFailed } from '#authorizer/errors.ts'
import type { Clock } from '#model/ids.ts'
import { parseRequest } from './parse-request.ts'

/** What a call brings along besides its request. */
export interface Call {
  readonly authorizer: PolicyAuthorizer
  readonly clock: Clock
  header(name: string): string | undefined
}

export interface Answer {
  /** 200 if absent. */
  readonly status?: 200 | 201 | 204
  /** To be printed as JSON; absent with 204. */
  readonly body?: unknown
  /** Objects of a stream, in place of a body. */
  readonly objects?: AsyncIterable<string>
  /** For the headers: of which model and which state the answer is. */
  readonly answered?: Partial<Answered>
  /** False is told by a header, where the body has no room for it. */
  readonly complete?: boolean
}

export interface Endpoint {
  /** Where the fields of the request stand that are not in the path. */
  readonly reads: 'body' | 'query'
  /** Errors look as in a stream, and who calls is asked before the fields' rules. */
  readonly streams: boolean
  /** What does the work, or why it will not be done. Throws a `DoorRefusal` if it is no such request. */
  prepare(input: unknown): Refusal | ((call: Call) => Promise<Answer>)
}

type Act<Request> = (call: Call, request: Request) => Promise<Answer>

export function bodyEndpoint<Request extends object>(
  schema: z.ZodType<Request>,
  act: Act<Request>,
): Endpoint {
  return endpoint('body', schema, act)
}

export function queryEndpoint<Request extends object>(
  schema: z.ZodType<Request>,
  act: Act<Request>,
): Endpoint {
  return endpoint('query', schema, act)
}

export function streamEndpoint<Request extends object>(
  schema: z.ZodType<Request>,
  act: Act<Request>,
): Endpoint {
  return { ...endpoint('body', schema, act), streams: true }
}

function endpoint<Request extends object>(
  reads: Endpoint['reads'],
  schema: z.ZodType<Request>,
  act: Act<Request>,
): Endpoint {
  return {
    reads,
    streams: false,
    prepare(input) {
      const request = parseRequest(schema, input)
      return request instanceof Refusal ? request : (call) => act(call, request)
    },
  }
}

/**
 * How fresh the answer must be: what OpenFGA's field says, or one of Pforte's headers, which are
 * stronger. They are headers so that no client's request means something else than it does to OpenFGA.
 */
export function consistencyOf(
  call: Call,
  asked: 'minimizeLatency' | 'higherConsistency',
): Consistency {
  const at = call.header('pforte-at')
  const atLeast = call.header('pforte-at-least')
  if (at !== undefined && atLeast !== undefined) {
    throw new ValidationFailed('`Pforte-At` and `Pforte-At-Least` exclude each other')
  }
  if (at !== undefined) return { kind: 'at', token: at }
  if (atLeast !== undefined) return { kind: 'atLeast', token: atLeast }
  return { kind: asked }
}
