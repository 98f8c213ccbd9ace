import { describe, it } from 'vitest'
import type { Tuple, TupleKey } from '#model/tuple.ts'
import { naiveEvaluator, type World } from '../reference/naive-evaluator.ts'
import { judgeRandomCondition } from '../reference/random-model.ts'
import { type RandomWorld, randomTuples } from '../reference/random-world.ts'
import { seededRandomness } from '../reference/randomness.ts'
import { isUnionOnly } from '../reference/reach.ts'
import { fetchedFacts, pastFacts } from './facts-of-world.ts'
import { difference, engine, inEveryWorld, lastOfEachKey, questionsOf, stored } from './law.ts'

const TIMEOUT_MS = 180_000

describe('checks on random worlds', { timeout: TIMEOUT_MS }, () => {
  it('are decided as the naive evaluator decides them', () => {
    inEveryWorld(1_000, (world) => {
      const questions = questionsOf(world, 60)
      return difference(questions, expectedOf(world), engine(world).check)
    })
  })

  it('come out the same with facts fetched as they are missed', () => {
    inEveryWorld(150, (world) => {
      const questions = questionsOf(world, 25)
      return difference(questions, engine(world).check, engine(world, fetchedFacts).check)
    })
  })

  it('come out the same when the walk upwards is cut after a row', () => {
    inEveryWorld(150, (world) => {
      const cut = engine(world, (each) => fetchedFacts(each, 1))
      return difference(questionsOf(world, 25), engine(world).check, cut.check)
    })
  })

  it('come out the same without lifting', () => {
    inEveryWorld(300, (world) => {
      const walking = engine(world, undefined, { lifting: false })
      return difference(questionsOf(world, 60), engine(world).check, walking.check)
    })
  })

  it('come out the same whatever the order of the rows', () => {
    inEveryWorld(300, (world) => {
      const questions = questionsOf(world, 60)
      return difference(questions, engine(world).check, engine(shuffled(world)).check)
    })
  })

  it('come out the same with contextual tuples written down', () => {
    inEveryWorld(300, (world) =>
      difference(questionsOf(world, 60), engine(world).check, engine(stored(world)).check),
    )
  })

  it('come out the same in a batch', () => {
    inEveryWorld(300, (world) => {
      const questions = questionsOf(world, 60)
      const batch = engine(world).checkBatch(questions)
      const answers = new Map(questions.map((question, place) => [question, batch[place] ?? '']))
      return difference(questions, engine(world).check, (question) => answers.get(question) ?? '')
    })
  })

  it('come out the same at a revision that is past', () => {
    inEveryWorld(300, (world) => {
      const past = engine(world, (each) => pastFacts(each, laterState(world)))
      return difference(questionsOf(world, 60), engine(world).check, past.check)
    })
  })

  it('come out the same beside a tuple of an object that nothing leads to', () => {
    inEveryWorld(300, (world) => {
      const beside = { ...world, tuples: [...world.tuples, ...unrelated(world)] }
      return difference(questionsOf(world, 60), engine(world).check, engine(beside).check)
    })
  })

  it.each([0, 1, 2, 3])(
    'are decided within %i hops as they are without a limit, or not',
    (maxDepth) => {
      inEveryWorld(200, (world) => {
        const unlimited = expectedOf(world)
        const { check } = engine(world, undefined, { maxDepth })
        const decided = questionsOf(world, 40).filter((question) => check(question) !== 'error')
        return difference(decided, unlimited, check)
      })
    },
  )

  it.each([1, 2, 3])('of unions are all decided that need no more than %i hops', (maxDepth) => {
    inEveryWorld(600, (world) => {
      if (!isUnionOnly(world.model)) return undefined
      const expected = expectedOf(world, maxDepth)
      const near = questionsOf(world, 60).filter((question) => expected(question) !== 'error')
      return difference(
        near,
        expected,
        engine(world, undefined, { maxDepth, lifting: false }).check,
      )
    })
  })
})

function expectedOf(world: World, maxDepth?: number): (question: TupleKey) => string {
  const evaluate = naiveEvaluator(world, judgeRandomCondition, maxDepth)
  return (question) => evaluate(question).kind
}

function shuffled(world: RandomWorld): World {
  const random = seededRandomness(world.seed + 2)
  const order = new Map(world.tuples.map((tuple) => [tuple, random.below(1_000)]))
  const place = (tuple: Tuple) => order.get(tuple) ?? 0
  return { ...world, tuples: world.tuples.toSorted((left, right) => place(left) - place(right)) }
}

/** What a store may have come to after a state: some tuples gone, some new or under other conditions. */
function laterState(world: RandomWorld): readonly Tuple[] {
  const random = seededRandomness(world.seed + 1)
  const kept = world.tuples.filter(() => random.chance(0.6))
  return lastOfEachKey([...kept, ...randomTuples(world.model, random, 10, 0.08)])
}

/** The world's tuples once more, about objects of which no other tuple speaks. */
function unrelated(world: World): readonly Tuple[] {
  return world.tuples.map((tuple) => ({ ...tuple, object: `${tuple.object}-elsewhere` }))
}
