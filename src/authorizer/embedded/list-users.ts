import type { Answered, Completeness, ListUsersRequest } from '#authorizer/authorizer.ts'
import { TypeNotFound } from '#authorizer/errors.ts'
import { beginEvaluation } from '#engine/begin-evaluation.ts'
import { MAX_CHECK_STEPS } from '#engine/check-limits.ts'
import type { Evaluation } from '#engine/evaluation.ts'
import type { Facts, SubjectId } from '#engine/facts.ts'
import type { ListEnd } from '#engine/list-objects.ts'
import { type UserFilter, listUsers as walkUsers } from '#engine/list-users.ts'
import { EXHAUSTED } from '#engine/outcome.ts'
import { subjectText } from '#engine/text.ts'
import type { StoreId } from '#model/ids.ts'
import { parseSubject, type Subject } from '#model/tuple.ts'
import type { AskedState } from './asked-state.ts'
import type { CompiledModel } from './compiled-model.ts'
import { refuseUnknownRelation } from './list-objects.ts'
import { answerList, type ListDependencies, MAX_LIST_STEPS } from './listing.ts'
import { refuseFaultyContextualTuples } from './question.ts'

/** OpenFGA's: 24 hops pass, one less than in a check. */
const MAX_LIST_USERS_DEPTH = 24

/** The users of one kind that stand in the relation to the object. */
export async function listUsers(
  dependencies: ListDependencies,
  id: StoreId,
  request: ListUsersRequest,
): Promise<Answered & Completeness & { readonly users: readonly Subject[] }> {
  const { object, relation, filter } = request
  const { items, ...answered } = await answerList(dependencies, id, request, {
    asked: ['list-users', object.type, object.id, relation, filter.type, filter.relation ?? null],
    refuseFaulty: (compiled) => refuseFaultyListUsers(compiled, request),
    incompleteFor: EXHAUSTED,
    begin: (state, facts) => ({
      ...beginUsersWalk(state, facts, request),
      textOf: (user: SubjectId) => subjectText(facts, user),
    }),
  })
  return { users: items.map(parseListed), ...answered }
}

function beginUsersWalk(
  { compiled, now }: AskedState,
  facts: Facts,
  request: ListUsersRequest,
): {
  readonly walk: Generator<SubjectId | undefined, ListEnd>
  readonly evaluation: Evaluation
} {
  const evaluation = beginEvaluation(compiled.linked, facts, {
    context: request.context,
    now,
    maxDepth: MAX_LIST_USERS_DEPTH,
    maxSteps: MAX_CHECK_STEPS,
  })
  const walk = walkUsers(evaluation, {
    object: facts.objectId(request.object.type, request.object.id),
    relation: facts.relationId(request.object.type, request.relation),
    filter: filterOf(facts, request),
    maxSteps: MAX_LIST_STEPS,
  })
  return { walk, evaluation }
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
