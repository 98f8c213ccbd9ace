import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { JsonObject } from '#model/json.ts'
import { printModelJson } from '#model/model-json.ts'
import type { TupleKey } from '#model/tuple.ts'
import { naiveEvaluator } from '../reference/naive-evaluator.ts'
import { olderModel } from '../reference/older-model.ts'
import { judgeRandomCondition } from '../reference/random-model.ts'
import { type RandomWorld, randomQuestion, randomWorld } from '../reference/random-world.ts'
import { seededRandomness } from '../reference/randomness.ts'
import { setAside } from '../reference/set-aside.ts'
import { mustPost, newStore, type StoreClient, tupleJson, writeAll } from './openfga-client.ts'
import { findOpenfga, startOpenfga } from './openfga-process.ts'
import type { ServerProcess } from './server-process.ts'

const CHECKS = 5_000
/** OpenFGA's own limit of checks in a batch. */
const CHECKS_A_WORLD = 50

const binary = findOpenfga()

describe.skipIf(binary === undefined)('the naive evaluator beside a real OpenFGA server', () => {
  let server: ServerProcess | undefined

  beforeAll(async () => {
    if (binary !== undefined) server = await startOpenfga(binary)
  })

  afterAll(async () => {
    await server?.stop()
  })

  it(`gives the same answers to ${CHECKS} checks of random worlds`, async () => {
    if (server === undefined) throw new Error('the server did not start')
    const tally = new Map<string, number>()
    const different: string[] = []
    for (let seed = 1; (tally.get('compared') ?? 0) < CHECKS; seed++) {
      for (const outcome of await compareWorld(server, randomWorld(seed))) {
        tally.set(outcome.kind, (tally.get(outcome.kind) ?? 0) + 1)
        if (outcome.kind === 'different') different.push(outcome.where)
      }
    }
    console.log(Object.fromEntries(tally))
    expect(different).toEqual([])
  })
})

type Outcome =
  | { readonly kind: 'compared' | `set aside: ${string}` | `left out: ${string}` }
  | { readonly kind: 'different'; readonly where: string }

async function compareWorld(server: ServerProcess, world: RandomWorld): Promise<Outcome[]> {
  const store = await newStore(server.baseUrl, { authorization: `Bearer ${server.token}` })
  await mustPost(store, '/authorization-models', printModelJson(olderModel(world.model)))
  await writeAll(store, world.tuples)
  const written = await store.post('/authorization-models', printModelJson(world.model))
  if (written.status !== 201) return [{ kind: 'left out: the model is refused' }]

  const random = seededRandomness(world.seed)
  const questions = Array.from({ length: CHECKS_A_WORLD }, () =>
    randomQuestion(world.model, random),
  )
  const answers = await answersOf(store, world, questions)
  const evaluate = naiveEvaluator(world, judgeRandomCondition)
  return questions.flatMap((question, place): Outcome[] => {
    const answer = answers[place]
    if (answer === undefined) return [{ kind: 'left out: not answered in time' }]
    const relation = `${question.object.split(':')[0]}#${question.relation}`
    const shape = setAside(world, judgeRandomCondition, relation)
    const aside: Outcome[] =
      shape === undefined ? [] : [{ kind: `set aside: ${shape.name} (${shape.compared} compared)` }]
    if (shape?.compared === 'nothing') return aside
    const expected = evaluate(question).kind
    const same =
      shape?.compared === 'permission'
        ? (answer === 'allowed') === (expected === 'allowed')
        : answer === expected
    if (same) return [{ kind: 'compared' }, ...aside]
    const { object, relation: name, user } = question
    const where = `seed ${world.seed}: ${object}#${name}@${user} is ${expected}, server: ${answer}`
    return [{ kind: 'different', where }]
  })
}

/** In the order of the questions; undefined where the server ran out of its time. */
async function answersOf(
  store: StoreClient,
  { context, contextualTuples }: RandomWorld,
  questions: readonly TupleKey[],
): Promise<readonly ('allowed' | 'denied' | 'error' | undefined)[]> {
  const response = await store.post('/batch-check', {
    checks: questions.map(({ object, relation, user }, place) => ({
      tuple_key: { object, relation, user },
      correlation_id: String(place),
      contextual_tuples: { tuple_keys: contextualTuples.map(tupleJson) },
      context,
    })),
  })
  if (response.status === 500) return []
  const results = response.body.result as JsonObject
  return questions.map((_, place) => {
    const { allowed, error } = results[String(place)] as JsonObject
    if (error === undefined) return allowed === true ? 'allowed' : 'denied'
    return (error as JsonObject).internal_error === undefined ? 'error' : undefined
  })
}
