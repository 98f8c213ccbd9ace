/**
 * What an operation can refuse: one class a kind of refusal, its data in fields, with OpenFGA's own
 * word as `code`. Which status a code has is the door's to know.
 */
import type { TupleKey } from '#model/tuple.ts'

export type RefusalCode =
  | 'validation_error'
  | 'authorization_model_not_found'
  | 'authorization_model_resolution_too_complex'
  | 'invalid_write_input'
  | 'cannot_allow_duplicate_tuples_in_one_request'
  | 'invalid_continuation_token'
  | 'invalid_expand_input'
  | 'write_failed_due_to_invalid_input'
  | 'latest_authorization_model_not_found'
  | 'type_not_found'
  | 'relation_not_found'
  | 'invalid_tuple'
  | 'assertions_too_many_items'
  | 'tuple_key_value_not_specified'
  | 'page_size_invalid'
  | 'type_definitions_too_few_items'
  | 'type_invalid_pattern'
  | 'relations_invalid_pattern'
  | 'query_string_type_continuation_token_mismatch'
  | 'exceeded_entity_limit'
  | 'invalid_authorization_model'
  | 'invalid_start_time'
  | 'store_id_not_found'
  | 'Aborted'
  | 'deadline_exceeded'
  | 'unavailable'

/** Base of all refusals. The message is for the caller: it may name what the caller sent, nothing else. */
export class Refusal extends Error {
  override readonly name: string = 'Refusal'
  readonly code: RefusalCode
  constructor(code: RefusalCode, message: string) {
    super(message)
    this.code = code
  }
}

export class StoreNotFound extends Refusal {
  override readonly name = 'StoreNotFound'
  constructor() {
    super('store_id_not_found', 'Store ID not found')
  }
}

export class ModelNotFound extends Refusal {
  override readonly name = 'ModelNotFound'
  constructor(modelId: string) {
    super('authorization_model_not_found', `Authorization Model '${modelId}' not found`)
  }
}

export class LatestModelNotFound extends Refusal {
  override readonly name = 'LatestModelNotFound'
  constructor(store: string) {
    super(
      'latest_authorization_model_not_found',
      `No authorization models found for store '${store}'`,
    )
  }
}

export class TypeNotFound extends Refusal {
  override readonly name = 'TypeNotFound'
  constructor(type: string) {
    super('type_not_found', `type '${type}' not found`)
  }
}

export class RelationNotFound extends Refusal {
  override readonly name = 'RelationNotFound'
  constructor(type: string, relation: string) {
    super('relation_not_found', `relation '${type}#${relation}' not found`)
  }
}

/** A contextual tuple that the model does not allow. */
export class InvalidTuple extends Refusal {
  override readonly name = 'InvalidTuple'
  readonly key: TupleKey
  constructor(key: TupleKey, reason: string) {
    super('invalid_tuple', `Invalid tuple '${describeKey(key)}'. Reason: ${reason}`)
    this.key = key
  }
}

/** A request that is well formed and makes no sense to the model, or a field beyond its limit. */
export class ValidationFailed extends Refusal {
  override readonly name = 'ValidationFailed'
  constructor(message: string) {
    super('validation_error', message)
  }
}

/** The question needs more hops, or more work, than a request may take. */
export class TooComplex extends Refusal {
  override readonly name = 'TooComplex'
  constructor(message: string) {
    super('authorization_model_resolution_too_complex', message)
  }
}

export function describeKey(key: TupleKey): string {
  return `${key.object}#${key.relation}@${key.user}`
}
