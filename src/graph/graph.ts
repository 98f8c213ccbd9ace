/**
 * Facts in memory: the tuples of one store, interned to integers and indexed both ways. The graph
 * knows no model: what a row counts for is judged when it is read. It is asked through a view of a
 * request (`request-facts.ts`), which names what only the request knows.
 */
import { ABSENT, CONDITIONAL, type Presence, type TupleConditionInstance } from '#engine/facts.ts'
import type { Tuple, TupleKey } from '#model/tuple.ts'
import {
  attachCondition,
  bytesOfConditions,
  type Conditions,
  conditionOf,
  createConditions,
  detachCondition,
  instanceOf,
} from './conditions.ts'
import { bytesOfEdges, createEdges, type Edges, presenceOf, putRow, removeRow } from './edges.ts'
import {
  bytesOfInterning,
  createInterning,
  findTuple,
  type Interning,
  internTuple,
  type TupleIds,
} from './interning.ts'
import { createVocabulary, type Vocabulary } from './vocabulary.ts'

export interface Graph {
  /** The revision of the store at which these facts stand; `follow.ts` moves it. */
  revision: number
  /** Number of tuples. */
  readonly size: number
  /** Puts a tuple in; one of the same key is replaced, with its condition. Must be well formed. */
  add(tuple: Tuple): void
  /** Takes a tuple out, if it is there. */
  remove(key: TupleKey): void
  /** Memory held, in bytes. */
  bytes(): number

  /** For this room: what the views read. */
  readonly interning: Interning
  /** (object, relation) → subjects. */
  readonly forward: Edges
  /** (subject, relation) → objects. */
  readonly reverse: Edges
  readonly conditions: Conditions
  readonly holders: Set<Holder>
}

/** Who reads the graph for longer, as it was: told of each tuple that is about to change. */
export interface Holder {
  keep(ids: TupleIds, was: Presence, condition: TupleConditionInstance | undefined): void
}

export interface GraphOptions {
  /** Lays out the tables at once that would otherwise grow by doubling. */
  readonly expectedTuples?: number
  /** That of the store, if it has one already. */
  readonly vocabulary?: Vocabulary
}

export function createGraph(options: GraphOptions = {}): Graph {
  const expected = options.expectedTuples ?? 0
  const interning = createInterning(options.vocabulary ?? createVocabulary(), expected)
  const forward = createEdges(expected)
  const reverse = createEdges(expected)
  const conditions = createConditions()
  const holders = new Set<Holder>()
  let size = 0

  function tellHolders(ids: TupleIds): void {
    const { object, relation, subject } = ids
    const was = presenceOf(forward, object, relation, subject)
    const condition =
      was === CONDITIONAL
        ? instanceOf(conditions, conditionOf(conditions, object, relation, subject))
        : undefined
    for (const holder of holders) holder.keep(ids, was, condition)
  }

  function add(tuple: Tuple): void {
    const ids = internTuple(interning, tuple)
    const { object, relation, subject } = ids
    if (holders.size > 0) tellHolders(ids)
    const conditional = tuple.condition === undefined ? 0 : 1
    const before = putRow(forward, object, relation, (subject << 1) | conditional)
    putRow(reverse, subject, relation, (object << 1) | conditional)
    if (before === ABSENT) size++
    if (tuple.condition !== undefined) {
      attachCondition(conditions, object, relation, subject, tuple.condition)
    } else if (before === CONDITIONAL) {
      detachCondition(conditions, object, relation, subject)
    }
  }

  function remove(key: TupleKey): void {
    const ids = findTuple(interning, key)
    if (ids === undefined) return
    const { object, relation, subject } = ids
    if (holders.size > 0) tellHolders(ids)
    const before = removeRow(forward, object, relation, subject)
    if (before === ABSENT) return
    removeRow(reverse, subject, relation, object)
    if (before === CONDITIONAL) detachCondition(conditions, object, relation, subject)
    size--
  }

  return {
    revision: 0,
    get size() {
      return size
    },
    add,
    remove,
    bytes: () =>
      bytesOfInterning(interning) +
      bytesOfEdges(forward) +
      bytesOfEdges(reverse) +
      bytesOfConditions(conditions),
    interning,
    forward,
    reverse,
    conditions,
    holders,
  }
}
