/**
 * The authorizer that decides itself: the engine over the facts of a datastore. One file an
 * operation, each a function of what it needs; here they are put together.
 */
import type { PolicyAuthorizer } from '#authorizer/authorizer.ts'
import type { Clock, RandomBytes } from '#model/ids.ts'
import type { Datastore } from '#storage/datastore.ts'
import { readAssertions, writeAssertions } from './assertions.ts'
import { batchCheck } from './batch-check.ts'
import { check } from './check.ts'
import { commitPolicy } from './commit-policy.ts'
import { createPolicyStore } from './create-policy-store.ts'
import { createStore } from './create-store.ts'
import { deleteStore } from './delete-store.ts'
import { expand } from './expand.ts'
import { explain } from './explain.ts'
import { exportTuples } from './export-tuples.ts'
import { knownStores } from './known-stores.ts'
import { listModels } from './list-models.ts'
import { listObjects } from './list-objects.ts'
import { listStores } from './list-stores.ts'
import { listUsers } from './list-users.ts'
import { models } from './models.ts'
import { policyStores } from './policy-stores.ts'
import { read } from './read.ts'
import { readChanges } from './read-changes.ts'
import { readModel } from './read-model.ts'
import { listPolicyVersions, readPolicy } from './read-policy.ts'
import { readStore } from './read-store.ts'
import { residentGraphs } from './resident-graphs.ts'
import { streamObjects } from './stream-objects.ts'
import { tokenIssuer } from './token-issuer.ts'
import { inTurns } from './turns.ts'
import { write } from './write.ts'
import { writeModel } from './write-model.ts'

export interface EmbeddedAuthorizerDependencies {
  readonly datastore: Datastore
  readonly clock: Clock
  readonly randomBytes: RandomBytes
  /** Memory that the facts of all stores together may take. */
  readonly graphBudgetBytes: number
  /** Lets timers and other requests have their turn. */
  readonly yieldToEventLoop: () => Promise<void>
  /** Key of tokens; absent: one is made once and kept in the database. */
  readonly secret?: string
}

export function embeddedAuthorizer(dependencies: EmbeddedAuthorizerDependencies): PolicyAuthorizer {
  const { datastore } = dependencies
  const given = { ...dependencies, nextTurn: inTurns(dependencies.yieldToEventLoop) }
  const issuer = tokenIssuer(given)
  const compiledModels = models(given)
  const graphs = residentGraphs(given)
  const stores = knownStores({ ...given, issuer, models: compiledModels, graphs })
  const policies = policyStores(given)
  const house = { ...given, issuer, models: compiledModels, graphs, stores, policies }
  return {
    createStore: (name) => createStore(house, name),
    createPolicyStore: (name, json, contents) => createPolicyStore(house, name, json, contents),
    resolveStore: (name) => policies.find(name),
    readStore: (store) => readStore(house, store),
    listStores: (filter, paging) => listStores(house, filter, paging),
    deleteStore: (store) => deleteStore(house, store),

    writeModel: (store, json) => writeModel(house, store, json),
    readModel: (store, model) => readModel(house, store, model),
    listModels: (store, paging) => listModels(house, store, paging),

    commitPolicy: (store, commit) => commitPolicy(house, store, commit),
    readPolicy: (store, version) => readPolicy(house, store, version),
    listPolicyVersions: (store) => listPolicyVersions(house, store),
    exportTuples: (store, objectType) => exportTuples(house, store, objectType),

    write: (store, request) => write(house, store, request),
    read: (store, filter, paging) => read(house, store, filter, paging),
    readChanges: (store, filter, paging) => readChanges(house, store, filter, paging),

    check: (store, request) => check(house, store, request),
    batchCheck: (store, request) => batchCheck(house, store, request),
    expand: (store, request) => expand(house, store, request),
    listObjects: (store, request) => listObjects(house, store, request),
    streamObjects: (store, request) => streamObjects(house, store, request),
    listUsers: (store, request) => listUsers(house, store, request),
    explain: (store, request) => explain(house, store, request),

    writeAssertions: (store, model, assertions) => writeAssertions(house, store, model, assertions),
    readAssertions: (store, model) => readAssertions(house, store, model),

    ready: async () => {
      // Asks the database, whatever it keeps: any answer will do.
      await issuer()
      await datastore.listStores({}, { limit: 1 })
    },
    close: () => datastore.close(),
  }
}
