/**
 * Why a check came out as it did, as data: the tree of questions that settles it, each with its own
 * answer, and the facts it rests on. For an allow these are one way of tuples that grants it (with
 * what is not there, where an exclusion asks for that); for a deny a set of things looked for and not
 * found. From either nothing can be dropped: without any one of them the answer would be open. For an
 * error, the tree shows how far it got, and `failures` what was missing.
 */
import type { ConditionFailure } from './evaluation.ts'

export type Verdict = 'allowed' | 'denied' | 'error'

/** What came of a condition that a tuple carries. */
export interface ConditionStep {
  readonly name: string
  readonly outcome: Verdict
}

/** A tuple that is there, or that was looked for and is not. */
export interface TupleStep {
  readonly kind: 'tuple'
  readonly object: string
  readonly relation: string
  readonly user: string
  readonly found: boolean
  readonly condition?: ConditionStep
}

/** All tuples of a relation that could lead on are the ones shown beside it, perhaps none. */
export interface NoOtherTuplesStep {
  readonly kind: 'no other tuples'
  readonly object: string
  readonly relation: string
  /** The kinds of user looked for: `group#member`, `folder`. */
  readonly lookedFor: readonly string[]
}

/** Why a question's steps settle it. */
export type Because =
  /** Rows of the relation itself. */
  | 'tuples'
  /** Another relation of the same object. */
  | 'computed'
  /** A relation of the objects that a tupleset names. */
  | 'from'
  /** One operand of `or` that is true, or all that are not. */
  | 'or'
  /** All operands of `and`, or one that is not true. */
  | 'and'
  /** The base and what is subtracted from it, or the one of them that settles it. */
  | 'but not'
  /** The user is this very userset. */
  | 'same userset'
  /** It is asked further up already, and has no ground of its own. */
  | 'cycle'
  /** The same question is explained further up, beside this one. */
  | 'shown above'
  /** The model gives such a user no way to it, whatever the tuples. */
  | 'no way in the model'
  /** Too many hops, or too much work. */
  | 'limit'

/** A relation asked of an object, and the steps that settle it. */
export interface QuestionStep {
  readonly kind: 'question'
  readonly object: string
  readonly relation: string
  readonly verdict: Verdict
  readonly because: Because
  readonly steps: readonly ExplanationStep[]
}

export type ExplanationStep = QuestionStep | TupleStep | NoOtherTuplesStep

/** One of the facts that an answer rests on. */
export type RestingFact = TupleStep | NoOtherTuplesStep

export interface Explanation {
  readonly verdict: Verdict
  readonly user: string
  readonly root: QuestionStep
  /** What the answer rests on; empty for an error. */
  readonly facts: readonly RestingFact[]
  /** Conditions that could not be evaluated, and why. */
  readonly failures: readonly ConditionFailure[]
  /** The tree in words, a line a step. */
  readonly text: string
}
