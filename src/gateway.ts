/** Puts the house together: settings and what the platform gives, to something that answers requests. */

import { embeddedAuthorizer } from '#authorizer/embedded/embedded-authorizer.ts'
import { guardedAuthorizer } from '#authorizer/guarded-authorizer.ts'
import type { Config } from '#config.ts'
import { app } from '#http/app.ts'
import { type Authenticate, byApiKey, fromThisMachine } from '#http/authenticate.ts'
import { jsonLog } from '#http/log.ts'
import { requestIds } from '#http/request-id.ts'
import { digestApiKey, mintApiKey } from '#identity/api-key.ts'
import type { Clock, RandomBytes } from '#model/ids.ts'
import { type AskedServer, demoLines } from '#policy/demo-text.ts'
import { openCoreStore } from '#policy/open-core-store.ts'
import { type OpenedStore, openStores } from '#policy/open-stores.ts'
import type { PolicySource } from '#policy/policy-folder.ts'
import { type Datastore, DatastoreUnavailable } from '#storage/datastore.ts'

/** What a platform has to give. */
export interface Surroundings {
  readonly datastore: Datastore
  /** The text of `model.fga`. */
  readonly coreModel: string
  /** Stores are made of those that have none; absent: where there are no folders. */
  readonly policies?: readonly PolicySource[]
  readonly clock: Clock
  readonly randomBytes: RandomBytes
  /** Lets timers and other requests have their turn. */
  readonly yieldToEventLoop: () => Promise<void>
  readonly writeLogLine: (line: string) => void
}

export interface Gateway {
  fetch(request: Request): Response | Promise<Response>
  /** What became of the policies' folders, if there is anything to be said, a line each. */
  readonly notes: readonly string[]
  /** Fills the policies' stores with made-up organizations; says what to try. Throws `DemoRefused`. */
  fillDemo(): Promise<(server: AskedServer) => readonly string[]>
  /** Closes the database; what is still asked then fails. */
  close(): Promise<void>
  /** The key that was made because there was none: it is known only now. */
  readonly generatedKey?: string
}

/**
 * Brings the database up to date, makes what it must hold, and opens the doors. Throws
 * `DatastoreUnavailable`, and `PoliciesRefused` for folders with faults and without a store.
 */
export async function gateway(config: Config, surroundings: Surroundings): Promise<Gateway> {
  const { datastore, coreModel, policies = [], clock, randomBytes, writeLogLine } = surroundings
  await datastore.migrate()
  const authorizer = embeddedAuthorizer({
    ...surroundings,
    graphBudgetBytes: config.graphBudgetBytes,
    ...(config.secret === undefined ? {} : { secret: config.secret }),
  })
  await openCoreStore(authorizer, coreModel)
  const stores = await openStores({ authorizer, coreModel }, policies)
  const { generatedKey, ...authentication } = await admission(config, surroundings)
  const doors = app({
    authorizer: guardedAuthorizer(authorizer),
    ...authentication,
    requestId: requestIds(randomBytes),
    log: jsonLog(config.logLevel, clock, writeLogLine),
    clock,
    coreModel,
    isUnavailable: (error) => error instanceof DatastoreUnavailable,
  })
  return {
    fetch: (request) => doors.fetch(request),
    notes: stores.flatMap(noteOf),
    async fillDemo() {
      const { fillDemo } = await import('#policy/fill-demo.ts')
      const folders = policies.map(({ folder }) => folder)
      const filled = await fillDemo(authorizer, folders)
      return (server) => demoLines(filled, server)
    },
    close: () => authorizer.close(),
    ...(generatedKey === undefined ? {} : { generatedKey }),
  }
}

function noteOf({ source: { path, folder }, state, version }: OpenedStore): readonly string[] {
  switch (state) {
    case 'made':
      return [`${path} is the store ${folder.name} now`]
    case 'same':
      return []
    case 'differs':
      return [
        `${path} differs from version ${version} that its store runs: npx pforte plan ${path}`,
      ]
  }
}

interface Admission {
  readonly authenticate: Authenticate
  readonly authenticateOperator: Authenticate
  readonly generatedKey?: string
}

async function admission(
  { authn, apiKeys }: Config,
  { datastore, randomBytes }: Surroundings,
): Promise<Admission> {
  const bySetKeys = byApiKey(apiKeys.map(digestApiKey))
  if (authn === 'none') return { authenticate: fromThisMachine, authenticateOperator: bySetKeys }
  if (apiKeys.length > 0) return sameForAll(bySetKeys)
  const key = mintApiKey(randomBytes)
  const digest = digestApiKey(key)
  // The first start's digest stays: on later ones the new key is dropped unseen.
  const kept = await datastore.setting('api_key_digest', digest)
  const admitted = sameForAll(byApiKey([kept]))
  return kept === digest ? { ...admitted, generatedKey: key } : admitted
}

function sameForAll(authenticate: Authenticate): Admission {
  return { authenticate, authenticateOperator: authenticate }
}
