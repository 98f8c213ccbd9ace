/**
 * One request's evaluation: a model, facts, a context, and what has been found out so far about one
 * subject. Everything the steps share is here, so that a step is a plain function over it.
 */
import type { Context } from '#condition/condition.ts'
import type { ConditionId, Facts, ObjectId, Rows, SubjectId } from './facts.ts'
import type { LinkedModel } from './linked-model.ts'
import type { Memo } from './memo.ts'
import type { Value } from './outcome.ts'
import type { Component, Plan, PlanNode } from './plan-node.ts'

export interface EvaluationOptions {
  readonly context: Context
  /** What conditions take for `now`, epoch milliseconds, whatever contexts say; absent: what these say. */
  readonly now?: number | undefined
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
type Dispatch = (evaluation: Evaluation, node: PlanNode, object: ObjectId, depth: number) => Value

/** The usersets that a subject is in over pure relations: see `lift.ts`. */
export interface Lift {
  /** `partial`: some rows were not here; what was found holds, what was not may still be. */
  state: 'not tried' | 'complete' | 'partial' | 'given up'
  count: number
  /** The usersets the subject is in, by the least number of hops. */
  readonly usersets: Int32Array
  readonly levels: Int32Array
  readonly nodes: PlanNode[]
  /** Open addressing: index + 1, 0 where free. */
  readonly slots: Int32Array
}

export interface Evaluation {
  linked: LinkedModel
  /** Of one state, to the end of the evaluation. */
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
  /** What the walk of a list has reached; of one list at a time. */
  readonly reached: Memo
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
