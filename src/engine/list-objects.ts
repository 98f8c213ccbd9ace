/**
 * list-objects: every object that a user stands in a relation to. It walks backwards from the user
 * over reverse rows and evaluates in place what else a rewrite asks for, so that it never leaves what
 * the user really holds. Law: what it yields is `{ o : check(o) }`.
 */
import { turnTo } from './begin-evaluation.ts'
import { abandon, decide } from './check.ts'
import { evaluateRewrite } from './evaluate-rewrite.ts'
import type { Evaluation } from './evaluation.ts'
import type { ObjectId, RelationId, SubjectId } from './facts.ts'
import { addEntry, FINAL, findEntry, forgetAll, type Memo } from './memo.ts'
import {
  ALLOWED,
  and,
  BEYOND_CHECK,
  CYCLE,
  DENIED,
  EXHAUSTED,
  NEEDS_FACTS,
  not,
  or,
  type Value,
} from './outcome.ts'
import type { Forms, PlanNode, PlannedRewrite } from './plan-node.ts'
import { type Guard, type ReversePlan, reversePlan, type Use } from './reverse-plan.ts'
import { counts, rowConditionValue } from './row-condition.ts'
import { endSlice, ownRows, type RowStretch, STEPS_A_SLICE } from './slice.ts'

/** How a list ended: `DENIED` when it is whole, otherwise the reasons why something may be missing. */
export type ListEnd = Value

export interface ObjectsQuestion {
  readonly user: SubjectId
  /** The relation, with it the type of the objects. */
  readonly relation: RelationId
  /** Of the whole list; those of the evaluation bound each question on the way. */
  readonly maxSteps: number
  /**
   * Told of each object whose check would be undecided, be it left out or, for being too far, yielded.
   * What it is not told of and what is not yielded is denied, if the walk comes to its end.
   */
  readonly onUndecided?: (object: ObjectId, value: Value) => void
}

interface Walk {
  readonly evaluation: Evaluation
  readonly target: PlanNode
  readonly reverse: ReversePlan
  readonly onUndecided: ObjectsQuestion['onUndecided']
  /** What was reached: value and least hops, by (object, node). */
  readonly reached: Memo
  /** Entries whose consequences are still to be followed. */
  readonly waiting: number[]
  /** Rows that are still to be gone through. */
  readonly stretches: Stretch[]
  /** Entries of the target beyond the hops of a check. */
  readonly far: number[]
  reasons: Value
}

/** Rows of one list, each of which proves `into` for its object. The facts hold still in a list. */
interface Stretch extends RowStretch {
  readonly subject: SubjectId
  readonly relation: RelationId
  readonly forms: Forms
  readonly into: PlanNode
  readonly guards: readonly Guard[]
  readonly value: Value
  readonly hops: number
}

/**
 * Yields each object once, in no particular order, and undefined when some work was done, so that a
 * driver may look at its clock. The facts must hold still from the first to the last.
 */
export function* listObjects(
  evaluation: Evaluation,
  question: ObjectsQuestion,
): Generator<ObjectId | undefined, ListEnd> {
  turnTo(evaluation, question.user)
  forgetAll(evaluation.reached)
  const { plan } = evaluation
  const target = plan?.nodeOf(question.relation)
  if (plan === undefined || target === undefined || !target.reachable) return DENIED
  const reverse = reversePlan(plan, target)
  const walk: Walk = {
    evaluation,
    target,
    reverse,
    onUndecided: question.onUndecided,
    reached: evaluation.reached,
    waiting: [],
    stretches: [],
    far: [],
    reasons: DENIED,
  }
  if (plan.own !== undefined) reach(walk, plan.own, evaluation.ownObject, ALLOWED, 0)
  enter(walk)
  let walked = 0
  const doubtful: number[] = []
  for (let next = 0; next < walk.waiting.length || walk.stretches.length > 0; ) {
    const entry = walk.waiting[next]
    if (entry === undefined) goOn(walk)
    else {
      next++
      const object = newlyCertain(walk, entry, doubtful)
      if (object !== undefined) yield object
      follow(walk, entry)
    }
    if (evaluation.steps < STEPS_A_SLICE) continue
    walked += endSlice(evaluation)
    if (walked > question.maxSteps) return walk.reasons | EXHAUSTED
    yield undefined
  }
  yield* settleDoubts(walk, doubtful)
  yield* doubtTheFar(walk)
  return walk.reasons
}

