/**
 * What an operation can refuse: one class a kind of refusal, with OpenFGA's own word as `code` and its
 * sentence as message. Which status a code has is the door's to know.
 */
import type { Finding, ModelRefusalCode } from '#model/finding.ts'
import type { PolicyName } from '#model/policy-name.ts'
import { formatTupleKey, type TupleKey } from '#model/tuple.ts'

const REFUSAL_CODES = [
  'validation_error',
  'authorization_model_not_found',
  'authorization_model_resolution_too_complex',
  'invalid_write_input',
  'cannot_allow_duplicate_tuples_in_one_request',
  'invalid_continuation_token',
  'invalid_expand_input',
  'write_failed_due_to_invalid_input',
  'latest_authorization_model_not_found',
  'type_not_found',
  'relation_not_found',
  'invalid_tuple',
  'assertions_too_many_items',
  'tuple_key_value_not_specified',
  'page_size_invalid',
  'difference_base_missing_value',
  'subtract_base_missing_value',
  'object_too_long',
  'relation_too_long',
  'type_definitions_too_few_items',
  'type_invalid_pattern',
  'relations_invalid_pattern',
  'query_string_type_continuation_token_mismatch',
  'exceeded_entity_limit',
  'invalid_authorization_model',
  'store_id_not_found',
  'policy_version_not_found',
  'Aborted',
  'deadline_exceeded',
] as const

export type RefusalCode = (typeof REFUSAL_CODES)[number]

export function isRefusalCode(code: unknown): code is RefusalCode {
  return REFUSAL_CODES.some((known) => known === code)
}

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

/** A change of a policy store from outside. */
export class PolicyStoreGuarded extends Refusal {
  override readonly name = 'PolicyStoreGuarded'
  constructor(policyName: PolicyName) {
    super(
      'validation_error',
      `\`${policyName}\` is a policy store: its tuples belong to the administration, and its model changes by \`apply\``,
    )
  }
}

/** A tuple of a policy store that only the administration may write or delete. */
export class AdministeredTuple extends Refusal {
  override readonly name = 'AdministeredTuple'
  constructor(policyName: PolicyName, key: TupleKey) {
    super(
      'validation_error',
      `\`${policyName}\` is a policy store: \`${formatTupleKey(key)}\` belongs to the administration`,
    )
  }
}

/** Of a store without a policy, no version is given. */
export class PolicyVersionNotFound extends Refusal {
  override readonly name = 'PolicyVersionNotFound'
  constructor(version?: number) {
    super(
      'policy_version_not_found',
      version === undefined
        ? 'the store has no policy'
        : `the store's policy has no version ${version}`,
    )
  }
}

/** The store runs another version, or stands at another revision, than whoever applies has seen. */
export class PolicyMoved extends Refusal {
  override readonly name = 'PolicyMoved'
  constructor(message: string) {
    super('Aborted', message)
  }
}

/** More was changed while the tuples were read than can be kept to tell how they stood. */
export class ExportOvertaken extends Refusal {
  override readonly name = 'ExportOvertaken'
  constructor() {
    super('Aborted', 'the store changes faster than it is read: what was sent is not all of it')
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
  constructor(message: string) {
    super('invalid_tuple', message)
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
  constructor() {
    super(
      'authorization_model_resolution_too_complex',
      'Authorization Model resolution required too many rewrite rules to be resolved. Check your authorization model for infinite recursion or too much nesting',
    )
  }
}

/** A model with faults: `code` is that of the first, the message names all. */
export class InvalidModel extends Refusal {
  override readonly name = 'InvalidModel'
  constructor(findings: readonly Finding<ModelRefusalCode>[]) {
    const errors = findings.filter(({ severity }) => severity === 'error')
    const message = errors.map((finding) => finding.message).join('; ')
    super(errors[0]?.code ?? 'invalid_authorization_model', message)
  }
}

/** More of something than a request, a tuple or a model may hold. */
export class LimitExceeded extends Refusal {
  override readonly name = 'LimitExceeded'
  constructor(message: string) {
    super('exceeded_entity_limit', message)
  }
}

export class EmptyWrite extends Refusal {
  override readonly name = 'EmptyWrite'
  constructor() {
    super(
      'invalid_write_input',
      'Invalid input. Make sure you provide at least one write, or at least one delete',
    )
  }
}

/** Nothing to expand: either is empty. */
export class EmptyExpand extends Refusal {
  override readonly name = 'EmptyExpand'
  constructor() {
    super('invalid_expand_input', 'Invalid input. Make sure you provide an object and a relation')
  }
}

/** One tuple is named twice in one write, whatever its condition. */
export class DuplicateInWrite extends Refusal {
  override readonly name = 'DuplicateInWrite'
  constructor(key: TupleKey) {
    super(
      'cannot_allow_duplicate_tuples_in_one_request',
      `duplicate tuple in write: ${describeFields(key)}`,
    )
  }
}

/** A tuple to be written was there already, or one to be deleted was not. */
export class WriteFailed extends Refusal {
  override readonly name = 'WriteFailed'
  constructor(kind: 'duplicate' | 'missing', key: TupleKey) {
    const fault =
      kind === 'duplicate'
        ? 'cannot write a tuple which already exists'
        : 'cannot delete a tuple which does not exist'
    super(
      'write_failed_due_to_invalid_input',
      `${fault}: ${describeFields(key)}: tuple to be written already existed or the tuple to be deleted did not exist`,
    )
  }
}

/** A duplicate was to be ignored, but the stored tuple carries another condition or context. */
export class WriteConflict extends Refusal {
  override readonly name = 'WriteConflict'
  constructor(key: TupleKey) {
    super(
      'Aborted',
      `transactional write failed due to conflict: attempted to write a tuple which already exists with a different condition: ${describeFields(key)}`,
    )
  }
}

/** A token that was not issued here, was changed, or belongs to another request. */
export class InvalidContinuationToken extends Refusal {
  override readonly name = 'InvalidContinuationToken'
  constructor() {
    super('invalid_continuation_token', 'Invalid continuation token')
  }
}

/** A token of `readChanges` that was made for another type. */
export class ContinuationTypeMismatch extends Refusal {
  override readonly name = 'ContinuationTypeMismatch'
  constructor() {
    super(
      'query_string_type_continuation_token_mismatch',
      "The type in the querystring and the continuation token don't match",
    )
  }
}

/** The question took longer than a request may. */
export class DeadlineExceeded extends Refusal {
  override readonly name = 'DeadlineExceeded'
  constructor() {
    super('deadline_exceeded', 'Request Deadline Exceeded')
  }
}

function describeFields(key: TupleKey): string {
  return `user: '${key.user}', relation: '${key.relation}', object: '${key.object}'`
}
