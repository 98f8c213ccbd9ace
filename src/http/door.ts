import type { PolicyAuthorizer } from '#authorizer/authorizer.ts'
import type { Clock } from '#model/ids.ts'
import type { Authenticate } from './authenticate.ts'
import { type DescribedError, DoorRefusal, describeRefusal } from './error-response.ts'
import type { Log } from './log.ts'
import type { RequestId } from './request-id.ts'

/** What every handler of the HTTP API works with. */
export interface Door {
  readonly authorizer: PolicyAuthorizer
  readonly authenticate: Authenticate
  /** Of who reads and changes policies: the same, but where callers need no key. */
  readonly authenticateOperator: Authenticate
  readonly requestId: RequestId
  readonly log: Log
  readonly clock: Clock
  /** The text of the core model, of which policies are built. */
  readonly coreModel: string
  /** Whether an error says that the database is away: its class is the storage's own. */
  readonly isUnavailable: (error: unknown) => boolean
}

/** What is told of an error. What is not told, since it is a fault of ours, goes to the log. */
export function describeError(door: Door, error: unknown, requestId: string): DescribedError {
  const refusal = door.isUnavailable(error) ? new DoorRefusal('unavailable', 'unavailable') : error
  const described = describeRefusal(refusal)
  if (described.status === 500) {
    const thrown = error instanceof Error ? (error.stack ?? error.message) : 'no error'
    door.log('error', 'request failed', { code: described.code, request_id: requestId, thrown })
  }
  return described
}
