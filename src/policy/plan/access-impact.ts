/**
 * Access impact: who gains and who loses what when one model and its tuples take the place of
 * another. Each subject's objects are listed on both sides and compared, so that the result is exact;
 * what is too large for that is cut to a fair sample of the subjects, and says so.
 */
import type { Graph } from '#graph/graph.ts'
import { tupleIds } from '#graph/interning.ts'
import { namedSubjects } from '#graph/named-subjects.ts'
import { type Difference, overlaidFacts } from '#graph/overlay.ts'
import { requestFacts } from '#graph/request-facts.ts'
import { compareBinary } from '#model/binary-order.ts'
import { parseObject } from '#model/tuple.ts'
import {
  beginComparison,
  type Comparison,
  compareSubject,
  endComparison,
} from './compare-subject.ts'
import { isAnybody, type PlanSubject, planSubjects } from './plan-subjects.ts'
import type { PlannedModel } from './planned-model.ts'
import { type ComparedRelation, comparedRelations } from './relation-reach.ts'
import { shuffled } from './shuffled.ts'
import { type Side, side } from './side.ts'
import { type StoredChanges, type ToldChange, toldChanges } from './stored-changes.ts'
import type { Tally } from './tally.ts'

/**
 * Up to here a plan is exact: about a minute of a busy core, and a platform of a million tuples.
 * Counted in the engine's steps (subproblems and rows) of both sides.
 */
const MAX_EXACT_STEPS = 500_000_000

/** As JSON some 200 MB: beyond it nobody reads them, and a string could not hold them. */
const MAX_EXACT_CHANGES = 2_000_000

/** Stated with every sample: the same plan samples the same subjects. */
const SAMPLE_SEED = 20_261_125

export interface ImpactQuestion {
  /** All tuples as they are. Must hold still until the impact is known, and while it is explained. */
  readonly graph: Graph
  readonly before: PlannedModel
  readonly after: PlannedModel
  /** What becomes of tuples together with the model. */
  readonly differences: readonly Difference[]
  /** The clock of every question; epoch milliseconds. */
  readonly now: number
  /** Smaller than the constants only to show what comes of it. */
  readonly maxSteps?: number
  readonly maxChanges?: number
}

export interface AccessImpact {
  /** The relations that could differ; all others cannot. */
  readonly relations: readonly ComparedRelation[]
  /** Subjects with a change, sorted. */
  readonly stored: readonly StoredChanges[]
  readonly byRelation: readonly Tally[]
  /** Names are ids of roles; a change can stand under several, and under none. */
  readonly byRole: readonly Tally[]
  /** Names are ids of scopes. */
  readonly byScope: readonly Tally[]
  /** Questions that are undecided before as after, and a few of them. */
  readonly undecidedBoth: { readonly count: number; readonly examples: readonly string[] }
  readonly extent: Extent
  readonly before: Side
  readonly after: Side
}

/** How much was compared. */
export type Extent =
  | { readonly kind: 'exact'; readonly subjects: number; readonly steps: number }
  /** Whatever is told is so; of the subjects that were not drawn nothing is told. */
  | {
      readonly kind: 'sample'
      readonly subjects: number
      readonly ofSubjects: number
      readonly seed: number
      readonly steps: number
    }

/** Yields when some work was done, so that a server need not hold its event loop. */
export function* accessImpact(question: ImpactQuestion): Generator<undefined, AccessImpact> {
  const { graph, differences, now } = question
  const facts = requestFacts(graph)
  const before = side(question.before, facts, now)
  const after = side(question.after, overlaidFacts(facts, differences), now)
  const relations = comparedRelations(
    before.planned.model,
    after.planned.model,
    new Set(differences.map(({ key }) => `${parseObject(key.object)?.type}#${key.relation}`)),
  )
  const ids = relations.map(({ type, relation }) => facts.relationId(type, relation))
  const named = new Set([
    ...namedSubjects(graph),
    ...differences.flatMap(({ key, tuple }) =>
      tuple === undefined ? [] : [tupleIds(facts, key).subject],
    ),
  ])
  const work = { steps: 0, maxSteps: question.maxSteps ?? MAX_EXACT_STEPS }
  const comparison = beginComparison(relations, ids, { before, after }, work)
  const subjects = planSubjects(named, [before, after], ids)
  const extent = yield* compareAll(comparison, subjects, question.maxChanges ?? MAX_EXACT_CHANGES)
  endComparison(comparison)
  const { byRelation, byRole, byScope, undecidedBoth } = comparison
  return {
    relations,
    stored: comparison.stored.sort((left, right) => compareBinary(left.subject, right.subject)),
    byRelation: byRelation.all(),
    byRole: byRole.all(),
    byScope: byScope.all(),
    undecidedBoth,
    extent,
    before,
    after,
  }
}

/** Every change, by subject, relation and object. */
export function* changesOf({ stored, relations, before }: AccessImpact): Generator<ToldChange> {
  for (const changes of stored) yield* toldChanges(changes, relations, before.facts)
}

/**
 * What is granted to everybody comes first; then the others in an order by chance, so that those who
 * were compared when the work is cut short are a fair sample of all.
 */
function* compareAll(
  comparison: Comparison,
  subjects: readonly PlanSubject[],
  maxChanges: number,
): Generator<undefined, Extent> {
  const { work } = comparison
  const anybody = subjects.filter(isAnybody)
  const others = subjects.filter((subject) => !isAnybody(subject))
  let compared = 0
  let changes = 0
  for (const subject of [...anybody, ...shuffled(others, SAMPLE_SEED)]) {
    const changed = changes > maxChanges ? undefined : yield* compareSubject(comparison, subject)
    if (changed === undefined) {
      const ofSubjects = subjects.length
      const { steps } = work
      return { kind: 'sample', subjects: compared, ofSubjects, seed: SAMPLE_SEED, steps }
    }
    compared++
    changes += changed
    yield undefined
  }
  return { kind: 'exact', subjects: compared, steps: work.steps }
}
