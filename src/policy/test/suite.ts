/**
 * What a test file says, ready to be asked: a model, tuples, and questions with the answers they must
 * have. Each part knows where it was written.
 */
import type { JsonObject } from '#model/json.ts'
import type { Tuple, TupleKey } from '#model/tuple.ts'

/** A place in a text; lines and columns are counted from 1. */
export interface SourcePosition {
  readonly file: string
  readonly line: number
  readonly column: number
}

export interface PlacedTuple {
  readonly tuple: Tuple
  readonly position: SourcePosition
}

export type Question =
  | {
      readonly kind: 'check'
      readonly key: TupleKey
      readonly context: JsonObject
    }
  | {
      readonly kind: 'list objects'
      readonly user: string
      readonly relation: string
      readonly type: string
      readonly context: JsonObject
    }
  | {
      readonly kind: 'list users'
      readonly object: string
      readonly relation: string
      readonly filter: { readonly type: string; readonly relation?: string | undefined }
      readonly context: JsonObject
    }
  /** Whether the model allows a tuple. */
  | { readonly kind: 'write'; readonly tuple: Tuple }

export type Expectation =
  | { readonly kind: 'allowed' | 'denied' }
  /** The model does not allow the tuple. */
  | { readonly kind: 'refused' }
  /** In any order. */
  | { readonly kind: 'list'; readonly items: readonly string[] }
  /** An error; `words` are its code, or a part of its message, or empty for any. */
  | { readonly kind: 'error'; readonly words: string }

export interface TestAssertion {
  readonly question: Question
  readonly expected: Expectation
  readonly position: SourcePosition
  /** What is meant by the question, where it is not the question itself: `role clerk can order_read`. */
  readonly meaning?: string
}

export interface TestCase {
  readonly name: string
  readonly position: SourcePosition
  /** Beside those of the file, and there for this test alone. */
  readonly tuples: readonly PlacedTuple[]
  readonly assertions: readonly TestAssertion[]
  /** Roles of the policy, each in a tenant of its own, apart from the tuples of the file. */
  readonly roleTrial?: RoleTrial
}

export interface RoleTrial {
  readonly tuples: readonly Tuple[]
  readonly assertions: readonly TestAssertion[]
}

export interface MatrixSnapshot {
  readonly file: string
  /** Absent: there is none yet. */
  readonly text: string | undefined
  readonly context: JsonObject
  readonly position: SourcePosition
}

export interface TestSuite {
  readonly file: string
  readonly name: string
  /** OpenFGA's JSON. */
  readonly model: JsonObject
  /** Where the model is named, or begins. */
  readonly modelPosition: SourcePosition
  readonly tuples: readonly PlacedTuple[]
  readonly cases: readonly TestCase[]
  readonly matrix?: MatrixSnapshot
}
