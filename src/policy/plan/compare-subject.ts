/** Compares what one subject may before and after, and counts it by what it is grouped by. */
import { endEvaluation } from '#engine/begin-evaluation.ts'
import type { Evaluation } from '#engine/evaluation.ts'
import type { ObjectId, RelationId } from '#engine/facts.ts'
import { objectText } from '#engine/text.ts'
import { compareBinary } from '#model/binary-order.ts'
import { type AccessChange, compareAccess, kindOf } from './access-change.ts'
import type { PlanSubject } from './plan-subjects.ts'
import type { ComparedRelation } from './relation-reach.ts'
import { type RoleOrigin, roleOrigin } from './role-origin.ts'
import { type ScopeTree, scopeTree } from './scope-tree.ts'
import { accessOf, beginOn, type Side, type Work } from './side.ts'
import { type StoredChanges, storeChanges } from './stored-changes.ts'
import { type Tallies, tallies } from './tally.ts'

/** How many questions that stay undecided are named. */
const MAX_UNDECIDED_EXAMPLES = 10

/** One side, while it is asked. */
interface AskedSide {
  readonly side: Side
  readonly evaluation: Evaluation
  readonly tree: ScopeTree | undefined
  readonly origin: RoleOrigin | undefined
}

export interface Comparison {
  readonly relations: readonly ComparedRelation[]
  readonly ids: readonly RelationId[]
  readonly before: AskedSide
  readonly after: AskedSide
  readonly work: Work
  /** Of subjects with a change. */
  readonly stored: StoredChanges[]
  readonly byRelation: Tallies
  readonly byRole: Tallies
  readonly byScope: Tallies
  readonly undecidedBoth: { count: number; readonly examples: string[] }
}

export function beginComparison(
  relations: readonly ComparedRelation[],
  ids: readonly RelationId[],
  sides: { readonly before: Side; readonly after: Side },
  work: Work,
): Comparison {
  return {
    relations,
    ids,
    before: askedSide(sides.before, work),
    after: askedSide(sides.after, work),
    work,
    stored: [],
    byRelation: tallies(),
    byRole: tallies(),
    byScope: tallies(),
    undecidedBoth: { count: 0, examples: [] },
  }
}

function askedSide(side: Side, work: Work): AskedSide {
  const evaluation = beginOn(side)
  const tree = scopeTree(side)
  const origin = tree && roleOrigin(side, tree, evaluation, work)
  return { side, evaluation, tree, origin }
}

export function endComparison({ before, after }: Comparison): void {
  endEvaluation(before.evaluation)
  endEvaluation(after.evaluation)
}

/** A change of the subject's, with the relation that it is of. */
interface RelationChange extends AccessChange {
  readonly relation: number
  /** The object's text. */
  readonly name: string
}

/**
 * Compares one subject. How many of its answers change; undefined: the work was cut short, and
 * nothing of the subject is kept.
 */
export function* compareSubject(
  comparison: Comparison,
  subject: PlanSubject,
): Generator<undefined, number | undefined> {
  const { before, after, work, ids } = comparison
  const changes: RelationChange[] = []
  const undecided: { readonly relation: number; readonly object: ObjectId }[] = []
  for (const relation of subject.targets) {
    const id = ids[relation]
    if (id === undefined) throw new Error('a target that is none of the relations to compare')
    const was = yield* accessOf(before.evaluation, subject.id, id, work)
    if (was === undefined) return undefined
    const becomes = yield* accessOf(after.evaluation, subject.id, id, work)
    if (becomes === undefined) return undefined
    const compared = compareAccess(was, becomes)
    for (const change of compared.changes) {
      changes.push({ ...change, relation, name: objectText(before.side.facts, change.object) })
    }
    for (const object of compared.undecided) undecided.push({ relation, object })
  }
  noteUndecided(comparison, subject, undecided)
  if (changes.length === 0) return 0
  changes.sort(
    (left, right) => left.relation - right.relation || compareBinary(left.name, right.name),
  )
  yield* countChanges(comparison, subject, changes)
  comparison.stored.push(storeChanges(subject, changes))
  return changes.length
}

function noteUndecided(
  { undecidedBoth, relations, before }: Comparison,
  subject: PlanSubject,
  undecided: readonly { readonly relation: number; readonly object: ObjectId }[],
): void {
  undecidedBoth.count += undecided.length
  for (const { relation, object } of undecided) {
    if (undecidedBoth.examples.length === MAX_UNDECIDED_EXAMPLES) return
    const name = objectText(before.side.facts, object)
    undecidedBoth.examples.push(`${name}#${relations[relation]?.relation}@${subject.text}`)
  }
}

function* countChanges(
  comparison: Comparison,
  subject: PlanSubject,
  changes: readonly RelationChange[],
): Generator<undefined, void> {
  const { byRelation, byRole, byScope, relations, before, after } = comparison
  for (const change of changes) {
    const relation = relations[change.relation]
    if (relation === undefined) throw new Error('a change of a relation that is not compared')
    const kind = kindOf(change)
    byRelation.count(relation.name, kind)
    // Where the access is, or may be: there is what it comes by.
    const { side, tree, origin } = change.before === 'denied' ? after : before
    for (const scope of tree?.scopesOf(change.object) ?? []) {
      byScope.count(side.facts.objectName(scope), kind)
    }
    const roles =
      origin === undefined ? [] : yield* origin.rolesOf(subject.id, relation, change.object)
    for (const role of roles) byRole.count(side.facts.objectName(role), kind)
  }
  before.origin?.forget()
  after.origin?.forget()
  for (const tally of [byRelation, byRole, byScope]) tally.nextSubject()
}
