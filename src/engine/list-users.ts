/**
 * list-users: every user of one kind that stands in a relation to an object. It walks downwards and
 * collects who is named; a user named on a way of unions alone is certain, the others are checked.
 * Law: what it yields is `{ u : check(u) }`; users whom only `type:*` covers are not named.
 */
import { check } from './check.ts'
import type { Evaluation } from './evaluation.ts'
import type { ObjectId, RelationId, SubjectId, TypeId } from './facts.ts'
import type { ListEnd } from './list-objects.ts'
import { addEntry, findEntry, forgetAll, type Memo } from './memo.ts'
import { ALLOWED, DENIED, EXHAUSTED, NEEDS_FACTS, TOO_DEEP, type Value } from './outcome.ts'
import type {
  ArrowRewrite,
  DirectRewrite,
  Forms,
  Plan,
  PlanNode,
  PlannedRewrite,
} from './plan-node.ts'
import { counts, rowConditionValue } from './row-condition.ts'
import { endSlice, ownRows, type RowStretch, STEPS_A_SLICE } from './slice.ts'

/** Plain users of a type, or usersets of a relation. */
export type UserFilter =
  | { readonly kind: 'type'; readonly type: TypeId }
  | { readonly kind: 'usersets'; readonly relation: RelationId }

export interface UsersQuestion {
  readonly object: ObjectId
  readonly relation: RelationId
  readonly filter: UserFilter
  /** Of the whole list; those of the evaluation bound each check on the way. */
  readonly maxSteps: number
}

interface Walk {
  readonly evaluation: Evaluation
  readonly plan: Plan
  readonly filter: UserFilter
  /** The literal subject `type:*`; -1 for usersets. */
  readonly wildcard: ObjectId
  /** Subproblems met, with `CERTAIN` or `ASKED` as value and hops as depth. */
  readonly met: Memo
  readonly waiting: number[]
  /** Rows that are still to be gone through. */
  readonly stretches: Stretch[]
  /** Who was named, and whether that alone makes it certain. */
  readonly named: Map<SubjectId, boolean>
  reasons: Value
}

/** Rows of one relation of an object, each of which names a user or leads on. The facts hold still in a list. */
interface Stretch extends RowStretch {
  readonly rewrite: DirectRewrite | ArrowRewrite
  readonly object: ObjectId
  readonly certain: boolean
  readonly hops: number
}

const ASKED = 0
const CERTAIN = 1

/** Checks between two pauses: each is some microseconds, and more where it takes many steps. */
const CHECKS_A_SLICE = 64

/**
 * Yields each user once, in no particular order, the typed wildcard as the object it is; and
 * undefined when some work was done. The facts must hold still from the first to the last.
 */
export function* listUsers(
  evaluation: Evaluation,
  question: UsersQuestion,
): Generator<SubjectId | undefined, ListEnd> {
  const { facts, linked } = evaluation
  const { filter, object, relation, maxSteps } = question
  const plan =
    filter.kind === 'type'
      ? linked.planForType(facts, filter.type)
      : linked.planForUsersets(facts, filter.relation)
  const root = plan?.nodeOf(relation)
  if (plan === undefined || root === undefined) return DENIED
  forgetAll(evaluation.reached)
  const walk: Walk = {
    evaluation,
    plan,
    filter,
    wildcard: filter.kind === 'type' ? facts.wildcardId(filter.type) : -1,
    met: evaluation.reached,
    waiting: [],
    stretches: [],
    named: new Map(),
    reasons: DENIED,
  }
  meet(walk, root, object, true, 0)
  let walked = 0
  for (let next = 0; next < walk.waiting.length || walk.stretches.length > 0; ) {
    const stretch = walk.stretches.pop()
    if (stretch !== undefined) lookAlong(walk, stretch)
    else look(walk, walk.waiting[next++] as number)
    if (evaluation.steps < STEPS_A_SLICE) continue
    walked += endSlice(evaluation)
    if (walked > maxSteps) return walk.reasons | EXHAUSTED
    yield undefined
  }
  let checks = 0
  for (const [user, certain] of walk.named) {
    const value = certain ? ALLOWED : check(evaluation, { object, relation, user })
    if (value === ALLOWED) yield user
    else walk.reasons |= value
    if (++checks % CHECKS_A_SLICE !== 0 && evaluation.steps < STEPS_A_SLICE) continue
    walked += endSlice(evaluation)
    if (walked > maxSteps) return walk.reasons | EXHAUSTED
    yield undefined
  }
  return walk.reasons
}

/** Meets a subproblem; looks at it when it is new, or when it makes certain what was only asked. */
function meet(walk: Walk, node: PlanNode, object: ObjectId, certain: boolean, hops: number): void {
  const { met, waiting, evaluation } = walk
  if (hops > evaluation.options.maxDepth) {
    walk.reasons |= TOO_DEEP
    return
  }
  const known = findEntry(met, object, node.index)
  const entry = known === -1 ? addEntry(met, object, node.index, hops) : known
  const value = certain ? CERTAIN : ASKED
  if (known !== -1 && value <= (met.values[entry] as Value)) return
  met.values[entry] = value
  waiting.push(entry)
}

function look(walk: Walk, entry: number): void {
  const { met, plan } = walk
  const node = plan.nodes[met.nodes[entry] as number]
  if (node === undefined) throw new Error('a subproblem of a node that the plan does not have')
  const object = met.objects[entry] as number
  const certain = met.values[entry] === CERTAIN
  if (node === plan.own) {
    name(walk, walk.evaluation.facts.usersetId(object, node.relation), certain)
  }
  lookThrough(walk, node.rewrite, object, certain, met.depths[entry] as number)
}

