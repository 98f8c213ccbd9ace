/**
 * explain: why a check comes out as it does. The same evaluator decides, with a recorder around its
 * facts; then everything is dropped from what it saw that the answer does not rest on, and the tree
 * is read off what is left.
 */
import { beginEvaluation, endEvaluation } from './begin-evaluation.ts'
import { check, type Question } from './check.ts'
import type { ConditionFailure, Evaluation, EvaluationOptions } from './evaluation.ts'
import { explainQuestion } from './explain-question.ts'
import { noOtherTuples, subjectsIn, tupleStep, verdictOf } from './explain-steps.ts'
import type { Explanation, RestingFact } from './explanation.ts'
import { explanationText } from './explanation-text.ts'
import type { Facts } from './facts.ts'
import type { LinkedModel } from './linked-model.ts'
import { CYCLE, EXHAUSTED, isDecided, NEEDS_FACTS, type Value } from './outcome.ts'
import { type List, type Observation, record, replay } from './recorder.ts'
import { smallest } from './smallest.ts'
import { subjectText } from './text.ts'

/** What may be seen for one answer. Beyond it an explanation would be no help, and take too long. */
const MAX_SEEN = 20_000

/** Facts that an explanation may name. */
const MAX_TOLD = 3_000

/** What may be examined to drop what an answer does not rest on; then the rest is kept as it is. */
const MAX_EXAMINED = 1_000_000

export type Explained =
  | { readonly kind: 'explained'; readonly explanation: Explanation }
  /** Facts that it needs are not here; they are noted. */
  | { readonly kind: 'needs facts' }
  /** It rests on more than can be told. */
  | { readonly kind: 'too large' }

/**
 * Explains a question. Yields when some work was done, so that a driver may look at its clock; the
 * facts must hold still meanwhile.
 */
export function* explain(
  linked: LinkedModel,
  facts: Facts,
  question: Question,
  options: EvaluationOptions,
): Generator<undefined, Explained> {
  // Lifting reads the other way round, and would leave denials unsaid.
  const plainly: EvaluationOptions = { ...options, lifting: false }
  const recorder = record(facts, MAX_SEEN)
  const first = ask(linked, recorder.facts, question, plainly, () => undefined)
  if ((first.value & NEEDS_FACTS) !== 0) return { kind: 'needs facts' }
  const seen = recorder.observations()
  if (seen === undefined || (first.value & EXHAUSTED) !== 0) return { kind: 'too large' }
  yield undefined
  const holds = (some: readonly Observation[]) =>
    holdsWith(linked, facts, question, plainly, some, first.value)
  const rest = isSettled(first.value) ? yield* whatItRestsOn(seen, holds) : seen
  if (toldBy(facts, rest) > MAX_TOLD) return { kind: 'too large' }
  const { value, made } = ask(linked, replay(facts, rest), question, plainly, (evaluation) => ({
    root: explainQuestion(evaluation, question),
    facts: isSettled(first.value) ? restingFacts(evaluation, rest) : [],
  }))
  const verdict = verdictOf(value)
  const user = subjectText(facts, question.user)
  const failures = isSettled(value) ? [] : first.failures
  const explained = { verdict, user, ...made, failures }
  yield undefined
  return { kind: 'explained', explanation: { ...explained, text: explanationText(explained) } }
}

/** Depending on one's own negation settles a question, too: it is denied. */
function isSettled(value: Value): boolean {
  return isDecided(value) || value === CYCLE
}

/**
 * The least of what was seen that is enough. Lists are dropped first, while each of their rows is
 * still known by itself: an allow then rests on single tuples wherever it can.
 */
function* whatItRestsOn(
  seen: readonly Observation[],
  isEnough: (some: readonly Observation[]) => boolean,
): Generator<undefined, readonly Observation[]> {
  let examined = 0
  const examine = (some: readonly Observation[]) => {
    examined += some.length
    return isEnough(some)
  }
  const mayGoOn = () => examined < MAX_EXAMINED
  const tuples = seen.filter(({ kind }) => kind === 'tuple')
  const lists = yield* smallest(
    seen.filter(({ kind }) => kind !== 'tuple'),
    (some) => examine([...some, ...tuples]),
    mayGoOn,
  )
  const rows = yield* smallest(tuples, (some) => examine([...lists, ...some]), mayGoOn)
  return [...lists, ...rows]
}

function holdsWith(
  linked: LinkedModel,
  facts: Facts,
  question: Question,
  options: EvaluationOptions,
  observations: readonly Observation[],
  value: Value,
): boolean {
  const known = replay(facts, observations)
  return ask(linked, known, question, options, () => undefined).value === value
}

function ask<Made>(
  linked: LinkedModel,
  facts: Facts,
  question: Question,
  options: EvaluationOptions,
  make: (evaluation: Evaluation) => Made,
): { readonly value: Value; readonly failures: readonly ConditionFailure[]; readonly made: Made } {
  const evaluation = beginEvaluation(linked, facts, options)
  const value = check(evaluation, question)
  const made = make(evaluation)
  const failures = evaluation.failures
  endEvaluation(evaluation)
  return { value, failures, made }
}

/** How many facts these are, with the rows of the lists among them. */
function toldBy(facts: Facts, observations: readonly Observation[]): number {
  let told = 0
  for (const { kind, object, relation } of observations) {
    told += kind === 'tuple' ? 1 : subjectsIn(facts, lookOf(kind), object, relation).length
  }
  return told
}

function lookOf(kind: List['kind']): 'rows' | 'usersets' {
  return kind === 'all rows' ? 'rows' : 'usersets'
}

function restingFacts(
  evaluation: Evaluation,
  observations: readonly Observation[],
): readonly RestingFact[] {
  return observations.flatMap((fact): readonly RestingFact[] => {
    const { object, relation } = fact
    if (fact.kind === 'tuple') return [tupleStep(evaluation, object, relation, fact.subject)]
    const shown = subjectsIn(evaluation.facts, lookOf(fact.kind), object, relation).map((subject) =>
      tupleStep(evaluation, object, relation, subject),
    )
    return [...shown, noOtherTuples(evaluation, object, relation)]
  })
}
