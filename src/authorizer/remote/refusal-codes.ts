import type { RefusalCode } from '#authorizer/errors.ts'

const REFUSAL_CODES = {
  validation_error: true,
  authorization_model_not_found: true,
  authorization_model_resolution_too_complex: true,
  invalid_write_input: true,
  cannot_allow_duplicate_tuples_in_one_request: true,
  invalid_continuation_token: true,
  invalid_expand_input: true,
  write_failed_due_to_invalid_input: true,
  latest_authorization_model_not_found: true,
  type_not_found: true,
  relation_not_found: true,
  invalid_tuple: true,
  assertions_too_many_items: true,
  tuple_key_value_not_specified: true,
  page_size_invalid: true,
  difference_base_missing_value: true,
  subtract_base_missing_value: true,
  object_too_long: true,
  relation_too_long: true,
  type_definitions_too_few_items: true,
  type_invalid_pattern: true,
  relations_invalid_pattern: true,
  query_string_type_continuation_token_mismatch: true,
  exceeded_entity_limit: true,
  invalid_authorization_model: true,
  store_id_not_found: true,
  policy_version_not_found: true,
  Aborted: true,
  deadline_exceeded: true,
} as const satisfies Record<RefusalCode, true>

/** Whether a server refuses by a word that the house has, too. */
export function isRefusalCode(code: unknown): code is RefusalCode {
  return typeof code === 'string' && Object.hasOwn(REFUSAL_CODES, code)
}
