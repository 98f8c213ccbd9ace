/** What a question must be before it is asked, and what its outcome means to who asked. */
import { InvalidTuple, TooComplex, ValidationFailed } from '#authorizer/errors.ts'
import type { Question } from '#engine/check.ts'
import { MAX_CHECK_DEPTH, MAX_CHECK_STEPS } from '#engine/check-limits.ts'
import type { ConditionFailure, EvaluationOptions } from '#engine/evaluation.ts'
import type { Facts, ObjectId, SubjectId } from '#engine/facts.ts'
import { ALLOWED, CONDITION_FAILED, EXHAUSTED, TOO_DEEP, type Value } from '#engine/outcome.ts'
import type { JsonObject } from '#model/json.ts'
import { parseObject, parseSubject, type Tuple, type TupleKey } from '#model/tuple.ts'
import {
  describeTupleFault,
  findContextFault,
  findKeyFault,
  findTupleFault,
} from '#model/tuple-validation.ts'
import type { CompiledModel } from './compiled-model.ts'

export function checkOptions(context: JsonObject, now: number | undefined): EvaluationOptions {
  return { context, now, maxDepth: MAX_CHECK_DEPTH, maxSteps: MAX_CHECK_STEPS }
}

/** Refuses a check that the model cannot answer. Its user need not be one that the relation allows. */
export function refuseFaultyCheck(
  compiled: CompiledModel,
  check: {
    readonly tupleKey: TupleKey
    readonly context: JsonObject
    readonly contextualTuples: readonly Tuple[]
  },
): void {
  const keyFault = findKeyFault(compiled, check.tupleKey)
  if (keyFault !== undefined) throw new ValidationFailed(`invalid relation: ${keyFault}`)
  const contextFault = findContextFault(check.context)
  if (contextFault !== undefined) throw new ValidationFailed(`invalid context: ${contextFault}`)
  for (const tuple of check.contextualTuples) {
    const fault = findTupleFault(compiled, tuple)
    if (fault !== undefined) throw new InvalidTuple(describeTupleFault(tuple, fault))
  }
}

/** As in a check, but OpenFGA's lists and expand have another code for faults of a condition. */
export function refuseFaultyContextualTuples(
  compiled: CompiledModel,
  tuples: readonly Tuple[],
): void {
  for (const tuple of tuples) {
    const fault = findTupleFault(compiled, tuple)
    if (fault === undefined) continue
    const message = describeTupleFault(tuple, fault)
    throw fault.of === 'condition' ? new ValidationFailed(message) : new InvalidTuple(message)
  }
}

/** A check in the ids of the facts. The key must have been found sound. */
export function questionOf(facts: Facts, key: TupleKey): Question {
  const object = parseObject(key.object)
  if (object === undefined) throw new Error('a question about an object that was found sound')
  return {
    object: facts.objectId(object.type, object.id),
    relation: facts.relationId(object.type, key.relation),
    user: subjectIdOf(facts, key.user),
  }
}

/** A user in the ids of the facts. It must have been found sound. */
export function subjectIdOf(facts: Facts, user: string): SubjectId | ObjectId {
  const subject = parseSubject(user)
  if (subject === undefined) throw new Error('a question about a user that was found sound')
  switch (subject.kind) {
    case 'object':
      return facts.objectId(subject.type, subject.id)
    case 'wildcard':
      return facts.objectId(subject.type, '*')
    case 'userset':
      return facts.usersetId(
        facts.objectId(subject.type, subject.id),
        facts.relationId(subject.type, subject.relation),
      )
  }
}

/**
 * What a value says at the door: undecided for an error is that error, undecided only for a cycle is
 * a denial, for what depends on its own negation has no ground.
 */
export function isAllowed(value: Value, failures: readonly ConditionFailure[]): boolean {
  refuseFailures(value, failures)
  return value === ALLOWED
}

/** Throws the error that the reasons of a value, or of a list, are. */
export function refuseFailures(value: Value, failures: readonly ConditionFailure[]): void {
  if ((value & CONDITION_FAILED) !== 0) {
    throw new ValidationFailed(describeFailure(failures.at(-1)))
  }
  if ((value & (TOO_DEEP | EXHAUSTED)) !== 0) throw new TooComplex()
}

function describeFailure(failure: ConditionFailure | undefined): string {
  const reason = failure === undefined ? '' : `: '${failure.condition}' - ${failure.message}`
  return `failed to evaluate relationship condition${reason}`
}
