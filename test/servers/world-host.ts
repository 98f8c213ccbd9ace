/** Where random worlds are put to be asked about: the stores of a server, in one of two ways. */
import type { JsonObject } from '#model/json.ts'
import { printModelJson } from '#model/model-json.ts'
import type { Tuple } from '#model/tuple.ts'
import { olderModel } from '../reference/older-model.ts'
import type { RandomWorld } from '../reference/random-world.ts'
import { deleteAll, mustPost, newStore, type StoreClient, writeAll } from './openfga-client.ts'
import type { ServerProcess } from './server-process.ts'

/** Puts a world into a store; undefined: the server refuses the world's model. */
export type WorldHost = (world: RandomWorld) => Promise<StoreClient | undefined>

/** A store for each world. */
export function freshStores(server: ServerProcess): WorldHost {
  return async (world) => put(await storeOf(server), world)
}

/**
 * One store for all worlds, each cleared away before the next, beside so many tuples of no world that
 * a Pforte that may keep a megabyte of facts in memory must read it on demand.
 */
export async function crowdedStore(server: ServerProcess): Promise<WorldHost> {
  const store = await storeOf(server)
  await mustPost(store, '/authorization-models', CROWD_MODEL)
  await writeAll(store, crowd())
  let there: readonly Tuple[] = []
  return async (world) => {
    await deleteAll(store, there)
    there = world.tuples
    return put(store, world)
  }
}

function storeOf({ baseUrl, token }: ServerProcess): Promise<StoreClient> {
  return newStore(baseUrl, { authorization: `Bearer ${token}` })
}

/** The older model first, so that tuples can be written that the world's own no longer allows. */
async function put(store: StoreClient, { model, tuples }: RandomWorld) {
  await mustPost(store, '/authorization-models', printModelJson(olderModel(model)))
  await writeAll(store, tuples)
  const written = await store.post('/authorization-models', printModelJson(model))
  return written.status === 201 ? store : undefined
}

const CROWD_MODEL: JsonObject = {
  schema_version: '1.1',
  type_definitions: [
    {
      type: 'crowd',
      relations: { has: { this: {} } },
      metadata: { relations: { has: { directly_related_user_types: [{ type: 'crowd' }] } } },
    },
  ],
}

/** Their names alone take more than two megabytes. */
function crowd(): readonly Tuple[] {
  return Array.from({ length: 10_000 }, (_, number) => ({
    object: `crowd:${String(number).padStart(220, '0')}`,
    relation: 'has',
    user: 'crowd:1',
  }))
}
