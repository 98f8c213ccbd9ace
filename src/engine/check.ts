/**
 * Check: whether a user stands in a relation to an object. Synchronous; every answer is made of the
 * facts, the model and the context of one evaluation.
 */
import { resetWalk, turnTo } from './begin-evaluation.ts'
import type { Evaluation } from './evaluation.ts'
import type { ObjectId, RelationId, SubjectId } from './facts.ts'
import { decidedCount, forgetAll, forgetUndecided } from './memo.ts'
import { DENIED, EXHAUSTED, TOO_DEEP, type Value } from './outcome.ts'
import type { PlanNode } from './plan-node.ts'

export interface Question {
  readonly object: ObjectId
  readonly relation: RelationId
  readonly user: SubjectId
}

/**
 * Decides a question. `DENIED` or `ALLOWED`, or the reasons why neither is certain; a relation or a
 * kind of user that the model does not know is denied.
 */
export function check(evaluation: Evaluation, question: Question): Value {
  turnTo(evaluation, question.user)
  const node = evaluation.plan?.nodeOf(question.relation)
  return node === undefined ? DENIED : decide(evaluation, node, question.object)
}

/** Decides a subproblem for the evaluation's present subject, as a question of its own. */
export function decide(evaluation: Evaluation, node: PlanNode, object: ObjectId): Value {
  try {
    const value = evaluation.dispatch(evaluation, node, object, 0)
    return (value & (TOO_DEEP | EXHAUSTED)) === TOO_DEEP
      ? decideAgain(evaluation, node, object, value)
      : value
  } catch (error) {
    return abandon(evaluation, error)
  }
}

/** Nested deeper than the stack: too deep, and the walk is back at its start. Throws any other error. */
export function abandon(evaluation: Evaluation, error: unknown): Value {
  if (!(error instanceof RangeError)) throw error
  resetWalk(evaluation)
  forgetUndecided(evaluation.memo)
  return TOO_DEEP
}

/**
 * What was too deep on one way may be near on another. Runs again with what is decided and each
 * subproblem's least number of hops, until nothing new comes of it: so the answer does not depend on
 * the order of rows.
 */
function decideAgain(
  evaluation: Evaluation,
  node: PlanNode,
  object: ObjectId,
  first: Value,
): Value {
  const { memo } = evaluation
  evaluation.careful = true
  // What was decided so far hides how near the subproblems below it are.
  forgetAll(memo)
  let value = first
  for (let known = -1; (value & (TOO_DEEP | EXHAUSTED)) === TOO_DEEP; ) {
    const news = decidedCount(memo) + memo.count
    if (news === known && !evaluation.shallower) break
    known = news
    evaluation.shallower = false
    forgetUndecided(memo)
    value = evaluation.dispatch(evaluation, node, object, 0)
  }
  evaluation.careful = false
  return value
}
