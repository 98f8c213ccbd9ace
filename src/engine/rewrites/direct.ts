import type { Evaluation } from '#engine/evaluation.ts'
import type { ObjectId, RelationId } from '#engine/facts.ts'
import { isLifted, liftedValue } from '#engine/lift.ts'
import { ALLOWED, and, DENIED, EXHAUSTED, NEEDS_FACTS, or, type Value } from '#engine/outcome.ts'
import type { DirectRewrite, UsersetRestriction } from '#engine/plan-node.ts'
import { counts, presenceValue, rowConditionValue } from '#engine/row-condition.ts'

/**
 * The rows of the relation itself: one that names the subject, one that names everybody of its type,
 * then the usersets it may be in. A wildcard never stands for a userset (OpenFGA advisories).
 */
export function direct(
  evaluation: Evaluation,
  rewrite: DirectRewrite,
  object: ObjectId,
  depth: number,
): Value {
  const { facts, subject, wildcard } = evaluation
  const { relation } = rewrite
  let value = DENIED
  if (rewrite.subject.bits !== 0) {
    const presence = facts.has(object, relation, subject)
    value = presenceValue(evaluation, presence, rewrite.subject, object, relation, subject)
    if (value === ALLOWED) return ALLOWED
  }
  if (rewrite.wildcard.bits !== 0 && wildcard !== -1) {
    const presence = facts.has(object, relation, wildcard)
    const forAll = presenceValue(evaluation, presence, rewrite.wildcard, object, relation, wildcard)
    value = or(value, forAll)
    if (value === ALLOWED) return ALLOWED
  }
  if (rewrite.usersets.length === 0) return value
  return or(value, throughUsersets(evaluation, rewrite, object, depth))
}

function throughUsersets(
  evaluation: Evaluation,
  rewrite: DirectRewrite,
  object: ObjectId,
  depth: number,
): Value {
  const { facts, rows, options } = evaluation
  const { relation } = rewrite
  let value = facts.usersets(object, relation, rows) ? DENIED : NEEDS_FACTS
  const { slab, start, end } = rows
  for (let at = start; at < end; at++) {
    if (++evaluation.steps > options.maxSteps) return or(value, EXHAUSTED)
    const row = slab[at] as number
    const userset = row >> 1
    const conditional = (row & 1) === 1
    const restriction = restrictionFor(rewrite.usersets, facts.relationOfUserset(userset))
    if (restriction === undefined) continue
    if (!counts(evaluation, restriction, conditional, object, relation, userset)) continue
    const membership =
      restriction.node.pure && isLifted(evaluation)
        ? liftedValue(evaluation, userset, depth + 1)
        : evaluation.dispatch(
            evaluation,
            restriction.node,
            facts.objectOfUserset(userset),
            depth + 1,
          )
    if (membership === DENIED) continue
    value = or(
      value,
      conditional
        ? and(membership, rowConditionValue(evaluation, restriction, object, relation, userset))
        : membership,
    )
    if (value === ALLOWED) return ALLOWED
  }
  return value
}

function restrictionFor(
  restrictions: readonly UsersetRestriction[],
  relation: RelationId,
): UsersetRestriction | undefined {
  for (const restriction of restrictions) if (restriction.relation === relation) return restriction
  return undefined
}
