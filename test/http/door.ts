import { embeddedAuthorizer } from '#authorizer/embedded/embedded-authorizer.ts'
import type { Door } from '#http/door.ts'
import type { Datastore } from '#storage/datastore.ts'

/** A door that lets everybody in, over an embedded authorizer. */
export function doorOver(datastore: Datastore, given: Partial<Door> = {}): Door {
  const clock = { now: Date.now }
  const authorizer = embeddedAuthorizer({
    datastore,
    clock,
    randomBytes: (length) => crypto.getRandomValues(new Uint8Array(length)),
    graphBudgetBytes: 10_000_000,
    yieldToEventLoop: () => new Promise((resolve) => setImmediate(resolve)),
  })
  return {
    authorizer,
    authenticate: () => undefined,
    authenticateOperator: () => undefined,
    requestId: () => 'request-1',
    log: () => undefined,
    clock,
    coreModel: '',
    isUnavailable: () => false,
    ...given,
  }
}
