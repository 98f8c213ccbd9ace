/** How an evaluation begins, turns to a subject, and ends. */
import type { Evaluation, EvaluationOptions } from './evaluation.ts'
import type { Facts, SubjectId } from './facts.ts'
import { createLift } from './lift.ts'
import type { LinkedModel } from './linked-model.ts'
import { createMemo, forgetAll } from './memo.ts'
import { solve } from './solve.ts'

/** Evaluations that ended: their tables cost more to make than most questions to answer. */
const idle: Evaluation[] = []
const MAX_IDLE = 16
/** Subproblems that an idle evaluation may have room for: about 2 MB. What outgrew them is let go. */
const MAX_IDLE_ENTRIES = 65_536

/**
 * Begins an evaluation. It holds for one state of the facts, one context, and any number of
 * questions; `endEvaluation` gives its memory back for the next.
 */
export function beginEvaluation(
  linked: LinkedModel,
  facts: Facts,
  options: EvaluationOptions,
): Evaluation {
  const used = idle.pop()
  if (used === undefined) return createEvaluation(linked, facts, options)
  used.linked = linked
  used.facts = facts
  used.options = options
  return used
}

/** What an idle evaluation holds: no facts and no model that could otherwise be let go. */
const ENDED = new Proxy({} as Facts & LinkedModel, {
  get() {
    throw new Error('an evaluation that has ended was asked')
  },
})

/** Ends an evaluation, which must not be asked again. */
export function endEvaluation(evaluation: Evaluation): void {
  evaluation.linked = ENDED
  evaluation.facts = ENDED
  evaluation.plan = undefined
  if (evaluation.failures.length > 0) evaluation.failures = []
  if (evaluation.conditionValues.size > 0) evaluation.conditionValues.clear()
  evaluation.steps = 0
  resetWalk(evaluation)
  const room = Math.max(evaluation.memo.objects.length, evaluation.reached.objects.length)
  if (idle.length < MAX_IDLE && room <= MAX_IDLE_ENTRIES) idle.push(evaluation)
}

/** Turns to a subject. What is known is kept while the subject stays the same. */
export function turnTo(evaluation: Evaluation, subject: SubjectId): void {
  if (evaluation.plan !== undefined && evaluation.subject === subject) return
  const { facts, linked } = evaluation
  forgetAll(evaluation.memo)
  evaluation.lift.state = 'not tried'
  evaluation.subject = subject
  if (subject < 0) {
    evaluation.plan = linked.planForUsersets(facts, facts.relationOfUserset(subject))
    evaluation.wildcard = -1
    evaluation.ownObject = facts.objectOfUserset(subject)
    return
  }
  const type = facts.typeOf(subject)
  evaluation.wildcard = facts.wildcardId(type)
  evaluation.ownObject = -1
  evaluation.plan =
    subject === evaluation.wildcard
      ? linked.planForWildcard(facts, type)
      : linked.planForType(facts, type)
}

/** Puts the walk back to its start: after a question that was abandoned half-way, too. */
export function resetWalk(evaluation: Evaluation): void {
  evaluation.stack.length = 0
  evaluation.current = -1
  evaluation.solving = undefined
  if (evaluation.members.length > 0) evaluation.members = []
  evaluation.joined = false
  evaluation.odd = false
  evaluation.shallower = false
  evaluation.careful = false
}

function createEvaluation(
  linked: LinkedModel,
  facts: Facts,
  options: EvaluationOptions,
): Evaluation {
  return {
    linked,
    facts,
    options,
    dispatch: solve,
    failures: [],
    conditionValues: new Map(),
    steps: 0,
    subject: 0,
    wildcard: -1,
    ownObject: -1,
    plan: undefined,
    memo: createMemo(),
    reached: createMemo(),
    lift: createLift(),
    rows: { slab: new Int32Array(0), start: 0, end: 0 },
    stack: [],
    current: -1,
    solving: undefined,
    members: [],
    joined: false,
    odd: false,
    shallower: false,
    careful: false,
  }
}
