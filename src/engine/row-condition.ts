import type { ConditionOutcome } from '#condition/condition.ts'
import type { Evaluation } from './evaluation.ts'
import {
  ABSENT,
  type ConditionId,
  NOT_HERE,
  type ObjectId,
  type Presence,
  type RelationId,
  type SubjectId,
  UNCONDITIONAL,
} from './facts.ts'
import { ALLOWED, CONDITION_FAILED, DENIED, NEEDS_FACTS, type Value } from './outcome.ts'
import { type Forms, UNCONDITIONAL_FORM } from './plan-node.ts'

/** What a tuple that was looked for is worth, under the forms that the model allows it. */
export function presenceValue(
  evaluation: Evaluation,
  presence: Presence,
  forms: Forms,
  object: ObjectId,
  relation: RelationId,
  subject: SubjectId,
): Value {
  if (presence === ABSENT) return DENIED
  if (presence === NOT_HERE) return NEEDS_FACTS
  if (presence === UNCONDITIONAL) return (forms.bits & UNCONDITIONAL_FORM) === 0 ? DENIED : ALLOWED
  return rowConditionValue(evaluation, forms, object, relation, subject)
}

/** Whether a row counts at all: a row without a condition does not satisfy `user with c`, nor a row with one `user`. */
export function counts(
  evaluation: Evaluation,
  forms: Forms,
  conditional: boolean,
  object: ObjectId,
  relation: RelationId,
  subject: SubjectId,
): boolean {
  if (!conditional) return (forms.bits & UNCONDITIONAL_FORM) !== 0
  const { facts } = evaluation
  const { name } = facts.conditionInstance(facts.condition(object, relation, subject))
  return forms.conditions.includes(name)
}

/** What the condition of a conditional row comes to; denied if the model does not allow it there. */
export function rowConditionValue(
  evaluation: Evaluation,
  forms: Forms,
  object: ObjectId,
  relation: RelationId,
  subject: SubjectId,
): Value {
  const { facts } = evaluation
  const id = facts.condition(object, relation, subject)
  const { name } = facts.conditionInstance(id)
  return forms.conditions.includes(name) ? conditionValue(evaluation, id) : DENIED
}

/** What evaluating a condition counts for: a costly one takes as long as forty rows, a plain one as five. */
const STEPS_OF_A_CONDITION = 40

/** What a condition with its context comes to; evaluated once a request. */
export function conditionValue(evaluation: Evaluation, id: ConditionId): Value {
  const { facts, conditionValues, linked, options } = evaluation
  const known = conditionValues.get(id)
  if (known !== undefined) return known
  evaluation.steps += STEPS_OF_A_CONDITION
  const bound = linked.bind(facts.conditionInstance(id))
  const value =
    bound === undefined
      ? DENIED
      : outcomeValue(evaluation, bound.name, bound.evaluate(options.context, options.now))
  conditionValues.set(id, value)
  return value
}

function outcomeValue(evaluation: Evaluation, condition: string, outcome: ConditionOutcome): Value {
  switch (outcome.kind) {
    case 'met':
      return ALLOWED
    case 'unmet':
      return DENIED
    case 'missing':
      evaluation.failures.push({
        condition,
        missing: outcome.parameters,
        message: `context is missing parameters ${outcome.parameters.join(', ')}`,
      })
      return CONDITION_FAILED
    case 'error':
      evaluation.failures.push({ condition, missing: [], message: outcome.message })
      return CONDITION_FAILED
  }
}
