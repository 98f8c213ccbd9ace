/** One side of a plan, what is or what would be: a model over facts, at the time of the plan. */
import { beginEvaluation } from '#engine/begin-evaluation.ts'
import { MAX_CHECK_DEPTH, MAX_CHECK_STEPS } from '#engine/check-limits.ts'
import type { Evaluation, EvaluationOptions } from '#engine/evaluation.ts'
import type { ObjectId, RelationId, SubjectId } from '#engine/facts.ts'
import { listObjects } from '#engine/list-objects.ts'
import { endSlice, STEPS_A_SLICE } from '#engine/slice.ts'
import type { RequestFacts } from '#graph/request-facts.ts'
import type { PlannedModel } from './planned-model.ts'

export interface Side {
  readonly planned: PlannedModel
  /** Both sides share the ids of their facts. */
  readonly facts: RequestFacts
  readonly options: EvaluationOptions
}

/** Asked as the gateway asks a check without a context; `now` is its clock, epoch milliseconds. */
export function side(planned: PlannedModel, facts: RequestFacts, now: number): Side {
  const options = { context: {}, now, maxDepth: MAX_CHECK_DEPTH, maxSteps: MAX_CHECK_STEPS }
  return { planned, facts, options }
}

export function beginOn({ planned, facts, options }: Side): Evaluation {
  return beginEvaluation(planned.linked, facts, options)
}

/** What a subject stands in a relation to. */
export interface Access {
  /** Sorted by id, without those that are undecided. */
  readonly allowed: Int32Array
  readonly undecided: ReadonlySet<ObjectId>
}

/** Counts the work of a plan, and says when it is enough. */
export interface Work {
  steps: number
  readonly maxSteps: number
}

/** Undefined: the work was cut short. Yields when some of it was done. */
export function* accessOf(
  evaluation: Evaluation,
  user: SubjectId,
  relation: RelationId,
  work: Work,
): Generator<undefined, Access | undefined> {
  if (work.steps > work.maxSteps) return undefined
  const undecided = new Set<ObjectId>()
  const found: ObjectId[] = []
  // Each list begins a slice of its own, so that the work of one is not counted for the next.
  endSlice(evaluation)
  const walk = listObjects(evaluation, {
    user,
    relation,
    maxSteps: Number.POSITIVE_INFINITY,
    onUndecided: (object) => undecided.add(object),
  })
  for (let step = walk.next(); step.done !== true; step = walk.next()) {
    if (step.value !== undefined) found.push(step.value)
    else {
      work.steps += STEPS_A_SLICE
      if (work.steps > work.maxSteps) return undefined
      yield undefined
    }
  }
  work.steps += 1 + endSlice(evaluation)
  const decided = undecided.size === 0 ? found : found.filter((object) => !undecided.has(object))
  return { allowed: Int32Array.from(decided).sort(), undecided }
}
