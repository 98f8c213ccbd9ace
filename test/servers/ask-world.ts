/** Asks a server about the world it holds, and gives all its answers one form. */
import type { JsonObject, JsonValue } from '#model/json.ts'
import { comparable } from '../conformance/observation.ts'
import type { World } from '../reference/naive-evaluator.ts'
import { type OpenfgaResponse, type StoreClient, tupleJson } from './openfga-client.ts'
import type { WorldQuestion } from './world-questions.ts'

export type WorldAnswer =
  | { readonly kind: 'allowed' | 'denied' }
  | { readonly kind: 'list'; readonly names: readonly string[] }
  /** JSON, what is a set sorted. */
  | { readonly kind: 'tree'; readonly text: string }
  | { readonly kind: 'refused'; readonly code: string }
  /** Not within the server's own deadline: it says nothing of what is right. */
  | { readonly kind: 'late' }

const LATE: WorldAnswer = { kind: 'late' }

/** OpenFGA cuts a list at its deadline of three seconds and does not say so. */
const CUT_AFTER_MS = 2_900

/**
 * The answers to checks come from one batch, all others one by one; in the order of the questions. A
 * server that was late once is late for the rest: it would only be asked in vain.
 */
export async function answersOf(
  store: StoreClient,
  world: World,
  questions: readonly WorldQuestion[],
): Promise<readonly WorldAnswer[]> {
  const checks = questions.flatMap((question) => (question.kind === 'check' ? [question] : []))
  const verdicts = (await batchCheck(store, world, checks)).values()
  const answers: WorldAnswer[] = []
  let isLate = false
  for (const question of questions) {
    if (question.kind === 'check') answers.push(verdicts.next().value ?? LATE)
    else answers.push(isLate ? LATE : await answerTo(store, world, question))
    isLate ||= answers.at(-1)?.kind === 'late'
  }
  return answers
}

/** The answer to one question, a check by itself. */
async function answerTo(
  store: StoreClient,
  world: World,
  question: WorldQuestion,
): Promise<WorldAnswer> {
  const contextual = world.contextualTuples.map(tupleJson)
  const { context } = world
  const tuples = { contextual_tuples: { tuple_keys: contextual } }
  switch (question.kind) {
    case 'check':
      return read(
        store.post('/check', { tuple_key: { ...question.tupleKey }, ...tuples, context }),
        (body) => ({ kind: body.allowed === true ? 'allowed' : 'denied' }),
      )
    case 'list-objects':
      return listObjects(store, question, { ...tuples, context })
    case 'list-users': {
      const [type = '', relation] = question.filter.split('#')
      const [objectType = '', id = ''] = question.object.split(':')
      return readList(
        store.post('/list-users', {
          object: { type: objectType, id },
          relation: question.relation,
          user_filters: [{ type, ...(relation !== undefined && { relation }) }],
          contextual_tuples: contextual,
          context,
        }),
        // Beside usersets a server may name plain objects too.
        ({ users }) =>
          (users as readonly JsonObject[])
            .map(userText)
            .filter((user) => relation === undefined || user.includes('#')),
      )
    }
    case 'expand': {
      const { object, relation } = question
      return read(
        store.post('/expand', { tuple_key: { object, relation }, ...tuples }),
        (body) => ({
          kind: 'tree',
          text: JSON.stringify(comparable(body.tree ?? null)),
        }),
      )
    }
  }
}

async function batchCheck(
  store: StoreClient,
  { context, contextualTuples }: World,
  questions: readonly (WorldQuestion & { readonly kind: 'check' })[],
): Promise<readonly WorldAnswer[]> {
  const checks = questions.map(({ tupleKey }, place) => ({
    tuple_key: { ...tupleKey },
    correlation_id: String(place),
    contextual_tuples: { tuple_keys: contextualTuples.map(tupleJson) },
    context,
  }))
  const { status, body } = await store.post('/batch-check', { checks })
  if (status !== 200) return questions.map(() => refusal({ status, body }))
  const results = body.result as JsonObject
  return questions.map((_, place) => {
    const { allowed, error } = results[String(place)] as JsonObject
    if (error === undefined) return { kind: allowed === true ? 'allowed' : 'denied' }
    const code = (error as JsonObject).input_error
    return code === undefined ? LATE : { kind: 'refused', code: String(code) }
  })
}

/** At once and as a stream: both must list the same. */
async function listObjects(
  store: StoreClient,
  { type, relation, user }: WorldQuestion & { readonly kind: 'list-objects' },
  query: JsonObject,
): Promise<WorldAnswer> {
  const request = { type, relation, user, ...query }
  const listed = await readList(
    store.post('/list-objects', request),
    ({ objects }) => objects as readonly string[],
  )
  const streamed = await readList(
    streamedObjects(store, request),
    ({ objects }) => objects as readonly string[],
  )
  if (listed.kind === 'late' || streamed.kind === 'late') return LATE
  const isSame =
    listed.kind === 'list' && streamed.kind === 'list'
      ? listed.names.toSorted().join() === streamed.names.toSorted().join()
      : listed.kind === streamed.kind
  return isSame ? listed : { kind: 'list', names: [`the stream: ${JSON.stringify(streamed)}`] }
}

async function streamedObjects(store: StoreClient, request: JsonObject): Promise<OpenfgaResponse> {
  const { status, lines } = await store.stream('/streamed-list-objects', request)
  const error = lines.find((line) => line.error !== undefined)?.error as JsonObject | undefined
  // gRPC's number of an invalid argument; others are the server's own trouble.
  if (error !== undefined) return { status: error.code === 3 ? 400 : 500, body: error }
  const objects = lines.map(({ result }) => (result as JsonObject).object ?? '')
  return { status, body: { objects } }
}

async function readList(
  asked: Promise<OpenfgaResponse>,
  namesIn: (body: JsonObject) => readonly string[],
): Promise<WorldAnswer> {
  const start = Date.now()
  const answer = await read(asked, (body) => ({ kind: 'list', names: namesIn(body) }))
  return Date.now() - start >= CUT_AFTER_MS ? LATE : answer
}

async function read(
  asked: Promise<OpenfgaResponse>,
  answerIn: (body: JsonObject) => WorldAnswer,
): Promise<WorldAnswer> {
  const response = await asked
  return response.status === 200 ? answerIn(response.body) : refusal(response)
}

function refusal({ status, body }: OpenfgaResponse): WorldAnswer {
  return status >= 500 ? LATE : { kind: 'refused', code: String(body.code) }
}

function userText(user: JsonObject): string {
  const { object, userset, wildcard } = user as Readonly<Record<string, JsonObject | undefined>>
  if (object !== undefined) return `${text(object.type)}:${text(object.id)}`
  if (wildcard !== undefined) return `${text(wildcard.type)}:*`
  return `${text(userset?.type)}:${text(userset?.id)}#${text(userset?.relation)}`
}

function text(value: JsonValue | undefined): string {
  return String(value)
}
