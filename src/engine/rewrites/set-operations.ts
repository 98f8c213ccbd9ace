import type { Evaluation } from '#engine/evaluation.ts'
import type { ObjectId } from '#engine/facts.ts'
import { ALLOWED, and, DENIED, not, or, type Value } from '#engine/outcome.ts'
import type { PlannedRewrite } from '#engine/plan-node.ts'

/** Decides one operand; tied in `evaluate-rewrite.ts`, so that no rewrite knows another. */
export type EvaluateOperand = (
  evaluation: Evaluation,
  operand: PlannedRewrite,
  object: ObjectId,
  depth: number,
) => Value

/** Allowed as soon as one operand is. */
export function union(
  evaluation: Evaluation,
  operands: readonly PlannedRewrite[],
  object: ObjectId,
  depth: number,
  evaluate: EvaluateOperand,
): Value {
  let value = DENIED
  for (const operand of operands) {
    value = or(value, evaluate(evaluation, operand, object, depth))
    if (value === ALLOWED) return ALLOWED
  }
  return value
}

/** Denied as soon as one operand is: also when another could not be decided. */
export function intersection(
  evaluation: Evaluation,
  operands: readonly PlannedRewrite[],
  object: ObjectId,
  depth: number,
  evaluate: EvaluateOperand,
): Value {
  let value = ALLOWED
  for (const operand of operands) {
    value = and(value, evaluate(evaluation, operand, object, depth))
    if (value === DENIED) return DENIED
  }
  return value
}

/** `base but not subtract`: only what is really allowed by the second operand is taken away. */
export function difference(
  evaluation: Evaluation,
  base: PlannedRewrite,
  subtract: PlannedRewrite,
  object: ObjectId,
  depth: number,
  evaluate: EvaluateOperand,
): Value {
  const kept = evaluate(evaluation, base, object, depth)
  if (kept === DENIED) return DENIED
  evaluation.odd = !evaluation.odd
  const taken = evaluate(evaluation, subtract, object, depth)
  evaluation.odd = !evaluation.odd
  return and(kept, not(taken))
}