/** Checks what no way of the walk made certain: another run may know it with fewer hops. */
function* settleDoubts(walk: Walk, doubtful: readonly number[]): Generator<ObjectId | undefined> {
  const { reached, evaluation, target } = walk
  for (const entry of doubtful) {
    if (reached.values[entry] === ALLOWED) continue
    if (evaluation.steps >= STEPS_A_SLICE) {
      endSlice(evaluation)
      yield undefined
    }
    const object = reached.objects[entry] as number
    const value = decide(evaluation, target, object)
    if (value === ALLOWED) yield object
    else {
      walk.reasons |= value
      tell(walk, object, value)
    }
  }
}

/**
 * An object farther than a check may go was yielded all the same. Whether a check of it is an error,
 * so that the list lies outside its law, is for a check to say: the walk knows the hops of the way that
 * it came by, not of the shortest.
 */
function* doubtTheFar(walk: Walk): Generator<undefined> {
  const { reached, evaluation, target } = walk
  for (const entry of walk.far) {
    if ((walk.reasons & BEYOND_CHECK) !== 0 && walk.onUndecided === undefined) return
    if (evaluation.steps >= STEPS_A_SLICE) {
      endSlice(evaluation)
      yield undefined
    }
    const object = reached.objects[entry] as number
    const value = decide(evaluation, target, object)
    if (value === ALLOWED) continue
    walk.reasons |= (value & NEEDS_FACTS) | BEYOND_CHECK
    tell(walk, object, value)
  }
}

/** What depends on its own negation, and on nothing that is open, is denied. */
function tell({ onUndecided }: Walk, object: ObjectId, value: Value): void {
  if ((value & ~CYCLE) !== DENIED) onUndecided?.(object, value)
}

/** The object to yield for an entry, once: it waits twice when it was made certain while waiting. */
function newlyCertain(
  { reached, target }: Walk,
  entry: number,
  doubtful: number[],
): ObjectId | undefined {
  if (reached.nodes[entry] !== target.index) return undefined
  if (reached.values[entry] !== ALLOWED) {
    doubtful.push(entry)
    return undefined
  }
  const isFirst = reached.states[entry] !== FINAL
  reached.states[entry] = FINAL
  return isFirst ? reached.objects[entry] : undefined
}

/** Starts from the rows that name the user or its wildcard. */
function enter(walk: Walk): void {
  const { subject, wildcard } = walk.evaluation
  for (const { into, rewrite, guards } of walk.reverse.entries) {
    if (rewrite.subject.bits !== 0) {
      proveRows(walk, subject, rewrite.relation, rewrite.subject, into, guards, ALLOWED, 0)
    }
    if (rewrite.wildcard.bits !== 0 && wildcard !== -1) {
      proveRows(walk, wildcard, rewrite.relation, rewrite.wildcard, into, guards, ALLOWED, 0)
    }
  }
}

/** Follows what one reached subproblem proves. */
function follow(walk: Walk, entry: number): void {
  const { reached, evaluation } = walk
  const object = reached.objects[entry] as number
  const node = reached.nodes[entry] as number
  const value = reached.values[entry] as Value
  const hops = reached.depths[entry] as number
  evaluation.steps++
  for (const use of walk.reverse.uses[node] ?? []) {
    if (use.by === 'object') {
      prove(walk, use.into, object, guarded(evaluation, value, use.guards, object), hops)
      continue
    }
    const subject = subjectOf(evaluation, use, node, object)
    proveRows(walk, subject, use.relation, use.forms, use.into, use.guards, value, hops + 1)
  }
}

