/**
 * Facts that are fetched as they are missed: a small graph of what was fetched, and for each look-up
 * a mark whether it was. INVARIANT: what is here is known by the marks alone, never by finding a row;
 * a row that came with another need does not make its list whole.
 *
 * Whoever drives the engine takes the needs it left, fetches them from one state of the store,
 * provides the rows and runs the engine again. Ids stay the same from round to round. The view is a
 * class for the reason given in `request-facts.ts`.
 */
import {
  ABSENT,
  type ConditionId,
  NOT_HERE,
  type ObjectId,
  type Presence,
  type RelationId,
  type Rows,
  type SubjectId,
  type TypeId,
} from '#engine/facts.ts'
import type { FactsNeed } from '#model/facts-need.ts'
import type { Tuple } from '#model/tuple.ts'
import { DelegatedNames } from './delegated-names.ts'
import { foldNeeds } from './fold-needs.ts'
import { createGraph, type Graph } from './graph.ts'
import { internTuple, objectText, subjectText } from './interning.ts'
import { internObject } from './object-names.ts'
import { type RequestFacts, requestFacts } from './request-facts.ts'
import { internUserset } from './userset-ids.ts'
import type { Vocabulary } from './vocabulary.ts'

export interface OnDemandFacts {
  readonly facts: RequestFacts
  /** What look-ups missed since the last time, none twice. */
  takeNeeds(): readonly FactsNeed[]
  /** The rows of needs that were taken, in their order; each list in any order. */
  provide(needs: readonly FactsNeed[], rows: readonly (readonly Tuple[])[]): void
}

/** Nothing is here at first. `vocabulary` is that of the store, so that what is compiled is kept. */
export function onDemandFacts(vocabulary?: Vocabulary): OnDemandFacts {
  const graph = createGraph(vocabulary === undefined ? {} : { vocabulary })
  const facts = new OnDemandView(graph)
  return {
    facts,
    takeNeeds: () => facts.takeNeeds(),
    provide: (needs, rows) => {
      needs.forEach((need, index) => {
        facts.provide(need, rows[index] ?? [])
      })
    },
  }
}

/** `noted`: missed, and not to be noted again; `here`: answered by the graph. */
type Mark = 'noted' | 'here'

class OnDemandView extends DelegatedNames implements RequestFacts {
  private readonly graph: Graph
  private readonly marks = new Map<string, Mark>()
  private needs: FactsNeed[] = []
  /** What to mark once the rows of a need came. */
  private readonly settle = new Map<FactsNeed, (rows: readonly Tuple[]) => void>()

  constructor(graph: Graph) {
    super(requestFacts(graph))
    this.graph = graph
  }

  override objectId(type: string, id: string): ObjectId {
    return internObject(this.graph.interning.objects, this.typeId(type), id)
  }

  override wildcardId(type: TypeId): ObjectId {
    return internObject(this.graph.interning.objects, type, '*')
  }

  override usersetId(object: ObjectId, relation: RelationId): SubjectId {
    return internUserset(this.graph.interning.usersets, object, relation)
  }

  has(object: ObjectId, relation: RelationId, subject: SubjectId): Presence {
    const presence = this.base.has(object, relation, subject)
    const tuple = `tuple ${object} ${relation} ${subject}`
    if (
      presence !== ABSENT ||
      this.isHere(tuple) ||
      this.isHere(`rows ${object} ${relation}`) ||
      this.isHere(`objects ${subject} ${relation}`) ||
      (subject < 0 && this.isHere(`usersets ${object} ${relation}`))
    ) {
      return presence
    }
    this.note(tuple, () => ({
      kind: 'tuple',
      ...this.listText(object, relation),
      user: this.subjectText(subject),
    }))
    return NOT_HERE
  }

  rows(object: ObjectId, relation: RelationId, into: Rows): boolean {
    this.base.rows(object, relation, into)
    return this.isHereOrNoted(`rows ${object} ${relation}`, () => ({
      kind: 'rows',
      ...this.listText(object, relation),
    }))
  }

