/** How a law is played: over random worlds, and if one breaks it, with as little of it as does. */
import fc from 'fast-check'
import { compileCondition } from '#condition/parse.ts'
import { linkModel } from '#engine/linked-model.ts'
import type { Tuple, TupleKey } from '#model/tuple.ts'
import { keyText } from '#storage/stored-tuple.ts'
import type { World } from '../reference/naive-evaluator.ts'
import { RANDOM_CONDITIONS } from '../reference/random-model.ts'
import { type RandomWorld, randomQuestion, randomWorld } from '../reference/random-world.ts'
import { seededRandomness } from '../reference/randomness.ts'
import { smallestWorld } from '../reference/smallest-world.ts'
import { worldText } from '../reference/world-text.ts'
import { type Asking, engineIn, type WorldEngine } from './engine-in-world.ts'
import { residentFacts, type WorldFacts } from './facts-of-world.ts'

/** Another seed plays other worlds; the default keeps a red run red. */
const SEED = Number(process.env.PFORTE_TEST_SEED ?? 1)

const conditions = new Map(
  [...RANDOM_CONDITIONS].map(([name, definition]) => {
    const compiled = compileCondition(definition)
    if (compiled.kind === 'rejected') throw new Error(compiled.message)
    return [name, compiled.condition]
  }),
)

/** Says what is wrong with a world; undefined: nothing. */
export type Law = (world: RandomWorld) => string | undefined

export function inEveryWorld(worlds: number, law: Law): void {
  fc.assert(
    fc.property(fc.noBias(fc.nat()), (seed) => {
      const world = randomWorld(seed)
      if (law(world) === undefined) return
      const small = smallestWorld(world, (each) => law(each) !== undefined)
      throw new Error(`seed ${seed}: ${law(small)}\n${worldText(small)}`)
    }),
    { seed: SEED, numRuns: worlds, endOnFailure: true },
  )
}

export function engine(
  world: World,
  facts: (world: World) => () => WorldFacts = residentFacts,
  asking: Asking = {},
): WorldEngine {
  return engineIn(linkModel(world.model, conditions), world, facts(world), asking)
}

export function questionsOf(world: RandomWorld, count: number): readonly TupleKey[] {
  const random = seededRandomness(world.seed)
  return Array.from({ length: count }, () => randomQuestion(world.model, random))
}

export function questionText({ object, relation, user }: TupleKey): string {
  return `${object}#${relation}@${user}`
}

/** The first question that two evaluators answer differently. */
export function difference(
  questions: readonly TupleKey[],
  expected: (question: TupleKey) => string,
  actual: (question: TupleKey) => string,
): string | undefined {
  const different = questions.find((question) => expected(question) !== actual(question))
  return (
    different &&
    `${questionText(different)} is ${expected(different)}, the engine says ${actual(different)}`
  )
}

/** The contextual tuples written down, each in place of what has its key. */
export function stored(world: World): World {
  const tuples = lastOfEachKey([...world.tuples, ...world.contextualTuples])
  return { ...world, tuples, contextualTuples: [] }
}

export function lastOfEachKey(tuples: readonly Tuple[]): readonly Tuple[] {
  return [...new Map(tuples.map((tuple) => [keyText(tuple), tuple])).values()]
}
