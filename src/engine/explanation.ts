/**
 * Why a check came out as it did, as data: the tree of questions that decided it, each with its own
 * answer. For an allow it holds one path of tuples that grants it; for a deny, a set of things looked
 * for and not found from which nothing can be dropped; for an error, what was missing.
 */
export type Verdict = 'allowed' | 'denied' | 'error'

/** A tuple that was read, or one that was looked for and is not there. */
export interface TupleStep {
  readonly kind: 'tuple'
  readonly object: string
  readonly relation: string
  readonly user: string
  readonly found: boolean
  /** Present when the tuple carries a condition, with what came of it. */
  readonly condition?: {
    readonly name: string
    readonly outcome: 'met' | 'unmet' | 'missing' | 'error'
    readonly missing?: readonly string[]
    readonly message?: string
  }
}

/** A relation that was asked of an object, and the steps that settle it. */
export interface QuestionStep {
  readonly kind: 'question'
  readonly object: string
  readonly relation: string
  readonly verdict: Verdict
  /** How the steps join: all of them are needed for the verdict. */
  readonly because:
    | 'tuple'
    | 'computed'
    | 'tupleToUserset'
    | 'union'
    | 'intersection'
    | 'difference'
    | 'sameUserset'
    | 'cycle'
    | 'depth'
    | 'noPath'
  readonly steps: readonly ExplanationStep[]
}

/** No tuple of this relation leads on: the rows that were there, none of which grants it. */
export interface RowsStep {
  readonly kind: 'noTuples'
  readonly object: string
  readonly relation: string
  /** What was looked for: `user:anne`, `user:*`, `group#member`, `folder`. */
  readonly lookedFor: readonly string[]
}

export type ExplanationStep = QuestionStep | TupleStep | RowsStep

export interface Explanation {
  readonly verdict: Verdict
  readonly root: QuestionStep
  /** The same as a readable tree, one line a step. */
  readonly text: string
}
