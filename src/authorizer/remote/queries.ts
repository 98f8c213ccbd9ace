/** The questions of the port, put to a server. */
import type { CheckError } from '@openfga/sdk'
import type { Authorizer, BatchCheckOutcome, ListPaging } from '#authorizer/authorizer.ts'
import type { Connection } from './connection.ts'
import { answered, completeness, subjectOf, treeOf, type WithHeaders } from './read-answers.ts'
import {
  consistencyField,
  modelField,
  queryFields,
  type RevisionHeaders,
  sentTuple,
} from './request-fields.ts'
import { streamObjects } from './stream-objects.ts'

type Queries = Pick<
  Authorizer,
  'check' | 'batchCheck' | 'expand' | 'listObjects' | 'streamObjects' | 'listUsers'
>

export function queries(connection: Connection, revisions: RevisionHeaders): Queries {
  const { call } = connection
  return {
    ...lists(connection, revisions),
    async check(store, request) {
      const body = { ...queryFields(request), tuple_key: request.tupleKey }
      const headers = revisions(request.consistency)
      const answer = await call((api) => api.check(store, body, headers))
      return { ...answered(answer), allowed: answer.allowed === true }
    },
    async batchCheck(store, { modelId, consistency, checks }) {
      const body = {
        ...modelField(modelId),
        ...consistencyField(consistency),
        checks: checks.map(({ correlationId, tupleKey, contextualTuples, context }) => ({
          correlation_id: correlationId,
          tuple_key: tupleKey,
          contextual_tuples: { tuple_keys: contextualTuples.map(sentTuple) },
          context,
        })),
      }
      const answer = await call((api) => api.batchCheck(store, body, revisions(consistency)))
      const results = Object.entries(answer.result ?? {}).map(
        ([id, { allowed, error }]) => [id, outcomeOf(allowed === true, error)] as const,
      )
      return { ...answered(answer), results: new Map(results) }
    },
    async expand(store, { modelId, object, relation, contextualTuples, consistency }) {
      const body = {
        ...modelField(modelId),
        ...consistencyField(consistency),
        tuple_key: { object, relation },
        contextual_tuples: { tuple_keys: contextualTuples.map(sentTuple) },
      }
      const answer = await call((api) => api.expand(store, body, revisions(consistency)))
      return { ...answered(answer), root: treeOf(answer.tree?.root ?? { name: '' }) }
    },
  }
}

function lists(
  connection: Connection,
  revisions: RevisionHeaders,
): Pick<Queries, 'listObjects' | 'streamObjects' | 'listUsers'> {
  const { call } = connection
  return {
    async listObjects(store, request) {
      const { type, relation, user, paging } = request
      const body = { ...queryFields(request), type, relation, user, ...pageFields(paging) }
      const headers = revisions(request.consistency)
      const answer: WithHeaders & { objects: string[] } = await call((api) =>
        api.listObjects(store, body, headers),
      )
      const { objects } = answer
      return { ...answered(answer), objects, ...completeness(answer, objects.length) }
    },
    async streamObjects(store, request) {
      const { type, relation, user } = request
      const body = { ...queryFields(request), type, relation, user }
      const headers = revisions(request.consistency)
      return streamObjects(connection, (api) => api.streamedListObjects(store, body, headers))
    },
    async listUsers(store, request) {
      const { object, relation, filter, contextualTuples, paging } = request
      const body = {
        ...queryFields(request),
        // Of all requests this one alone has them bare.
        contextual_tuples: contextualTuples.map(sentTuple),
        object,
        relation,
        user_filters: [filter],
        ...pageFields(paging),
      }
      const answer = await call((api) => api.listUsers(store, body, revisions(request.consistency)))
      const users = answer.users.map(subjectOf)
      return { ...answered(answer), users, ...completeness(answer, users.length) }
    },
  }
}

/** Pforte's own; a server that has no pages does not look at them. */
function pageFields({ pageSize, continuationToken }: ListPaging) {
  return {
    ...(pageSize !== undefined && { page_size: pageSize }),
    ...(continuationToken !== undefined && { continuation_token: continuationToken }),
  }
}

function outcomeOf(allowed: boolean, error: CheckError | undefined): BatchCheckOutcome {
  if (!error) return { kind: 'decided', allowed }
  const { input_error, internal_error, message = '' } = error
  return { kind: 'refused', code: input_error ?? internal_error ?? 'internal_error', message }
}
