/** Requests of the port as the fields and headers that a server takes. */
import { ConsistencyPreference, type TupleKey as SentTuple } from '@openfga/sdk'
import type { Consistency, QueryOptions } from '#authorizer/authorizer.ts'
import { ValidationFailed } from '#authorizer/errors.ts'
import type { ModelId } from '#model/ids.ts'
import type { Tuple } from '#model/tuple.ts'

export function modelField(modelId: ModelId | undefined) {
  return modelId === undefined ? {} : { authorization_model_id: modelId }
}

export function queryFields({ modelId, contextualTuples, context, consistency }: QueryOptions) {
  return {
    ...modelField(modelId),
    contextual_tuples: { tuple_keys: contextualTuples.map(sentTuple) },
    context,
    ...consistencyField(consistency),
  }
}

/** The field for what OpenFGA knows; the rest are `revisionHeaders`. */
export function consistencyField({ kind }: Consistency) {
  return kind === 'higherConsistency'
    ? { consistency: ConsistencyPreference.HigherConsistency }
    : {}
}

/** How the states of a store are asked for; a server without any would answer for another state. */
export type RevisionHeaders = (consistency: Consistency) => {
  readonly headers: Record<string, string>
}

export const pforteRevisions: RevisionHeaders = (consistency) => {
  switch (consistency.kind) {
    case 'at':
      return { headers: { 'pforte-at': consistency.token } }
    case 'atLeast':
      return { headers: { 'pforte-at-least': consistency.token } }
    case 'minimizeLatency':
    case 'higherConsistency':
      return { headers: {} }
  }
}

export const noRevisions: RevisionHeaders = ({ kind }) => {
  if (kind === 'at' || kind === 'atLeast') {
    throw new ValidationFailed('this server answers for its newest state alone: it is no Pforte')
  }
  return { headers: {} }
}

export function sentTuple({ user, relation, object, condition }: Tuple): SentTuple {
  return { user, relation, object, ...(condition !== undefined && { condition }) }
}
