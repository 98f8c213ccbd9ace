/**
 * The one place that knows about memo, cycles, depth and budget. A subproblem (a relation of an
 * object, for the evaluation's subject) that may stand in a cycle is solved with its strongly
 * connected component. Nothing is kept that was read from an unfinished component.
 */
import { solveComponent } from './component.ts'
import { evaluateRewrite } from './evaluate-rewrite.ts'
import type { Evaluation } from './evaluation.ts'
import type { ObjectId } from './facts.ts'
import { addEntry, FINAL, FORGOTTEN, findEntry, MEMBER, OPEN, PROVISIONAL } from './memo.ts'
import { ALLOWED, CYCLE, DENIED, EXHAUSTED, isDecided, TOO_DEEP, type Value } from './outcome.ts'
import type { PlanNode } from './plan-node.ts'

/** Decides a subproblem that was reached after `depth` hops. */
export function solve(
  evaluation: Evaluation,
  node: PlanNode,
  object: ObjectId,
  depth: number,
): Value {
  const { plan, options } = evaluation
  if (object === evaluation.ownObject && node === plan?.own) return ALLOWED
  if (node.memoised || evaluation.careful) return solveMemoised(evaluation, node, object, depth)
  if (depth > options.maxDepth) return TOO_DEEP
  if (++evaluation.steps > options.maxSteps) return EXHAUSTED
  return evaluateRewrite(evaluation, node.rewrite, object, depth)
}

function solveMemoised(
  evaluation: Evaluation,
  node: PlanNode,
  object: ObjectId,
  depth: number,
): Value {
  const { memo, options } = evaluation
  let entry = findEntry(memo, object, node.index)
  // The memo is asked before the limit: what is decided holds however late it is met.
  if (entry !== -1) {
    const kept = recall(evaluation, entry, depth)
    if (kept !== UNKNOWN) return kept
  }
  const least = entry === -1 ? depth : (memo.depths[entry] as number)
  if (least > options.maxDepth) return TOO_DEEP
  if (++evaluation.steps > options.maxSteps) return EXHAUSTED
  if (entry === -1) entry = addEntry(memo, object, node.index, depth)
  if (node.component === evaluation.solving) return join(evaluation, entry)
  if (node.component.recursive) return solveRecursive(evaluation, node, object, entry, least)
  const value = evaluateRewrite(evaluation, node.rewrite, object, least)
  memo.values[entry] = value
  memo.states[entry] = FINAL
  return value
}

const UNKNOWN = -1

/** What is known of an entry that is met again, or `UNKNOWN`. Keeps the least depth it was met at. */
function recall(evaluation: Evaluation, entry: number, depth: number): Value | typeof UNKNOWN {
  const { memo } = evaluation
  const value = memo.values[entry] as Value
  const state = memo.states[entry] as number
  if (state === FINAL && value <= ALLOWED) return value
  const nearer = depth < (memo.depths[entry] as number)
  if (nearer) {
    memo.depths[entry] = depth
    evaluation.shallower = true
  }
  switch (state) {
    case FINAL:
      // Undecided for depth counts only as deep as it was found, or deeper.
      return nearer && (value & TOO_DEEP) !== 0 ? UNKNOWN : value
    case OPEN:
    case PROVISIONAL:
      lower(evaluation, memo.lows[entry] as number)
      return CYCLE
    case MEMBER:
      return evaluation.odd ? (memo.previous[entry] as Value) : value
    default:
      return UNKNOWN
  }
}

/** The subproblem being evaluated depends on an open one at this position. */
function lower(evaluation: Evaluation, position: number): void {
  const { memo, current } = evaluation
  memo.touched[current] = 1
  if (position < (memo.lows[current] as number)) memo.lows[current] = position
}

/** A subproblem first met while its component is being solved belongs to it, and starts like the others. */
function join(evaluation: Evaluation, entry: number): Value {
  const { memo, members } = evaluation
  memo.states[entry] = MEMBER
  memo.values[entry] = DENIED
  memo.previous[entry] = CYCLE
  members.push(entry)
  evaluation.joined = true
  return evaluation.odd ? CYCLE : DENIED
}

function solveRecursive(
  evaluation: Evaluation,
  node: PlanNode,
  object: ObjectId,
  entry: number,
  depth: number,
): Value {
  const { memo, stack, current, solving, odd } = evaluation
  const position = stack.length
  stack.push(entry)
  memo.states[entry] = OPEN
  memo.positions[entry] = position
  memo.lows[entry] = position
  memo.touched[entry] = 0
  evaluation.current = entry
  evaluation.solving = undefined
  evaluation.odd = false
  const value = evaluateRewrite(evaluation, node.rewrite, object, depth)
  evaluation.current = current
  evaluation.solving = solving
  evaluation.odd = odd
  memo.values[entry] = value

  const low = memo.lows[entry] as number
  if (low < position) {
    // What is decided beside a cycle holds whatever the cycle comes to.
    memo.states[entry] = isDecided(value) ? FINAL : PROVISIONAL
    if (low < (memo.lows[current] as number)) memo.lows[current] = low
    return value
  }
  if (isDecided(value)) {
    memo.states[entry] = FINAL
    forgetAbove(evaluation, position)
    return value
  }
  if (stack.length === position + 1 && memo.touched[entry] === 0) {
    memo.states[entry] = FINAL
    stack.length = position
    return value
  }
  solveComponent(evaluation, position)
  return memo.values[entry] as Value
}

/**
 * INVARIANT: a mark points into the stack only while what it points at is on it. The unfinished
 * subproblems above a decided head lose theirs, and are evaluated anew when they are asked again.
 */
function forgetAbove(evaluation: Evaluation, position: number): void {
  const { memo, stack } = evaluation
  for (let above = position + 1; above < stack.length; above++) {
    const entry = stack[above] as number
    if (memo.states[entry] !== FINAL) memo.states[entry] = FORGOTTEN
  }
  stack.length = position
}
