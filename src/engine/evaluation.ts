/**
 * One request's evaluation: a model, facts, a context, and what has been found out so far about one
 * subject. Everything the steps share is here, so that a step is a plain function over it.
 */
import type { Context } from '#condition/condition.ts'
import type { ConditionId, Facts, ObjectId, Rows, SubjectId } from './facts.ts'
import { createLift, type Lift } from './lift.ts'
import type { LinkedModel } from './linked-model.ts'
import { createMemo, forgetAll, forgetUndecided, type Memo } from './memo.ts'
import type { Value } from './outcome.ts'
import type { Component } from './plan-components.ts'
import type { Plan, PlanNode } from './plan-node.ts'
import { solve } from './solve.ts'

export interface EvaluationOptions {
  readonly context: Context
  /** Hops between objects that a question may need; more is an error. */
  readonly maxDepth: number
  /** Subproblems and rows that a request may walk; more is an error. */
  readonly maxSteps: number
  /** Off only to prove that it changes no answer. */
  readonly lifting?: boolean
}

/** Why something could not be decided: a condition that could not be evaluated. */
export interface ConditionFailure {
  readonly condition: string
  /** Parameters that neither context holds; empty when a value was at fault. */
  readonly missing: readonly string[]
  readonly message: string
}

/** Decides a subproblem: whether the subject stands in the node's relation to the object. */
export type Dispatch = (
  evaluation: Evaluation,
  node: PlanNode,
  object: ObjectId,
  depth: number,
) => Value

export interface Evaluation {
  linked: LinkedModel
  /** Replaced only between slices of a list, by facts of the same state. */
  facts: Facts
  options: EvaluationOptions
  readonly dispatch: Dispatch
  /** What could not be evaluated so far, for the error that may come of it. */
  failures: ConditionFailure[]
  /** Conditions by their id in the facts: evaluated once a request. */
  readonly conditionValues: Map<ConditionId, Value>
  steps: number

  subject: SubjectId
  /** The typed wildcard that stands for the subject; -1 for a userset, which none stands for. */
  wildcard: ObjectId
  /** The object of a userset subject, which is always in its own userset; -1 otherwise. */
  ownObject: ObjectId
  /** Undefined before the first subject, and for one of a kind that the model does not know. */
  plan: Plan | undefined

  readonly memo: Memo
  readonly lift: Lift
  /** The window that every look-up fills; copy it before the next one. */
  readonly rows: Rows
  /** Entries of open subproblems, see `solve.ts`. */
  readonly stack: number[]
  /** The entry being evaluated, -1 outside. */
  current: number
  /** The component being solved, if one is. */
  solving: Component | undefined
  /** Members of the component being solved. */
  members: number[]
  /** A subproblem joined the component being solved. */
  joined: boolean
  /** Whether the walk is an odd number of exclusions deep. */
  odd: boolean
  /** A subproblem was met with fewer hops than it was decided with. */
  shallower: boolean
  /** Everything is memoised, to know the least number of hops of what is otherwise asked anew. */
  careful: boolean
}

/** Evaluations that ended: their tables cost more to make than most questions to answer. */
const idle: Evaluation[] = []
const MAX_IDLE = 16

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
  if (idle.length < MAX_IDLE) idle.push(evaluation)
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
  evaluation.wildcard = facts.objectId(facts.typeName(type), '*')
  evaluation.ownObject = -1
  evaluation.plan =
    subject === evaluation.wildcard
      ? linked.planForWildcard(facts, type)
      : linked.planForType(facts, type)
}

/** Begins another round after facts were fetched: what was undecided for want of them is asked again. */
export function beginRound(evaluation: Evaluation): void {
  forgetUndecided(evaluation.memo)
  if (evaluation.lift.state !== 'complete') evaluation.lift.state = 'not tried'
}

/** Puts the walk back to its start: after a question that was abandoned half-way, too. */
export function resetWalk(evaluation: Evaluation): void {
  evaluation.stack.length = 0
  evaluation.current = -1
  evaluation.solving = undefined
  evaluation.members = []
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
