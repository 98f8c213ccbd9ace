import { evaluateRewrite } from './evaluate-rewrite.ts'
import type { Evaluation } from './evaluation.ts'
import { FINAL, MEMBER } from './memo.ts'
import { ALLOWED, CYCLE, DENIED, EXHAUSTED, type Value } from './outcome.ts'
import type { PlanNode } from './plan-node.ts'

/**
 * Solves the undecided subproblems on the stack from a position upwards, all together, and takes
 * them off. They start denied and are evaluated until nothing moves, in the order denied <
 * undecided < allowed: the least fixpoint. What is read an odd number of exclusions deep is taken
 * from the stage before, the first of which is undecided throughout; stages are repeated until two
 * are equal. That is the well-founded meaning, with Kleene's treatment of errors.
 */
export function solveComponent(evaluation: Evaluation, position: number): void {
  const { memo, stack, plan, solving, members, joined, current, odd } = evaluation
  const own = stack.slice(position).filter((entry) => memo.states[entry] !== FINAL)
  stack.length = position
  const head = own[0]
  const component = plan?.nodes[memo.nodes[head ?? -1] as number]?.component
  if (plan === undefined || component === undefined) throw new Error('a component without a head')
  for (const entry of own) {
    memo.states[entry] = MEMBER
    memo.values[entry] = DENIED
    memo.previous[entry] = CYCLE
  }
  evaluation.solving = component
  evaluation.members = own
  for (let settled = false; !settled; ) {
    evaluation.joined = false
    settle(evaluation, plan.nodes, own)
    settled = !component.staged || !nextStage(evaluation, own)
  }
  for (const entry of own) memo.states[entry] = FINAL
  evaluation.solving = solving
  evaluation.members = members
  evaluation.joined = joined
  evaluation.current = current
  evaluation.odd = odd
}

/** One stage: evaluates all members until nothing moves. The last met is evaluated first. */
function settle(evaluation: Evaluation, nodes: readonly PlanNode[], members: number[]): void {
  const { memo } = evaluation
  for (let moved = true; moved; ) {
    moved = false
    const known = members.length
    for (let at = known - 1; at >= 0; at--) {
      const entry = members[at] as number
      const before = memo.values[entry] as Value
      if (before === ALLOWED) continue
      if (++evaluation.steps > evaluation.options.maxSteps) {
        exhaust(evaluation, members)
        return
      }
      const node = nodes[memo.nodes[entry] as number]
      if (node === undefined) throw new Error('a member without a node')
      evaluation.odd = false
      const depth = memo.depths[entry] as number
      const value = evaluateRewrite(evaluation, node.rewrite, memo.objects[entry] as number, depth)
      const after = value === ALLOWED ? ALLOWED : before | value
      if (after === before) continue
      memo.values[entry] = after
      moved = true
    }
    if (members.length > known) moved = true
  }
}

/** The budget is used up: no member that is not allowed can be called denied any more. */
function exhaust(evaluation: Evaluation, members: readonly number[]): void {
  const { memo } = evaluation
  for (const entry of members) {
    if (memo.values[entry] !== ALLOWED) memo.values[entry] = EXHAUSTED
    memo.previous[entry] = memo.values[entry] as Value
  }
  evaluation.joined = false
}

/** Makes the stage just settled the one before; false when it equals it, and the members stand. */
function nextStage(evaluation: Evaluation, members: readonly number[]): boolean {
  const { memo } = evaluation
  const same = members.every((entry) => memo.values[entry] === memo.previous[entry])
  if (same && !evaluation.joined) return false
  for (const entry of members) {
    // A subproblem that joined in a later stage has no stage before: all begin again.
    memo.previous[entry] = evaluation.joined ? CYCLE : (memo.values[entry] as Value)
    memo.values[entry] = DENIED
  }
  return true
}
