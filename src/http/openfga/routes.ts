/** The OpenFGA API on one screen, and what Pforte has beside it. */
import { batchCheck } from './batch-check.ts'
import { check } from './check.ts'
import { createStore } from './create-store.ts'
import { deleteStore } from './delete-store.ts'
import type { Endpoint } from './endpoint.ts'
import { expand } from './expand.ts'
import { explain } from './explain.ts'
import { listModels } from './list-models.ts'
import { listObjects, streamedListObjects } from './list-objects.ts'
import { listStores } from './list-stores.ts'
import { listUsers } from './list-users.ts'
import { read } from './read.ts'
import { readAssertions } from './read-assertions.ts'
import { readChanges } from './read-changes.ts'
import { readModel } from './read-model.ts'
import { readStore } from './read-store.ts'
import { write } from './write.ts'
import { writeAssertions } from './write-assertions.ts'
import { writeModel } from './write-model.ts'

export type Route = readonly ['GET' | 'POST' | 'PUT' | 'DELETE', path: string, endpoint: Endpoint]

export const openfgaRoutes: readonly Route[] = [
  ['GET', '/stores', listStores],
  ['POST', '/stores', createStore],
  ['GET', '/stores/:store_id', readStore],
  ['DELETE', '/stores/:store_id', deleteStore],

  ['GET', '/stores/:store_id/authorization-models', listModels],
  ['POST', '/stores/:store_id/authorization-models', writeModel],
  ['GET', '/stores/:store_id/authorization-models/:id', readModel],

  ['POST', '/stores/:store_id/write', write],
  ['POST', '/stores/:store_id/read', read],
  ['GET', '/stores/:store_id/changes', readChanges],

  ['POST', '/stores/:store_id/check', check],
  ['POST', '/stores/:store_id/batch-check', batchCheck],
  ['POST', '/stores/:store_id/expand', expand],
  ['POST', '/stores/:store_id/list-objects', listObjects],
  ['POST', '/stores/:store_id/streamed-list-objects', streamedListObjects],
  ['POST', '/stores/:store_id/list-users', listUsers],
  ['POST', '/stores/:store_id/explain', explain],

  ['GET', '/stores/:store_id/assertions/:authorization_model_id', readAssertions],
  ['PUT', '/stores/:store_id/assertions/:authorization_model_id', writeAssertions],
]