function subjectOf(evaluation: Evaluation, use: Use, node: number, object: ObjectId): SubjectId {
  if (use.by === 'tupleset') return object
  const relation = evaluation.plan?.nodes[node]?.relation
  if (relation === undefined) throw new Error('a use of a node that the plan does not have')
  return evaluation.facts.usersetId(object, relation)
}

/** Every row of the relation that names the subject proves `into` for its object. */
function proveRows(
  walk: Walk,
  subject: SubjectId,
  relation: RelationId,
  forms: Forms,
  into: PlanNode,
  guards: readonly Guard[],
  value: Value,
  hops: number,
): void {
  const { facts, rows } = walk.evaluation
  if (!facts.objects(subject, relation, rows)) walk.reasons |= NEEDS_FACTS
  const { slab, start, end } = rows
  if (start === end) return
  const to = { subject, relation, forms, into, guards, value, hops }
  proveStretch(walk, { ...to, slab, at: start, end, isOwn: false })
}

function goOn(walk: Walk): void {
  const stretch = walk.stretches.pop()
  if (stretch !== undefined) proveStretch(walk, stretch)
}

/** Goes through rows until the slice is used up; the others wait. */
function proveStretch(walk: Walk, stretch: Stretch): void {
  const { evaluation } = walk
  const { subject, relation, forms, into, guards, value, hops, slab, end } = stretch
  for (; stretch.at < end; stretch.at++) {
    if (evaluation.steps >= STEPS_A_SLICE) {
      walk.stretches.push(ownRows(stretch))
      return
    }
    evaluation.steps++
    const row = slab[stretch.at] as number
    const object = row >> 1
    const conditional = (row & 1) === 1
    if (isAllowed(walk, into, object)) continue
    if (!counts(evaluation, forms, conditional, object, relation, subject)) continue
    const proved = guarded(evaluation, value, guards, object)
    if (proved === DENIED) continue
    const held = conditional
      ? and(proved, rowConditionValue(evaluation, forms, object, relation, subject))
      : proved
    prove(walk, into, object, held, hops)
  }
}

function guarded(
  evaluation: Evaluation,
  value: Value,
  guards: readonly Guard[],
  object: ObjectId,
): Value {
  let held = value
  for (const { rewrite, negated } of guards) {
    if (held === DENIED) return DENIED
    const operand = guardValue(evaluation, rewrite, object)
    held = and(held, negated ? not(operand) : operand)
  }
  return held
}

function guardValue(evaluation: Evaluation, rewrite: PlannedRewrite, object: ObjectId): Value {
  try {
    return evaluateRewrite(evaluation, rewrite, object, 0)
  } catch (error) {
    return abandon(evaluation, error)
  }
}

function prove(walk: Walk, into: PlanNode, object: ObjectId, value: Value, hops: number): void {
  if (value !== DENIED) reach(walk, into, object, value, hops)
}

function isAllowed(walk: Walk, node: PlanNode, object: ObjectId): boolean {
  const entry = findEntry(walk.reached, object, node.index)
  return entry !== -1 && walk.reached.values[entry] === ALLOWED
}

/** Notes a value of a subproblem; follows it when it is new, or when it makes certain what was not. */
function reach(walk: Walk, node: PlanNode, object: ObjectId, value: Value, hops: number): void {
  const { reached, waiting, evaluation } = walk
  let entry = findEntry(reached, object, node.index)
  const before = entry === -1 ? DENIED : (reached.values[entry] as Value)
  const after = or(before, value)
  if (after === before) return
  if (entry === -1) entry = addEntry(reached, object, node.index, hops)
  reached.values[entry] = after
  waiting.push(entry)
  if (hops > evaluation.options.maxDepth && node === walk.target) walk.far.push(entry)
}
