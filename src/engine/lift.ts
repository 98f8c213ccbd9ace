/**
 * Lifting: instead of walking every userset of an object downwards, walk once upwards from the
 * subject over the pure relations (direct rows without conditions) and look usersets up in what was
 * found. It changes no answer but one: where the walk would call a denial too deep, it is settled.
 */
import type { Evaluation, Lift } from './evaluation.ts'
import type { RelationId, SubjectId } from './facts.ts'
import { ALLOWED, DENIED, NEEDS_FACTS, TOO_DEEP, type Value } from './outcome.ts'
import { type PlanNode, UNCONDITIONAL_FORM } from './plan-node.ts'

/** Usersets that a lift may hold: a subject in more is walked downwards, which costs what it touches. */
const MAX_LIFTED = 512

/** Twice as many slots as usersets at most, so that a probe stays short. */
const SLOTS = 2 * MAX_LIFTED

export function createLift(): Lift {
  return {
    state: 'not tried',
    count: 0,
    usersets: new Int32Array(MAX_LIFTED),
    levels: new Int32Array(MAX_LIFTED),
    nodes: [],
    slots: new Int32Array(SLOTS),
  }
}

/**
 * Whether pure usersets may be looked up. Lifts on the first call for a subject. Not in a careful
 * run, which wants to know how near every subproblem is.
 */
export function isLifted(evaluation: Evaluation): boolean {
  const { lift, careful } = evaluation
  if (careful) return false
  if (lift.state === 'not tried') climb(evaluation)
  return lift.state !== 'given up'
}

/** Whether the subject is in a pure userset that was reached after `depth` hops. */
export function liftedValue(evaluation: Evaluation, userset: SubjectId, depth: number): Value {
  const { lift } = evaluation
  const index = find(lift, userset)
  if (index !== -1) {
    const hops = depth + (lift.levels[index] as number)
    return hops > evaluation.options.maxDepth ? TOO_DEEP : ALLOWED
  }
  return lift.state === 'complete' ? DENIED : NEEDS_FACTS
}

function climb(evaluation: Evaluation): void {
  const { lift, plan, facts, subject, wildcard, options } = evaluation
  lift.state = 'given up'
  if (plan === undefined || plan.liftable.length === 0 || options.lifting === false) return
  lift.state = 'complete'
  lift.count = 0
  lift.nodes.length = 0
  lift.slots.fill(0)
  facts.expectMemberships(subject, plan.liftable.map(relationOf), MAX_LIFTED)
  if (plan.own?.pure) add(lift, subject, plan.own, 0)
  for (const node of plan.liftable) {
    if (node.rewrite.kind !== 'direct') continue
    if (node.rewrite.subject.bits & UNCONDITIONAL_FORM) {
      ascend(evaluation, subject, node, 0)
    }
    if (wildcard !== -1 && node.rewrite.wildcard.bits & UNCONDITIONAL_FORM) {
      ascend(evaluation, wildcard, node, 0)
    }
  }
  for (let index = 0; index < lift.count && !isGivenUp(lift); index++) {
    const userset = lift.usersets[index] as number
    const level = (lift.levels[index] as number) + 1
    for (const above of plan.liftable) {
      if (holds(above, lift.nodes[index])) ascend(evaluation, userset, above, level)
    }
  }
}

/** Adds the usersets of a node whose rows name this subject. */
function ascend(evaluation: Evaluation, subject: SubjectId, node: PlanNode, level: number): void {
  const { lift, facts, rows } = evaluation
  if (!facts.objects(subject, node.relation, rows) && lift.state === 'complete') {
    lift.state = 'partial'
  }
  const { slab, start, end } = rows
  evaluation.steps += end - start
  for (let at = start; at < end; at++) {
    const row = slab[at] as number
    const conditional = (row & 1) === 1
    if (conditional) continue
    if (lift.count === MAX_LIFTED) {
      lift.state = 'given up'
      return
    }
    add(lift, facts.usersetId(row >> 1, node.relation), node, level)
  }
}

function isGivenUp(lift: Lift): boolean {
  return lift.state === 'given up'
}

function holds(above: PlanNode, node: PlanNode | undefined): boolean {
  return above.rewrite.kind === 'direct' && above.rewrite.usersets.some((it) => it.node === node)
}

function relationOf(node: PlanNode): RelationId {
  return node.relation
}

function add(lift: Lift, userset: SubjectId, node: PlanNode, level: number): void {
  let slot = hash(userset)
  for (; lift.slots[slot] !== 0; slot = (slot + 1) & (SLOTS - 1)) {
    if (lift.usersets[(lift.slots[slot] as number) - 1] === userset) return
  }
  const index = lift.count++
  lift.usersets[index] = userset
  lift.levels[index] = level
  lift.nodes[index] = node
  lift.slots[slot] = index + 1
}

function find(lift: Lift, userset: SubjectId): number {
  for (let slot = hash(userset); ; slot = (slot + 1) & (SLOTS - 1)) {
    const index = (lift.slots[slot] as number) - 1
    if (index === -1 || lift.usersets[index] === userset) return index
  }
}

function hash(userset: SubjectId): number {
  return (Math.imul(userset, 0x9e3779b1) >>> 16) & (SLOTS - 1)
}
