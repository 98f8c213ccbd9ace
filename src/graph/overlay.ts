/**
 * Facts that differ from others in some tuples: the contextual tuples of a request, a past revision,
 * a change that is only thought of. Whether a tuple counts under a model is judged by who reads it:
 * one that does not count still replaces its own key, and hides nothing else.
 *
 * Only lists in which something changed are merged, once they are asked for; everything else goes to
 * the facts below. A class for the reason given in `request-facts.ts`.
 */
import {
  ABSENT,
  CONDITIONAL,
  type ConditionId,
  type ObjectId,
  type Presence,
  type RelationId,
  type Rows,
  type SubjectId,
  UNCONDITIONAL,
} from '#engine/facts.ts'
import type { Tuple, TupleKey } from '#model/tuple.ts'
import {
  type Change,
  type ChangedList,
  type ChangedLists,
  change,
  changedList,
  HIDDEN,
  mergedRows,
  PLAIN,
} from './changed-lists.ts'
import { DelegatedNames } from './delegated-names.ts'
import { grownBytes } from './growth.ts'
import { type TupleIds, tupleIds } from './interning.ts'
import type { RequestFacts } from './request-facts.ts'

/** A tuple there is instead of what the facts below have of its key; undefined: none. */
export interface Difference {
  readonly key: TupleKey
  readonly tuple: Tuple | undefined
}

/** Lays differences over facts; of two with one key the later wins. Overlays may lie on overlays. */
export function overlaidFacts(
  base: RequestFacts,
  differences: readonly Difference[],
): RequestFacts {
  return differences.length === 0 ? base : new OverlaidFacts(base, differences)
}

/**
 * A request's own tuples as differences. OpenFGA accepts two with one key, and a check of that tuple
 * goes by the first.
 */
export function contextualDifferences(tuples: readonly Tuple[]): readonly Difference[] {
  return tuples.toReversed().map((tuple) => ({ key: tuple, tuple }))
}

export class OverlaidFacts extends DelegatedNames implements RequestFacts {
  private readonly forward: ChangedLists = new Map()
  private readonly reverse: ChangedLists = new Map()
  /** 1 for a relation in which something changed: the others cost one test. */
  private touched: Uint8Array

  constructor(base: RequestFacts, differences: readonly Difference[]) {
    super(base)
    this.touched = new Uint8Array(0)
    for (const { key, tuple } of differences) {
      this.change(tupleIds(base, key), changeTo(base, tuple))
    }
  }

  has(object: ObjectId, relation: RelationId, subject: SubjectId): Presence {
    const to = this.changeOf(object, relation, subject)
    if (to === undefined) return this.base.has(object, relation, subject)
    if (to === HIDDEN) return ABSENT
    return to === PLAIN ? UNCONDITIONAL : CONDITIONAL
  }

  condition(object: ObjectId, relation: RelationId, subject: SubjectId): ConditionId {
    return (
      this.changeOf(object, relation, subject) ?? this.base.condition(object, relation, subject)
    )
  }

  rows(object: ObjectId, relation: RelationId, into: Rows): boolean {
    const list = this.listOf(this.forward, object, relation)
    if (list?.rows !== undefined) return show(list.rows, into)
    const isHere = this.base.rows(object, relation, into)
    if (list !== undefined) list.rows = merge(list, into, false, isHere)
    return isHere
  }

  usersets(object: ObjectId, relation: RelationId, into: Rows): boolean {
    const list = this.listOf(this.forward, object, relation)
    if (list?.usersets !== undefined) return show(list.usersets, into)
    const isHere = this.base.usersets(object, relation, into)
    if (list !== undefined) list.usersets = merge(list, into, true, isHere)
    return isHere
  }

  objects(subject: SubjectId, relation: RelationId, into: Rows): boolean {
    const list = this.listOf(this.reverse, subject, relation)
    if (list?.rows !== undefined) return show(list.rows, into)
    const isHere = this.base.objects(subject, relation, into)
    if (list !== undefined) list.rows = merge(list, into, false, isHere)
    return isHere
  }

  expectMemberships(subject: SubjectId, relations: readonly RelationId[], limit: number): void {
    this.base.expectMemberships(subject, relations, limit)
  }

  protected change({ object, relation, subject }: TupleIds, to: Change): void {
    this.changeForward(object, relation, subject, to)
    this.changeReverse(subject, relation, object, to)
  }

  protected changeForward(
    object: ObjectId,
    relation: RelationId,
    subject: SubjectId,
    to: Change,
  ): void {
    this.touch(relation)
    change(this.forward, object, relation, subject, to)
  }

  protected changeReverse(
    subject: SubjectId,
    relation: RelationId,
    object: ObjectId,
    to: Change,
  ): void {
    this.touch(relation)
    change(this.reverse, subject, relation, object, to)
  }

  private touch(relation: RelationId): void {
    if (relation >= this.touched.length) this.touched = grownBytes(this.touched, relation + 1)
    this.touched[relation] = 1
  }

  protected changeOf(
    object: ObjectId,
    relation: RelationId,
    subject: SubjectId,
  ): Change | undefined {
    return this.listOf(this.forward, object, relation)?.changes.get(subject)
  }

  private listOf(lists: ChangedLists, node: number, relation: RelationId): ChangedList | undefined {
    return this.touched[relation] === 1 ? changedList(lists, node, relation) : undefined
  }
}

/** Lets the window show its rows with the changes. What was merged, if it may be kept. */
function merge(
  list: ChangedList,
  window: Rows,
  usersetsOnly: boolean,
  isHere: boolean,
): Int32Array | undefined {
  const merged = mergedRows(list, window, usersetsOnly)
  show(merged, window)
  return isHere ? merged : undefined
}

function show(rows: Int32Array, window: Rows): true {
  window.slab = rows
  window.start = 0
  window.end = rows.length
  return true
}

function changeTo(base: RequestFacts, tuple: Tuple | undefined): Change {
  if (tuple === undefined) return HIDDEN
  return tuple.condition === undefined ? PLAIN : base.requestCondition(tuple.condition)
}
