/** What an error looks like outside: OpenFGA's words and the HTTP status of each. Nowhere else. */
import { Refusal, type RefusalCode } from '#authorizer/errors.ts'

/** What the door itself refuses, whatever the authorizer would say. */
export type DoorCode =
  | 'validation_error'
  | 'bearer_token_missing'
  | 'unauthenticated'
  | 'forbidden'
  | 'resource_exhausted'
  | 'deadline_exceeded'
  | 'unavailable'
  | 'internal_error'
  | 'undefined_endpoint'
  | 'unimplemented'

/** A request that does not get past the door. */
export class DoorRefusal extends Error {
  override readonly name = 'DoorRefusal'
  readonly code: DoorCode
  constructor(code: DoorCode, message: string) {
    super(message)
    this.code = code
  }
}

type ErrorStatus = 400 | 401 | 403 | 404 | 409 | 500

/** By the ranges of OpenFGA's numbers. `forbidden` is Pforte's own: OpenFGA never gets to it. */
const STATUS_OF = {
  bearer_token_missing: 401,
  unauthenticated: 401,
  forbidden: 403,
  validation_error: 400,
  authorization_model_not_found: 400,
  authorization_model_resolution_too_complex: 400,
  invalid_write_input: 400,
  cannot_allow_duplicate_tuples_in_one_request: 400,
  invalid_continuation_token: 400,
  invalid_expand_input: 400,
  write_failed_due_to_invalid_input: 400,
  latest_authorization_model_not_found: 400,
  type_not_found: 400,
  relation_not_found: 400,
  invalid_tuple: 400,
  assertions_too_many_items: 400,
  tuple_key_value_not_specified: 400,
  page_size_invalid: 400,
  type_definitions_too_few_items: 400,
  type_invalid_pattern: 400,
  relations_invalid_pattern: 400,
  object_too_long: 400,
  relation_too_long: 400,
  difference_base_missing_value: 400,
  subtract_base_missing_value: 400,
  query_string_type_continuation_token_mismatch: 400,
  exceeded_entity_limit: 400,
  invalid_authorization_model: 400,
  Aborted: 409,
  internal_error: 500,
  deadline_exceeded: 500,
  resource_exhausted: 500,
  unavailable: 500,
  undefined_endpoint: 404,
  store_id_not_found: 404,
  policy_version_not_found: 404,
  unimplemented: 404,
} as const satisfies Record<RefusalCode | DoorCode, ErrorStatus>

/** gRPC's numbers, which only the stream of list-objects shows. */
const GRPC_CODE_OF = {
  400: 3,
  401: 16,
  403: 7,
  404: 5,
  409: 10,
  500: 13,
} as const satisfies Record<ErrorStatus, number>

export interface DescribedError {
  readonly status: ErrorStatus
  readonly code: RefusalCode | DoorCode
  readonly message: string
}

/** Of an error that is no refusal nothing is told: it is a bug, and its words are for the log. */
export function describeRefusal(error: unknown): DescribedError {
  if (error instanceof Refusal || error instanceof DoorRefusal) {
    return { status: STATUS_OF[error.code], code: error.code, message: error.message }
  }
  return { status: 500, code: 'internal_error', message: 'Internal Server Error' }
}

export function errorBody({ code, message }: DescribedError): string {
  return JSON.stringify({ code, message })
}

/** An error in a stream: a line like any other, in gRPC's terms. */
export function streamErrorBody({ status, message }: DescribedError): string {
  return `${JSON.stringify({ error: { code: GRPC_CODE_OF[status], message, details: [] } })}\n`
}
