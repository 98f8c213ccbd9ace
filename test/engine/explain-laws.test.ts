import { describe, it } from 'vitest'
import type { Explanation, RestingFact } from '#engine/explanation.ts'
import type { Tuple, TupleKey } from '#model/tuple.ts'
import { keyText } from '#storage/stored-tuple.ts'
import { everyTuple } from '../reference/every-tuple.ts'
import { naiveEvaluator } from '../reference/naive-evaluator.ts'
import { judgeRandomCondition } from '../reference/random-model.ts'
import type { RandomWorld } from '../reference/random-world.ts'
import { type Randomness, seededRandomness } from '../reference/randomness.ts'
import { isUnionOnly } from '../reference/reach.ts'
import { engine, inEveryWorld, questionsOf, questionText, stored } from './law.ts'

const TIMEOUT_MS = 180_000

/** An object that no world speaks of: what is not ruled out may always hold for somebody new. */
const STRANGERS = ['stranger']

describe('explanations of random worlds', { timeout: TIMEOUT_MS }, () => {
  it('come to the verdict of the check', () => {
    inEveryExplanation(150, ({ world, question, explanation }) =>
      explanation.verdict === engine(world).check(question) ? undefined : explanation.verdict,
    )
  })

  it('of an allow hold tuples that alone allow', () => {
    inEveryExplanation(200, ({ world, question, explanation }) => {
      if (explanation.verdict !== 'allowed') return undefined
      const verdict = verdictOf(world, foundIn(explanation, world), question)
      return verdict === 'allowed' ? undefined : `its tuples alone: ${verdict}`
    })
  })

  it('rest on facts that are enough, whatever else holds', () => {
    inEveryExplanation(150, ({ world, question, explanation, random }) => {
      if (explanation.verdict === 'error') return undefined
      for (const share of [0.05, 0.3, 1]) {
        const tuples = worldAround(world, explanation.facts, random, share)
        const verdict = verdictOf(world, tuples, question)
        if (verdict !== explanation.verdict) return `${verdict} in a world with all of its facts`
      }
      return undefined
    })
  })

  it('of a denial by unions rest on things not found of which none can be dropped', () => {
    inEveryExplanation(200, ({ world, question, explanation, random }) => {
      if (explanation.verdict !== 'denied' || !isUnionOnly(world.model)) return undefined
      // What a model rules out for one wildcard or userset alone, the engine looks for all the same.
      if (question.user.endsWith(':*') || question.user.includes('#')) return undefined
      const idle = explanation.facts.filter(isLookedFor).find((fact) => {
        const rest = explanation.facts.filter((other) => other !== fact)
        return verdictOf(world, worldAround(world, rest, random, 1), question) === 'denied'
      })
      return idle && `denied without ${JSON.stringify(idle)}`
    })
  })

  it('of an allow by unions rest on tuples of which none can be dropped', () => {
    inEveryExplanation(200, ({ world, question, explanation }) => {
      if (explanation.verdict !== 'allowed' || !isUnionOnly(world.model)) return undefined
      const tuples = foundIn(explanation, world)
      const idle = tuples.find((tuple) => {
        const rest = tuples.filter((other) => other !== tuple)
        return verdictOf(world, rest, question) === 'allowed'
      })
      return idle && `allowed without ${keyText(idle)}`
    })
  })
})

interface Explained {
  readonly world: RandomWorld
  readonly question: TupleKey
  readonly explanation: Explanation
  readonly random: Randomness
}

/** What is wrong with an explanation; undefined: nothing. */
type ExplanationLaw = (explained: Explained) => string | undefined

function inEveryExplanation(worlds: number, law: ExplanationLaw): void {
  inEveryWorld(worlds, (given) => {
    const world = { ...given, ...stored(given) }
    const random = seededRandomness(world.seed + 3)
    for (const question of questionsOf(world, 12)) {
      const explanation = engine(world).explain(question)
      const fault = law({ world, question, explanation, random })
      if (fault !== undefined) return `${questionText(question)}: ${fault}\n${explanation.text}`
    }
    return undefined
  })
}

function verdictOf(world: RandomWorld, tuples: readonly Tuple[], question: TupleKey): string {
  return naiveEvaluator({ ...world, tuples }, judgeRandomCondition)(question).kind
}

/** The world's own tuples that an explanation shows. */
function foundIn({ facts }: Pick<Explanation, 'facts'>, world: RandomWorld): readonly Tuple[] {
  const found = new Set(facts.flatMap((fact) => (isFound(fact) ? [keyText(fact)] : [])))
  return world.tuples.filter((tuple) => found.has(keyText(tuple)))
}

/** A tuple that is there denies nothing; that no other is there beside it may. */
function isLookedFor(fact: RestingFact): boolean {
  return !isFound(fact)
}

function isFound(fact: RestingFact): fact is RestingFact & { readonly kind: 'tuple' } {
  return fact.kind === 'tuple' && fact.found
}

/** A world in which the facts hold, and of all else that they leave open, about a share. */
function worldAround(
  world: RandomWorld,
  facts: readonly RestingFact[],
  random: Randomness,
  share: number,
): readonly Tuple[] {
  const open = everyTuple(world.model, STRANGERS).filter(
    (tuple) => random.chance(share) && !facts.some((fact) => settles(fact, tuple)),
  )
  return [...foundIn({ facts }, world), ...open]
}

/** Whether a fact says of a tuple whether it is there. */
function settles(fact: RestingFact, tuple: Tuple): boolean {
  if (fact.kind === 'tuple') return keyText(fact) === keyText(tuple)
  if (fact.object !== tuple.object || fact.relation !== tuple.relation) return false
  return fact.lookedFor.includes(tuple.user.replace(/:[^#]*/, '')) && !tuple.user.endsWith(':*')
}
