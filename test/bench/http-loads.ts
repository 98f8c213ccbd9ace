/** What is sent over HTTP: a class of requests each, with what must come back. */
import type { JsonObject, JsonValue } from '#model/json.ts'
import {
  type AskedCheck,
  type AskedList,
  CHECK_CLASSES,
  CONTEXT,
  type PlatformQuestions,
} from './platform-questions.ts'

interface LoadRequest {
  readonly path: string
  readonly body: string
  /** Whether the answer is the right one. */
  isRight(answer: JsonObject): boolean
}

export interface Load {
  readonly name: string
  /** The request of a number; numbers are asked once each, upwards. */
  request(number: number): LoadRequest
}

const CHECKS_A_BATCH = 50
const TUPLES_A_WRITE = 100

export function httpLoads({ checks, objects, users }: PlatformQuestions): readonly Load[] {
  const mix = checks.direct.flatMap((_, place) =>
    CHECK_CLASSES.flatMap((name) => checks[name][place] ?? []),
  )
  return [
    inTurn('check, direct', checks.direct.map(checkRequest)),
    inTurn('check, mix of all', mix.map(checkRequest)),
    inTurn('check, deep allowed', checks['deep allowed'].map(checkRequest)),
    inTurn('check, denied', checks.denied.map(checkRequest)),
    inTurn(`batch-check of ${CHECKS_A_BATCH}`, batchRequests(mix)),
    inTurn('list-objects of 160', objects.map(objectsRequest)),
    inTurn('list-users of about 50', users.map(usersRequest)),
    { name: `write of ${TUPLES_A_WRITE}`, request: writeRequest },
  ]
}

function inTurn(name: string, requests: readonly LoadRequest[]): Load {
  return {
    name,
    request(number) {
      const request = requests[number % requests.length]
      if (request === undefined) throw new Error(`no requests of ${name}`)
      return request
    },
  }
}

function checkRequest({ key, allowed }: AskedCheck): LoadRequest {
  return {
    path: '/check',
    body: JSON.stringify({ tuple_key: key, context: CONTEXT }),
    isRight: (answer) => answer.allowed === allowed,
  }
}

function batchRequests(asked: readonly AskedCheck[]): readonly LoadRequest[] {
  const requests: LoadRequest[] = []
  for (let from = 0; from + CHECKS_A_BATCH <= asked.length; from += CHECKS_A_BATCH) {
    const batch = asked.slice(from, from + CHECKS_A_BATCH)
    const items = batch.map(({ key }, place) => ({
      tuple_key: key,
      correlation_id: String(place),
      context: CONTEXT,
    }))
    requests.push({
      path: '/batch-check',
      body: JSON.stringify({ checks: items }),
      isRight: ({ result }) =>
        batch.every(({ allowed }, place) => {
          const item = (result as JsonObject)[String(place)] as JsonObject
          // A default value may be left out of an answer.
          return (item.allowed ?? false) === allowed && item.error === undefined
        }),
    })
  }
  return requests
}

function objectsRequest({ of, expected }: AskedList): LoadRequest {
  const body = { user: of, relation: 'can_read', type: 'document', context: CONTEXT }
  return {
    path: '/list-objects',
    body: JSON.stringify(body),
    isRight: ({ objects }) => areSame(expected, objects as readonly string[]),
  }
}

function usersRequest({ of, expected }: AskedList): LoadRequest {
  const [type = '', id = ''] = of.split(':')
  const body = {
    object: { type, id },
    relation: 'can_read',
    user_filters: [{ type: 'user' }],
    context: CONTEXT,
  }
  return {
    path: '/list-users',
    body: JSON.stringify(body),
    isRight: ({ users }) => areSame(expected, (users as readonly JsonValue[]).map(userName)),
  }
}

function userName(user: JsonValue): string {
  const { type, id } = (user as { readonly object: { readonly type: string; readonly id: string } })
    .object
  return `${type}:${id}`
}

function areSame(expected: readonly string[], found: readonly string[]): boolean {
  const sorted = found.toSorted()
  return sorted.length === expected.length && sorted.every((name, at) => name === expected[at])
}

/** Tuples that no write before has written. */
function writeRequest(number: number): LoadRequest {
  const tupleKeys = Array.from({ length: TUPLES_A_WRITE }, (_, place) => ({
    object: `group:written-${number}`,
    relation: 'member',
    user: `user:written-${place}`,
  }))
  return {
    path: '/write',
    body: JSON.stringify({ writes: { tuple_keys: tupleKeys } }),
    isRight: () => true,
  }
}
