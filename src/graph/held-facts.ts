/**
 * Facts of a graph as it is now, while it goes forward: an overlay of what changed tuples were. Who
 * asks the graph meanwhile pays nothing for those who hold it.
 */
import {
  ABSENT,
  type Presence,
  type SubjectId,
  type TupleConditionInstance,
} from '#engine/facts.ts'
import { HIDDEN, PLAIN } from './changed-lists.ts'
import type { Graph, Holder } from './graph.ts'
import type { TupleIds } from './interning.ts'
import { OverlaidFacts } from './overlay.ts'
import { type RequestFacts, requestFacts } from './request-facts.ts'

export interface HeldFacts {
  readonly facts: RequestFacts
  release(): void
}

export function holdFacts(graph: Graph): HeldFacts {
  const facts = new HeldView(graph)
  graph.holders.add(facts)
  return { facts, release: () => graph.holders.delete(facts) }
}

class HeldView extends OverlaidFacts implements Holder {
  private readonly objectCount: number
  private readonly usersetCount: number

  constructor(graph: Graph) {
    super(requestFacts(graph), [])
    this.objectCount = graph.interning.objects.count
    this.usersetCount = graph.interning.usersets.count
  }

  /** What a tuple was counts, once: nothing that becomes of it later is seen. */
  keep(ids: TupleIds, was: Presence, condition: TupleConditionInstance | undefined): void {
    const { object, relation, subject } = ids
    const namesObject = this.isKnown(object)
    const namesSubject = this.isKnown(subject)
    if (namesObject && namesSubject) {
      if (this.changeOf(object, relation, subject) !== undefined) return
      const kept = condition === undefined ? PLAIN : this.base.requestCondition(condition)
      this.change(ids, was === ABSENT ? HIDDEN : kept)
    } else if (namesObject) this.changeForward(object, relation, subject, HIDDEN)
    else if (namesSubject) this.changeReverse(subject, relation, object, HIDDEN)
    // Nobody asks for the lists of a name that was interned since.
  }

  private isKnown(id: SubjectId): boolean {
    return id < 0 ? -id <= this.usersetCount : id < this.objectCount
  }
}
