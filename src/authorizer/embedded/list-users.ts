import type { Answered, Completeness, ListUsersRequest } from '#authorizer/authorizer.ts'
import { TypeNotFound } from '#authorizer/errors.ts'
import { beginEvaluation, endEvaluation } from '#engine/begin-evaluation.ts'
import type { Facts, SubjectId } from '#engine/facts.ts'
import { type UserFilter, listUsers as walkUsers } from '#engine/list-users.ts'
import { subjectText } from '#engine/text.ts'
import type { StoreId } from '#model/ids.ts'
import { parseSubject, type Subject } from '#model/tuple.ts'
import { openState } from './asked-state.ts'
import type { CompiledModel } from './compiled-model.ts'
import { refuseUnknownRelation } from './list-objects.ts'
import {
  answerOf,
  lacksFacts,
  limitOf,
  MAX_LIST_STEPS,
  pagedInputs,
  pageStart,
  pageTokenAfter,
  type Walked,
  walkList,
} from './listing.ts'
import { pacer } from './pacer.ts'
import { refuseFaultyContextualTuples } from './question.ts'
import { type ResolveDependencies, resolve } from './resolve.ts'
import type { TokenIssuer } from './revision-token.ts'

/** OpenFGA's: 24 hops pass, one less than in a check. */
const MAX_LIST_USERS_DEPTH = 24

/** The users of one kind that stand in the relation to the object. */
export async function listUsers(
  dependencies: ResolveDependencies & { issuer: () => Promise<TokenIssuer> },
  id: StoreId,
  request: ListUsersRequest,
): Promise<Answered & Completeness & { readonly users: readonly Subject[] }> {
  const { stores, issuer } = dependencies
  const { seal } = await issuer()
  const { object, filter } = request
  const pages = [
    'list-users',
    id,
    object.type,
    object.id,
    request.relation,
    filter.type,
    filter.relation ?? null,
    ...pagedInputs(request),
  ]
  const start = pageStart(seal, pages, request.paging)
  const state = await openState(dependencies, id, request, start?.revision)
  const { compiled, store } = state
  refuseFaultyListUsers(compiled, request)
  const pace = pacer(dependencies)
  const { answer, revision } = await resolve<Walked>(
    dependencies,
    state,
    request.contextualTuples,
    {
      run: (facts) => walk(compiled, facts, request, pace),
      needsFacts: lacksFacts,
    },
  )
  const tokenAfter = pageTokenAfter(seal, pages, revision)
  const { items, ...completeness } = answerOf(answer, request.paging, start, tokenAfter)
  return {
    users: items.map(parseListed),
    ...completeness,
    modelId: compiled.model.id,
    revision: await stores.token(store, revision),
  }
}

async function walk(
  compiled: CompiledModel,
  facts: Facts,
  request: ListUsersRequest,
  pace: ReturnType<typeof pacer>,
): Promise<Walked> {
  const evaluation = beginEvaluation(compiled.linked, facts, {
    context: request.context,
    maxDepth: MAX_LIST_USERS_DEPTH,
    maxSteps: MAX_LIST_STEPS,
  })
  const users = walkUsers(evaluation, {
    object: facts.objectId(request.object.type, request.object.id),
    relation: facts.relationId(request.object.type, request.relation),
    filter: filterOf(facts, request),
  })
  const textOf = (user: SubjectId) => subjectText(facts, user)
  const walked = await walkList(users, textOf, pace, limitOf(request.paging))
  const { failures } = evaluation
  endEvaluation(evaluation)
  return { ...walked, failures }
}

function filterOf(facts: Facts, { filter }: ListUsersRequest): UserFilter {
  return filter.relation === undefined
    ? { kind: 'type', type: facts.typeId(filter.type) }
    : { kind: 'usersets', relation: facts.relationId(filter.type, filter.relation) }
}

function refuseFaultyListUsers(compiled: CompiledModel, request: ListUsersRequest): void {
  const { filter, object, relation } = request
  refuseFaultyContextualTuples(compiled, request.contextualTuples)
  if (filter.relation !== undefined) refuseUnknownRelation(compiled, filter.type, filter.relation)
  else if (!compiled.model.types.has(filter.type)) throw new TypeNotFound(filter.type)
  refuseUnknownRelation(compiled, object.type, relation)
}

function parseListed(user: string): Subject {
  const subject = parseSubject(user)
  if (subject === undefined) throw new Error('a listed user does not come apart')
  return subject
}
