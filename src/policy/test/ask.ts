/** Asks one question of a test and holds the answer to what is expected. */
import type { Authorizer, QueryOptions } from '#authorizer/authorizer.ts'
import { Refusal } from '#authorizer/errors.ts'
import { compareBinary } from '#model/binary-order.ts'
import type { StoreId } from '#model/ids.ts'
import type { JsonObject } from '#model/json.ts'
import { formatSubject, parseObject, type Tuple, type TupleKey } from '#model/tuple.ts'
import { explanationLines } from '#policy/in-short.ts'
import type { Expectation, Question, TestAssertion } from './suite.ts'
import type { AssertionResult } from './test-report.ts'

type Answer =
  | { readonly kind: 'allowed' | 'denied' | 'taken' | 'refused' }
  | { readonly kind: 'list'; readonly items: readonly string[] }
  | { readonly kind: 'error'; readonly code: string; readonly message: string }

export async function ask(
  authorizer: Authorizer,
  store: StoreId,
  assertion: TestAssertion,
): Promise<AssertionResult> {
  const { question, expected, position, meaning } = assertion
  const answer = await answerOf(authorizer, store, question)
  const passed = meets(answer, expected)
  const explanation = passed ? undefined : await explanationOf(authorizer, store, assertion, answer)
  const words = questionWords(question)
  return {
    question: meaning === undefined ? words : `${meaning} (${words})`,
    position,
    passed,
    expected: expectationWords(expected),
    got: answerWords(answer),
    ...(explanation !== undefined && { explanation }),
  }
}

/** What every question carries. The tuples were written a moment ago, perhaps on another machine. */
export function asking(context: JsonObject): QueryOptions {
  return { context, contextualTuples: [], consistency: { kind: 'higherConsistency' } }
}

async function answerOf(
  authorizer: Authorizer,
  store: StoreId,
  question: Question,
): Promise<Answer> {
  try {
    switch (question.kind) {
      case 'check': {
        const request = { tupleKey: question.key, ...asking(question.context) }
        const { allowed } = await authorizer.check(store, request)
        return { kind: allowed ? 'allowed' : 'denied' }
      }
      case 'list objects': {
        const { user, relation, type, context } = question
        const request = { user, relation, type, paging: {}, ...asking(context) }
        const { objects } = await authorizer.listObjects(store, request)
        return { kind: 'list', items: objects.toSorted(compareBinary) }
      }
      case 'list users': {
        const object = parseObject(question.object)
        if (object === undefined) return malformedObject(question.object)
        const { relation, filter, context } = question
        const { users } = await authorizer.listUsers(store, {
          ...{ object, relation, paging: {} },
          filter:
            filter.relation === undefined
              ? { type: filter.type }
              : { ...filter, relation: filter.relation },
          ...asking(context),
        })
        return { kind: 'list', items: users.map(formatSubject).toSorted(compareBinary) }
      }
      case 'write':
        return await writeAndTakeBack(authorizer, store, question.tuple)
    }
  } catch (error) {
    if (!(error instanceof Refusal)) throw error
    return { kind: 'error', code: error.code, message: error.message }
  }
}

/** A tuple that is taken must not decide what else is asked. */
async function writeAndTakeBack(
  authorizer: Authorizer,
  store: StoreId,
  tuple: Tuple,
): Promise<Answer> {
  const none = { writes: [], deletes: [], onDuplicate: 'error', onMissing: 'error' } as const
  try {
    await authorizer.write(store, { ...none, writes: [tuple] })
  } catch (error) {
    // One that is there already is allowed.
    if (!(error instanceof Refusal)) throw error
    return { kind: error.code === 'write_failed_due_to_invalid_input' ? 'taken' : 'refused' }
  }
  const { user, relation, object } = tuple
  await authorizer.write(store, { ...none, deletes: [{ user, relation, object }] })
  return { kind: 'taken' }
}

function malformedObject(object: string): Answer {
  const message = `\`${object}\` is no object: it must be written like order:7`
  return { kind: 'error', code: 'validation_error', message }
}

function meets(answer: Answer, expected: Expectation): boolean {
  if (expected.kind === 'error') {
    return (
      answer.kind === 'error' &&
      (answer.code === expected.words || answer.message.includes(expected.words))
    )
  }
  if (expected.kind !== 'list') return answer.kind === expected.kind
  return answer.kind === 'list' && listWords(answer.items) === listWords(expected.items)
}

/** In one order, so that two lists of the same items are the same words. */
function listWords(items: readonly string[]): string {
  return `[${items.toSorted(compareBinary).join(', ')}]`
}

function expectationWords(expected: Expectation): string {
  switch (expected.kind) {
    case 'allowed':
    case 'denied':
    case 'refused':
      return expected.kind
    case 'list':
      return listWords(expected.items)
    case 'error':
      return expected.words === '' ? 'an error' : `an error: ${expected.words}`
  }
}

function answerWords(answer: Answer): string {
  switch (answer.kind) {
    case 'allowed':
    case 'denied':
    case 'taken':
    case 'refused':
      return answer.kind
    case 'list':
      return listWords(answer.items)
    case 'error':
      return `an error: ${answer.message} (${answer.code})`
  }
}

function questionWords(question: Question): string {
  const context = question.kind === 'write' ? {} : question.context
  const given = Object.keys(context).length === 0 ? '' : ` with ${JSON.stringify(context)}`
  switch (question.kind) {
    case 'check':
      return `${question.key.user} ${question.key.relation} ${question.key.object}${given}`
    case 'write': {
      const { user, relation, object } = question.tuple
      return `the tuple ${user} ${relation} ${object}`
    }
    case 'list objects':
      return `every ${question.type} that ${question.user} is ${question.relation} of${given}`
    case 'list users': {
      const { type, relation } = question.filter
      const kind = relation === undefined ? type : `${type}#${relation}`
      return `every ${kind} that is ${question.relation} of ${question.object}${given}`
    }
  }
}

/** Why the answer is wrong: of a list, why the first item is there that must not be, or is not. */
async function explanationOf(
  authorizer: Authorizer,
  store: StoreId,
  { question, expected }: TestAssertion,
  answer: Answer,
): Promise<string | undefined> {
  if (question.kind === 'write') return undefined
  const key = keyInDoubt(question, expected, answer)
  if (key === undefined) return undefined
  try {
    const request = { tupleKey: key, ...asking(question.context) }
    const explained = await authorizer.explain?.(store, request)
    return explained && explanationLines(explained.explanation).join('\n')
  } catch (error) {
    // The answer stands by itself; one that cannot be explained is a failure all the same.
    if (error instanceof Refusal) return undefined
    throw error
  }
}

function keyInDoubt(
  question: Exclude<Question, { readonly kind: 'write' }>,
  expected: Expectation,
  answer: Answer,
): TupleKey | undefined {
  if (question.kind === 'check') return question.key
  if (expected.kind !== 'list' || answer.kind !== 'list') return undefined
  const surplus = answer.items.find((item) => !expected.items.includes(item))
  const item = surplus ?? expected.items.find((missing) => !answer.items.includes(missing))
  if (item === undefined) return undefined
  const { relation } = question
  return question.kind === 'list objects'
    ? { user: question.user, relation, object: item }
    : { user: item, relation, object: question.object }
}
