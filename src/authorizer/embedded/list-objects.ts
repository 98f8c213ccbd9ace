import type { Answered, Completeness, ListObjectsRequest } from '#authorizer/authorizer.ts'
import { RelationNotFound, TypeNotFound, ValidationFailed } from '#authorizer/errors.ts'
import { beginEvaluation } from '#engine/begin-evaluation.ts'
import type { Evaluation } from '#engine/evaluation.ts'
import type { Facts, ObjectId } from '#engine/facts.ts'
import { type ListEnd, listObjects as walkObjects } from '#engine/list-objects.ts'
import { BEYOND_CHECK, EXHAUSTED } from '#engine/outcome.ts'
import { objectText } from '#engine/text.ts'
import type { StoreId } from '#model/ids.ts'
import { findUserFault } from '#model/tuple-validation.ts'
import type { AskedState } from './asked-state.ts'
import { type CompiledModel, findRelation } from './compiled-model.ts'
import { answerList, type ListDependencies, MAX_LIST_STEPS } from './listing.ts'
import { checkOptions, refuseFaultyContextualTuples, subjectIdOf } from './question.ts'

export type ObjectsQuery = Omit<ListObjectsRequest, 'paging'>

/** The objects of a type that the user stands in the relation to. */
export async function listObjects(
  dependencies: ListDependencies,
  id: StoreId,
  request: ListObjectsRequest,
): Promise<Answered & Completeness & { readonly objects: readonly string[] }> {
  const { type, relation, user } = request
  const { items, ...answered } = await answerList(dependencies, id, request, {
    asked: ['list-objects', type, relation, user],
    refuseFaulty: (compiled) => refuseFaultyListObjects(compiled, request),
    incompleteFor: BEYOND_CHECK | EXHAUSTED,
    begin: (state, facts) => ({
      ...beginObjectsWalk(state, facts, request),
      textOf: (object: ObjectId) => objectText(facts, object),
    }),
  })
  return { objects: items, ...answered }
}

export function beginObjectsWalk(
  { compiled, now }: AskedState,
  facts: Facts,
  request: ObjectsQuery,
): {
  readonly walk: Generator<ObjectId | undefined, ListEnd>
  readonly evaluation: Evaluation
} {
  const evaluation = beginEvaluation(compiled.linked, facts, checkOptions(request.context, now))
  const walk = walkObjects(evaluation, {
    user: subjectIdOf(facts, request.user),
    relation: facts.relationId(request.type, request.relation),
    maxSteps: MAX_LIST_STEPS,
  })
  return { walk, evaluation }
}

export function refuseFaultyListObjects(compiled: CompiledModel, request: ObjectsQuery): void {
  refuseFaultyContextualTuples(compiled, request.contextualTuples)
  refuseUnknownRelation(compiled, request.type, request.relation)
  const userFault = findUserFault(compiled, request.user)
  if (userFault !== undefined) throw new ValidationFailed(`invalid 'user' value: ${userFault}`)
}

/** Throws `TypeNotFound` or `RelationNotFound`. */
export function refuseUnknownRelation(
  compiled: CompiledModel,
  type: string,
  relation: string,
): void {
  if (!compiled.model.types.has(type)) throw new TypeNotFound(type)
  if (findRelation(compiled, type, relation) === undefined) {
    throw new RelationNotFound(type, relation)
  }
}
