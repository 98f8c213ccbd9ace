import type { Answered, Completeness, ListObjectsRequest } from '#authorizer/authorizer.ts'
import { RelationNotFound, TypeNotFound, ValidationFailed } from '#authorizer/errors.ts'
import { beginEvaluation, endEvaluation } from '#engine/begin-evaluation.ts'
import type { Evaluation } from '#engine/evaluation.ts'
import type { Facts, ObjectId } from '#engine/facts.ts'
import { type ListEnd, listObjects as walkObjects } from '#engine/list-objects.ts'
import { objectText } from '#engine/text.ts'
import type { StoreId } from '#model/ids.ts'
import { openState } from './asked-state.ts'
import { type CompiledModel, findRelation } from './compiled-model.ts'
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
import { refuseFaultyContextualTuples, subjectIdOf } from './question.ts'
import { type ResolveDependencies, resolve } from './resolve.ts'
import type { TokenIssuer } from './revision-token.ts'
import { findUserFault } from './tuple-validation.ts'

/** Walking backwards is not recursive, and OpenFGA's list knows no limit either: the steps bound it. */
const MAX_LIST_OBJECTS_DEPTH = 1_000_000

export type ObjectsQuery = Omit<ListObjectsRequest, 'paging'>

/** The objects of a type that the user stands in the relation to. */
export async function listObjects(
  dependencies: ResolveDependencies & { issuer: () => Promise<TokenIssuer> },
  id: StoreId,
  request: ListObjectsRequest,
): Promise<Answered & Completeness & { readonly objects: readonly string[] }> {
  const { stores, issuer } = dependencies
  const { seal } = await issuer()
  const pages = [
    'list-objects',
    id,
    request.type,
    request.relation,
    request.user,
    ...pagedInputs(request),
  ]
  const start = pageStart(seal, pages, request.paging)
  const state = await openState(dependencies, id, request, start?.revision)
  const { compiled, store } = state
  refuseFaultyListObjects(compiled, request)
  const pace = pacer(dependencies)
  const { answer, revision } = await resolve<Walked>(
    dependencies,
    state,
    request.contextualTuples,
    {
      async run(facts) {
        const { walk, evaluation } = beginObjectsWalk(compiled, facts, request)
        const textOf = (object: ObjectId) => objectText(facts, object)
        const walked = await walkList(walk, textOf, pace, limitOf(request.paging))
        const { failures } = evaluation
        endEvaluation(evaluation)
        return { ...walked, failures }
      },
      needsFacts: lacksFacts,
    },
  )
  const tokenAfter = pageTokenAfter(seal, pages, revision)
  const { items, ...completeness } = answerOf(answer, request.paging, start, tokenAfter)
  return {
    objects: items,
    ...completeness,
    modelId: compiled.model.id,
    revision: await stores.token(store, revision),
  }
}

export function beginObjectsWalk(
  compiled: CompiledModel,
  facts: Facts,
  request: ObjectsQuery,
): {
  readonly walk: Generator<ObjectId | undefined, ListEnd>
  readonly evaluation: Evaluation
} {
  const evaluation = beginEvaluation(compiled.linked, facts, {
    context: request.context,
    maxDepth: MAX_LIST_OBJECTS_DEPTH,
    maxSteps: MAX_LIST_STEPS,
  })
  const walk = walkObjects(evaluation, {
    user: subjectIdOf(facts, request.user),
    relation: facts.relationId(request.type, request.relation),
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