function lookThrough(
  walk: Walk,
  rewrite: PlannedRewrite,
  object: ObjectId,
  certain: boolean,
  hops: number,
): void {
  switch (rewrite.kind) {
    case 'direct':
      lookAtRows(walk, rewrite, object, certain, hops)
      return
    case 'computedUserset':
      meet(walk, rewrite.node, object, certain, hops)
      return
    case 'tupleToUserset':
      lookAtParents(walk, rewrite, object, certain, hops)
      return
    case 'union':
      for (const child of rewrite.children) lookThrough(walk, child, object, certain, hops)
      return
    case 'intersection':
    case 'difference':
      // Also below what is subtracted: who is named only there may be allowed by a wildcard beside it.
      for (const child of rewrite.children) lookThrough(walk, child, object, false, hops)
  }
}

function lookAtRows(
  walk: Walk,
  rewrite: DirectRewrite,
  object: ObjectId,
  certain: boolean,
  hops: number,
): void {
  const { evaluation, filter } = walk
  const { facts, rows } = evaluation
  const { relation } = rewrite
  const plainRowsMatter = filter.kind === 'type' && rewrite.subject.bits + rewrite.wildcard.bits > 0
  const here = plainRowsMatter
    ? facts.rows(object, relation, rows)
    : facts.usersets(object, relation, rows)
  if (!here) walk.reasons |= NEEDS_FACTS
  const { slab, start, end } = rows
  lookAlong(walk, { rewrite, object, certain, hops, slab, at: start, end, isOwn: false })
}

/** Goes through rows until the slice is used up; the others wait. */
function lookAlong(walk: Walk, stretch: Stretch): void {
  const { evaluation } = walk
  const { rewrite, slab, end } = stretch
  for (; stretch.at < end; stretch.at++) {
    if (evaluation.steps >= STEPS_A_SLICE) {
      walk.stretches.push(ownRows(stretch))
      return
    }
    evaluation.steps++
    const row = slab[stretch.at] as number
    if (rewrite.kind === 'direct') lookAtUser(walk, rewrite, stretch, row)
    else lookAtParent(walk, rewrite, stretch, row)
  }
}

function lookAtUser(
  walk: Walk,
  rewrite: DirectRewrite,
  { object, certain, hops }: Stretch,
  row: number,
): void {
  const { evaluation, filter } = walk
  const { facts } = evaluation
  const user = row >> 1
  const forms = formsFor(walk, rewrite, user)
  if (forms === undefined) return
  const value = rowValue(evaluation, forms, (row & 1) === 1, object, rewrite.relation, user)
  if (value === DENIED) return
  const sure = certain && value === ALLOWED
  if (user >= 0 || isListed(filter, facts.relationOfUserset(user))) name(walk, user, sure)
  if (user >= 0) return
  for (const userset of rewrite.usersets) {
    if (userset.relation !== facts.relationOfUserset(user)) continue
    meet(walk, userset.node, facts.objectOfUserset(user), sure, hops + 1)
  }
}

/** The forms that the model allows a row of this user, if such a user matters at all. */
function formsFor(walk: Walk, rewrite: DirectRewrite, user: SubjectId): Forms | undefined {
  const { filter, wildcard } = walk
  const { facts } = walk.evaluation
  if (user < 0) {
    const relation = facts.relationOfUserset(user)
    return rewrite.usersets.find((userset) => userset.relation === relation)
  }
  if (user === wildcard) return rewrite.wildcard
  const listed = filter.kind === 'type' && facts.typeOf(user) === filter.type
  return listed ? rewrite.subject : undefined
}

function lookAtParents(
  walk: Walk,
  rewrite: ArrowRewrite,
  object: ObjectId,
  certain: boolean,
  hops: number,
): void {
  const { facts, rows } = walk.evaluation
  if (!facts.rows(object, rewrite.tupleset, rows)) walk.reasons |= NEEDS_FACTS
  const { slab, start, end } = rows
  lookAlong(walk, { rewrite, object, certain, hops, slab, at: start, end, isOwn: false })
}

function lookAtParent(
  walk: Walk,
  rewrite: ArrowRewrite,
  { object, certain, hops }: Stretch,
  row: number,
): void {
  const { evaluation } = walk
  const { facts } = evaluation
  const { tupleset } = rewrite
  const parent = row >> 1
  if (parent < 0 || facts.isWildcard(parent)) return
  const type = facts.typeOf(parent)
  const forms = rewrite.parents.find((restriction) => restriction.type === type)
  if (forms === undefined) return
  const value = rowValue(evaluation, forms, (row & 1) === 1, object, tupleset, parent)
  if (value !== DENIED) meet(walk, forms.node, parent, certain && value === ALLOWED, hops + 1)
}

function rowValue(
  evaluation: Evaluation,
  forms: Forms,
  conditional: boolean,
  object: ObjectId,
  relation: RelationId,
  user: SubjectId,
): Value {
  if (!counts(evaluation, forms, conditional, object, relation, user)) return DENIED
  return conditional ? rowConditionValue(evaluation, forms, object, relation, user) : ALLOWED
}

function isListed(filter: UserFilter, relation: RelationId): boolean {
  return filter.kind === 'usersets' && filter.relation === relation
}

function name(walk: Walk, user: SubjectId, certain: boolean): void {
  if (certain || !walk.named.has(user)) walk.named.set(user, certain)
}
