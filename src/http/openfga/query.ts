import type { QueryOptions } from '#authorizer/authorizer.ts'
import type { ModelId } from '#model/ids.ts'
import type { JsonObject } from '#model/json.ts'
import type { Tuple } from '#model/tuple.ts'
import { type Call, consistencyOf } from './endpoint.ts'

/** The fields that every query has, in OpenFGA's names. */
interface QueryFields {
  readonly authorization_model_id: ModelId | undefined
  readonly contextual_tuples: readonly Tuple[]
  readonly context: JsonObject
  readonly consistency: 'minimizeLatency' | 'higherConsistency'
}

export function queryOptions(call: Call, fields: QueryFields): QueryOptions {
  return {
    ...modelOption(fields.authorization_model_id),
    contextualTuples: fields.contextual_tuples,
    context: fields.context,
    consistency: consistencyOf(call, fields.consistency),
  }
}

/** Absent rather than undefined: the newest model. */
export function modelOption(modelId: ModelId | undefined): { readonly modelId?: ModelId } {
  return modelId === undefined ? {} : { modelId }
}

/** Absent rather than empty: the first page. */
export function tokenOption(continuationToken: string): { readonly continuationToken?: string } {
  return continuationToken === '' ? {} : { continuationToken }
}
