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
import { CYCLE, isDecided, NEEDS_FACTS, type Value } from './outcome.ts'
import { type Observation, record, replay } from './recorder.ts'
import { smallest } from './smallest.ts'
import { subjectText } from './text.ts'

/** Explains a question; undefined while facts that it needs are not here (they are noted). */
export function explain(
  linked: LinkedModel,
  facts: Facts,
  question: Question,
  options: EvaluationOptions,
): Explanation | undefined {
  // Lifting reads the other way round, and would leave denials unsaid.
  const plainly: EvaluationOptions = { ...options, lifting: false }
  const recorder = record(facts)
  const first = ask(linked, recorder.facts, question, plainly, () => undefined)
  if ((first.value & NEEDS_FACTS) !== 0) return undefined
  const seen = recorder.observations()
  const rest = isSettled(first.value)
    ? whatItRestsOn(seen, (some) => holdsWith(linked, facts, question, plainly, some, first.value))
    : seen
  const { value, made } = ask(linked, replay(facts, rest), question, plainly, (evaluation) => ({
    root: explainQuestion(evaluation, question),
    facts: isSettled(first.value) ? restingFacts(evaluation, rest) : [],
  }))
  const verdict = verdictOf(value)
  const user = subjectText(facts, question.user)
  const failures = isSettled(value) ? [] : first.failures
  const explained = { verdict, user, ...made, failures }
  return { ...explained, text: explanationText(explained) }
}

/** Depending on one's own negation settles a question, too: it is denied. */
function isSettled(value: Value): boolean {
  return isDecided(value) || value === CYCLE
}

/**
 * The least of what was seen that is enough. Lists are dropped first, while each of their rows is
 * still known by itself: an allow then rests on single tuples wherever it can.
 */
function whatItRestsOn(
  seen: readonly Observation[],
  isEnough: (some: readonly Observation[]) => boolean,
): readonly Observation[] {
  const tuples = seen.filter(({ kind }) => kind === 'tuple')
  const lists = smallest(
    seen.filter(({ kind }) => kind !== 'tuple'),
    (some) => isEnough([...some, ...tuples]),
  )
  return [...lists, ...smallest(tuples, (some) => isEnough([...lists, ...some]))]
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

function restingFacts(
  evaluation: Evaluation,
  observations: readonly Observation[],
): readonly RestingFact[] {
  return observations.flatMap((fact): readonly RestingFact[] => {
    const { object, relation } = fact
    if (fact.kind === 'tuple') return [tupleStep(evaluation, object, relation, fact.subject)]
    const look = fact.kind === 'all rows' ? 'rows' : 'usersets'
    const shown = subjectsIn(evaluation.facts, look, object, relation).map((subject) =>
      tupleStep(evaluation, object, relation, subject),
    )
    return [...shown, noOtherTuples(evaluation, object, relation)]
  })
}
