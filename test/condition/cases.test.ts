import { describe, expect, it } from 'vitest'
import type { Context } from '#condition/condition.ts'
import { compileCondition } from '#condition/parse.ts'
import { type Answer, type ConditionCase, definitionOf, readCases } from './cases.ts'

const answerOf = { met: 'true', unmet: 'false', missing: 'error', error: 'error' } as const

/** Answers with the context in the request, or that the model is refused. */
const answersTo = (one: ConditionCase): readonly Answer[] | 'refused' => {
  const compiled = compileCondition(definitionOf(one))
  if (compiled.kind === 'rejected') return 'refused'
  const bound = compiled.condition.bind(undefined)
  return one.questions.map(({ context }) => answerOf[bound.evaluate(context).kind])
}

const boundAnswersTo = (one: ConditionCase): readonly Answer[] | 'refused' => {
  const compiled = compileCondition(definitionOf(one))
  if (compiled.kind === 'rejected') return 'refused'
  const { condition } = compiled
  const evaluate = (context: Context) => condition.bind(context).evaluate({})
  return one.questions.map(({ context }) => answerOf[evaluate(context).kind])
}

const recordedAnswers = ({ isRefused, questions }: ConditionCase) =>
  isRefused === true ? 'refused' : questions.map(({ answer }) => answer)

describe('conditions answer as a real OpenFGA did', () => {
  it.each(readCases())('in a request: $expression', (one) => {
    expect(answersTo(one)).toEqual(recordedAnswers(one))
  })

  it.each(readCases())('on a tuple: $expression', (one) => {
    expect(boundAnswersTo(one)).toEqual(recordedAnswers(one))
  })
})