  usersets(object: ObjectId, relation: RelationId, into: Rows): boolean {
    this.base.usersets(object, relation, into)
    if (this.isHere(`rows ${object} ${relation}`)) return true
    return this.isHereOrNoted(`usersets ${object} ${relation}`, () => ({
      kind: 'usersets',
      ...this.listText(object, relation),
    }))
  }

  objects(subject: SubjectId, relation: RelationId, into: Rows): boolean {
    this.base.objects(subject, relation, into)
    return this.isHereOrNoted(`objects ${subject} ${relation}`, () => ({
      kind: 'objects',
      user: this.subjectText(subject),
      ...this.relationText(relation),
    }))
  }

  condition(object: ObjectId, relation: RelationId, subject: SubjectId): ConditionId {
    return this.base.condition(object, relation, subject)
  }

  expectMemberships(subject: SubjectId, relations: readonly RelationId[], limit: number): void {
    const mark = `memberships ${subject} ${relations.join(' ')}`
    if (relations.length === 0 || this.marks.has(mark)) return
    this.marks.set(mark, 'noted')
    const need: FactsNeed = {
      kind: 'memberships',
      user: this.subjectText(subject),
      relations: relations.map((relation) => this.relationText(relation)),
      limit,
    }
    // `objects` of the subject itself will come with it.
    const marks = relations.map((relation) => `objects ${subject} ${relation}`)
    const awaited = marks.filter((each) => !this.marks.has(each))
    for (const each of awaited) this.marks.set(each, 'noted')
    this.needs.push(need)
    this.settle.set(need, (rows) => {
      if (rows.length <= limit) this.markMemberships(subject, relations, rows)
      // Cut off: what was found is true, but no list of it is known to be whole.
      else for (const each of awaited) this.marks.delete(each)
    })
    const wildcard = subject < 0 ? subject : this.objectId(this.typeName(this.typeOf(subject)), '*')
    if (wildcard !== subject) this.expectMemberships(wildcard, relations, limit)
  }

  takeNeeds(): readonly FactsNeed[] {
    const taken = foldNeeds(this.needs)
    this.needs = []
    return taken
  }

  provide(need: FactsNeed, rows: readonly Tuple[]): void {
    for (const row of rows) this.graph.add(row)
    this.settle.get(need)?.(rows)
    this.settle.delete(need)
  }

  /** All that a subject is in, and all that those usersets are in, and so on. */
  private markMemberships(
    subject: SubjectId,
    relations: readonly RelationId[],
    rows: readonly Tuple[],
  ): void {
    const reached = new Set([subject])
    for (const row of rows) {
      const { object, relation } = internTuple(this.graph.interning, row)
      reached.add(this.usersetId(object, relation))
    }
    for (const each of reached) {
      for (const relation of relations) this.marks.set(`objects ${each} ${relation}`, 'here')
    }
  }

  private isHere(mark: string): boolean {
    return this.marks.get(mark) === 'here'
  }

  private isHereOrNoted(mark: string, need: () => FactsNeed): boolean {
    if (this.isHere(mark)) return true
    this.note(mark, need)
    return false
  }

  private note(mark: string, need: () => FactsNeed): void {
    if (this.marks.has(mark)) return
    this.marks.set(mark, 'noted')
    const noted = need()
    this.needs.push(noted)
    this.settle.set(noted, () => {
      this.marks.set(mark, 'here')
    })
  }

  private listText(object: ObjectId, relation: RelationId) {
    return {
      object: objectText(this.graph.interning, object),
      relation: this.relationName(relation),
    }
  }

  private relationText(relation: RelationId) {
    return {
      objectType: this.typeName(this.typeOfRelation(relation)),
      relation: this.relationName(relation),
    }
  }

  private subjectText(subject: SubjectId): string {
    return subjectText(this.graph.interning, subject)
  }
}
