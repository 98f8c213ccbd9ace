import type { Client } from '@libsql/client'
import type { Datastore } from '#storage/datastore.ts'
import { readChanges, readChangesSince, readDifferencesSince, readRevisionTime } from './changes.ts'
import { database } from './database.ts'
import { fetchFacts } from './facts.ts'
import { migrate } from './migrate.ts'
import {
  listModels,
  readAssertions,
  readLatestModel,
  readModel,
  writeAssertions,
  writeModel,
} from './models.ts'
import { commitPolicy, listPolicyVersions, readPolicy } from './policies.ts'
import { setting } from './settings.ts'
import {
  createPolicyStore,
  createStore,
  deleteStore,
  listPolicyStores,
  listStores,
  readStore,
  removeDeletedStores,
} from './stores.ts'
import { writeTuples } from './tuple-write.ts'
import { countTuples, readRevision, readTuples, scanTuples } from './tuples.ts'

/** A datastore over an open client, which it closes. `migrate` first. */
export function libsqlDatastore(client: Client): Datastore {
  const db = database(client)
  return {
    migrate: async () => {
      await migrate(db)
      removeDeletedStores(db)
    },
    setting: (name, initial) => setting(db, name, initial),
    close: () => db.close(),

    createStore: (store) => createStore(db, store),
    createPolicyStore: (store, policy) => createPolicyStore(db, store, policy),
    readStore: (id) => readStore(db, id),
    listPolicyStores: () => listPolicyStores(db),
    listStores: (filter, page) => listStores(db, filter, page),
    deleteStore: (id) => deleteStore(db, id),

    writeModel: (store, model) => writeModel(db, store, model),
    readModel: (store, id) => readModel(db, store, id),
    readLatestModel: (store, at) => readLatestModel(db, store, at),
    listModels: (store, page) => listModels(db, store, page),
    writeAssertions: (store, model, json) => writeAssertions(db, store, model, json),
    readAssertions: (store, model) => readAssertions(db, store, model),

    commitPolicy: (store, commit) => commitPolicy(db, store, commit),
    readPolicy: (store, version) => readPolicy(db, store, version),
    listPolicyVersions: (store) => listPolicyVersions(db, store),

    write: (store, write, at) => writeTuples(db, store, write, at),
    readTuples: (store, filter, page) => readTuples(db, store, filter, page),
    scanTuples: (store, page) => scanTuples(db, store, page),
    countTuples: (store) => countTuples(db, store),
    fetchFacts: (store, needs, at) => fetchFacts(db, store, needs, at),

    readRevision: (store) => readRevision(db, store),
    readRevisionTime: (store, revision) => readRevisionTime(db, store, revision),
    readChangesSince: (store, after, limit) => readChangesSince(db, store, after, limit),
    readChanges: (store, filter, page) => readChanges(db, store, filter, page),
    readDifferencesSince: (store, revision, limit) =>
      readDifferencesSince(db, store, revision, limit),
  }
}
