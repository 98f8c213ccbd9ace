/**
 * An authorizer that another server is: any that speaks the OpenFGA API, by OpenFGA's SDK. Whoever
 * wants one imports this file when it is needed, since the SDK takes its time to load.
 */
import {
  WriteRequestWritesOnDuplicate as OnDuplicate,
  WriteRequestDeletesOnMissing as OnMissing,
  type OpenFgaApi,
  TupleOperation,
} from '@openfga/sdk'
import type { Authorizer, WriteRequest } from '#authorizer/authorizer.ts'
import type { JsonObject } from '#model/json.ts'
import { type Connection, connect, type RemoteServer } from './connection.ts'
import { explain } from './explain.ts'
import { queries } from './queries.ts'
import { answered, modelIdOf, storeOf, tokenOf, tupleOf, type WithHeaders } from './read-answers.ts'
import { modelField, noRevisions, pforteRevisions, sentTuple } from './request-fields.ts'

/** Of any OpenFGA server: it cannot explain, and keeps no past states. */
export function remoteAuthorizer(server: RemoteServer): Authorizer {
  const connection = connect(server)
  return {
    ...stores(connection),
    ...models(connection),
    ...tuples(connection),
    ...queries(connection, noRevisions),
    ready: async () => {
      await connection.call((api) => api.listStores(1))
    },
    // Its connections end by themselves.
    close: () => Promise.resolve(),
  }
}

/** Of a Pforte: what any server can do, with its states, and its explanations. */
export function remotePforte(
  server: RemoteServer,
): Authorizer & Required<Pick<Authorizer, 'explain'>> {
  const connection = connect(server)
  return {
    ...remoteAuthorizer(server),
    ...queries(connection, pforteRevisions),
    explain: explain(connection, pforteRevisions),
  }
}

function stores(
  connection: Connection,
): Pick<Authorizer, 'createStore' | 'readStore' | 'listStores' | 'deleteStore'> {
  const { call } = connection
  return {
    createStore: async (name) => storeOf(await call((api) => api.createStore({ name }))),
    readStore: async (store) => storeOf(await call((api) => api.getStore(store))),
    async listStores({ name }, { pageSize, continuationToken }) {
      const answer = await call((api) => api.listStores(pageSize, continuationToken, name))
      return { items: answer.stores.map(storeOf), ...tokenOf(answer.continuation_token) }
    },
    async deleteStore(store) {
      await call((api) => api.deleteStore(store))
    },
  }
}

function models(
  connection: Connection,
): Pick<
  Authorizer,
  'writeModel' | 'readModel' | 'listModels' | 'writeAssertions' | 'readAssertions'
> {
  const { call } = connection
  return {
    async writeModel(store, json) {
      // What is wrong with it is the server's to say.
      const body = json as unknown as Parameters<WriteModel>[1]
      const answer = await call((api) => api.writeAuthorizationModel(store, body))
      return modelIdOf(answer.authorization_model_id)
    },
    async readModel(store, model) {
      const answer = await call((api) => api.readAuthorizationModel(store, model))
      return describeModel(answer.authorization_model)
    },
    async listModels(store, { pageSize, continuationToken }) {
      const answer = await call((api) =>
        api.readAuthorizationModels(store, pageSize, continuationToken),
      )
      return {
        items: answer.authorization_models.map(describeModel),
        ...tokenOf(answer.continuation_token),
      }
    },
    async writeAssertions(store, model, assertions) {
      const sent = assertions.map(({ tupleKey, expectation, contextualTuples, context }) => ({
        tuple_key: tupleKey,
        expectation,
        contextual_tuples: contextualTuples.map(sentTuple),
        ...(context !== undefined && { context }),
      }))
      await call((api) => api.writeAssertions(store, model, { assertions: sent }))
    },
    async readAssertions(store, model) {
      const { assertions = [] } = await call((api) => api.readAssertions(store, model))
      return assertions.map(({ tuple_key, expectation, contextual_tuples = [], context }) => ({
        tupleKey: tuple_key,
        expectation,
        contextualTuples: contextual_tuples.map(tupleOf),
        ...(context && { context: context as JsonObject }),
      }))
    },
  }
}

type WriteModel = OpenFgaApi['writeAuthorizationModel']

function describeModel(model: object | undefined) {
  const json = (model ?? {}) as JsonObject
  return { id: modelIdOf(String(json.id)), json }
}

function tuples(connection: Connection): Pick<Authorizer, 'write' | 'read' | 'readChanges'> {
  const { call } = connection
  return {
    async write(store, request) {
      const answer = await call((api) => api.write(store, writeBody(request)))
      const { revision } = answered(answer as WithHeaders)
      return { revision }
    },
    async read(store, filter, { pageSize, continuationToken }) {
      const body = {
        ...(Object.keys(filter).length > 0 && { tuple_key: filter }),
        page_size: pageSize,
        ...(continuationToken !== undefined && { continuation_token: continuationToken }),
      }
      const answer = await call((api) => api.read(store, body))
      return {
        items: answer.tuples.map(({ key, timestamp }) => ({
          tuple: tupleOf(key),
          writtenAt: Date.parse(timestamp),
        })),
        ...tokenOf(answer.continuation_token),
      }
    },
    async readChanges(store, { type, since }, { pageSize, continuationToken }) {
      const start = since === undefined ? undefined : new Date(since).toISOString()
      const answer = await call((api) =>
        api.readChanges(store, type, pageSize, continuationToken, start),
      )
      return {
        items: answer.changes.map(({ tuple_key, operation, timestamp }) => ({
          tuple: tupleOf(tuple_key),
          operation: operation === TupleOperation.Write ? 'write' : 'delete',
          at: Date.parse(timestamp),
        })),
        ...tokenOf(answer.continuation_token),
      }
    },
  }
}

function writeBody({ modelId, writes, deletes, onDuplicate, onMissing }: WriteRequest) {
  return {
    ...modelField(modelId),
    ...(writes.length > 0 && {
      writes: {
        tuple_keys: writes.map(sentTuple),
        on_duplicate: onDuplicate === 'ignore' ? OnDuplicate.Ignore : OnDuplicate.Error,
      },
    }),
    ...(deletes.length > 0 && {
      deletes: {
        tuple_keys: deletes.map(({ user, relation, object }) => ({ user, relation, object })),
        on_missing: onMissing === 'ignore' ? OnMissing.Ignore : OnMissing.Error,
      },
    }),
  }
}
