import type { Evaluation } from '#engine/evaluation.ts'
import type { ObjectId, TypeId } from '#engine/facts.ts'
import { ALLOWED, and, DENIED, EXHAUSTED, NEEDS_FACTS, or, type Value } from '#engine/outcome.ts'
import type { ArrowRewrite, ParentRestriction } from '#engine/plan-node.ts'
import { counts, rowConditionValue } from '#engine/row-condition.ts'

/** `viewer from parent`: the computed relation on every object that the tupleset names. */
export function tupleToUserset(
  evaluation: Evaluation,
  rewrite: ArrowRewrite,
  object: ObjectId,
  depth: number,
): Value {
  const { facts, rows, options } = evaluation
  const { tupleset } = rewrite
  let value = facts.rows(object, tupleset, rows) ? DENIED : NEEDS_FACTS
  const { slab, start, end } = rows
  for (let at = start; at < end; at++) {
    if (++evaluation.steps > options.maxSteps) return or(value, EXHAUSTED)
    const row = slab[at] as number
    const parent = row >> 1
    if (parent < 0 || facts.isWildcard(parent)) continue
    const conditional = (row & 1) === 1
    const restriction = restrictionFor(rewrite.parents, facts.typeOf(parent))
    if (restriction === undefined) continue
    if (!counts(evaluation, restriction, conditional, object, tupleset, parent)) continue
    const held = evaluation.dispatch(evaluation, restriction.node, parent, depth + 1)
    if (held === DENIED) continue
    value = or(
      value,
      conditional
        ? and(held, rowConditionValue(evaluation, restriction, object, tupleset, parent))
        : held,
    )
    if (value === ALLOWED) return ALLOWED
  }
  return value
}

function restrictionFor(
  restrictions: readonly ParentRestriction[],
  type: TypeId,
): ParentRestriction | undefined {
  for (const restriction of restrictions) if (restriction.type === type) return restriction
  return undefined
}
