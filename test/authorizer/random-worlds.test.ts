import { describe, expect, it } from 'vitest'
import { Refusal } from '#authorizer/errors.ts'
import { printModelJson } from '#model/model-json.ts'
import type { Tuple, TupleKey } from '#model/tuple.ts'
import type { Datastore } from '#storage/datastore.ts'
import { libsqlDatastore } from '#storage/libsql/libsql-datastore.ts'
import { openNodeDatabase } from '#storage/libsql/open-node.ts'
import { memoryDatastore } from '#storage/memory/memory-datastore.ts'
import { keyText } from '#storage/stored-tuple.ts'
import { expectedObjects, listFault } from '../reference/expected-lists.ts'
import { naiveEvaluator } from '../reference/naive-evaluator.ts'
import { olderModel } from '../reference/older-model.ts'
import { judgeRandomCondition } from '../reference/random-model.ts'
import {
  type RandomWorld,
  randomQuestion,
  randomTuples,
  randomWorld,
} from '../reference/random-world.ts'
import { seededRandomness } from '../reference/randomness.ts'
import { worldText } from '../reference/world-text.ts'
import { asking, authorizerOver, type EmbeddedStore } from './embedded-store.ts'

const WORLDS = 25
const QUESTIONS_A_WORLD = 20

const memory = () => Promise.resolve(memoryDatastore())

async function libsql(): Promise<Datastore> {
  const datastore = libsqlDatastore(await openNodeDatabase({ url: 'memory:' }))
  await datastore.migrate()
  return datastore
}

describe.each([
  { name: 'in memory, facts resident', open: memory, graphBudgetBytes: 100_000_000 },
  { name: 'in memory, facts on demand', open: memory, graphBudgetBytes: 0 },
  { name: 'in libSQL, facts resident', open: libsql, graphBudgetBytes: 100_000_000 },
  { name: 'in libSQL, facts on demand', open: libsql, graphBudgetBytes: 0 },
])('random worlds $name', { timeout: 180_000 }, ({ open, graphBudgetBytes }) => {
  it('are answered as the naive evaluator answers, now and at a revision that is past', async () => {
    const faults: string[] = []
    for (let seed = 1; seed <= WORLDS; seed++) {
      const world = randomWorld(seed)
      const datastore = await open()
      const store = await storeOf(world, datastore, graphBudgetBytes)
      const fault = (await faultOf(store, world)) ?? (await faultInThePast(store, world))
      if (fault !== undefined) faults.push(`seed ${seed}: ${fault}\n${worldText(world)}`)
      await datastore.close()
    }
    expect(faults).toEqual([])
  })
})

type Store = Pick<EmbeddedStore, 'authorizer' | 'id' | 'modelId'>

/** The older model first, so that its rows can be written, then the world's own. */
async function storeOf(
  world: RandomWorld,
  datastore: Datastore,
  graphBudgetBytes: number,
): Promise<Store> {
  const authorizer = authorizerOver(datastore, { graphBudgetBytes })
  const { id } = await authorizer.createStore('world')
  await authorizer.writeModel(id, printModelJson(olderModel(world.model)))
  const store = { authorizer, id, modelId: world.model.id }
  await write(store, world.tuples)
  return { ...store, modelId: await authorizer.writeModel(id, printModelJson(world.model)) }
}

function write(
  { authorizer, id }: Store,
  writes: readonly Tuple[],
  deletes: readonly TupleKey[] = [],
): Promise<unknown> {
  return authorizer.write(id, {
    writes,
    deletes,
    onDuplicate: 'error',
    onMissing: 'error',
  })
}

/** The first wrong answer. A token asks for the state that it names. */
async function faultOf(
  { authorizer, id, modelId }: Store,
  world: RandomWorld,
  token?: string,
): Promise<string | undefined> {
  const random = seededRandomness(world.seed)
  const naive = naiveEvaluator(world, judgeRandomCondition)
  const query = asking({
    context: world.context,
    contextualTuples: world.contextualTuples,
    ...(token === undefined ? { modelId } : { consistency: { kind: 'at', token } }),
  })
  for (let number = 0; number < QUESTIONS_A_WORLD; number++) {
    const tupleKey = randomQuestion(world.model, random)
    const { object, relation, user } = tupleKey
    const expected = naive(tupleKey).kind
    const verdict = await verdictOf(authorizer.check(id, { tupleKey, ...query }))
    if (verdict !== expected) return `${object}#${relation}@${user} is ${expected}, not ${verdict}`

    const type = object.split(':')[0] ?? ''
    const list = expectedObjects(world, judgeRandomCondition, { user, type, relation })
    if (!list.decided) continue
    const request = { user, type, relation, paging: {}, ...query }
    const { objects } = await authorizer.listObjects(id, request)
    const fault = listFault(list, objects)
    if (fault !== undefined) return `objects of ${type}#${relation}@${user}: ${fault}`
  }
  return undefined
}

async function verdictOf(
  answer: Promise<{ readonly allowed: boolean }>,
): Promise<'allowed' | 'denied' | 'error'> {
  try {
    return (await answer).allowed ? 'allowed' : 'denied'
  } catch (error) {
    if (error instanceof Refusal) return 'error'
    throw error
  }
}

/** Writes on, and asks for the state before. */
async function faultInThePast(store: Store, world: RandomWorld): Promise<string | undefined> {
  const random = seededRandomness(world.seed + 1)
  const token = await presentRevision(store, randomQuestion(world.model, random))
  const there = new Set(world.tuples.map(keyText))
  const added = randomTuples(world.model, random, 8, 0).filter(
    (tuple) => !there.has(keyText(tuple)),
  )
  const gone = world.tuples.filter(() => random.chance(0.4))
  await write(store, added, gone)
  return faultOf(store, world, token)
}

/** Any answer carries it; an expansion needs no context. */
async function presentRevision(
  { authorizer, id }: Store,
  { object, relation }: TupleKey,
): Promise<string> {
  const consistency = { kind: 'higherConsistency' } as const
  const request = { object, relation, contextualTuples: [], consistency }
  return (await authorizer.expand(id, request)).revision
}
