/** Lists are walked in slices, so that others have their turn between two of them. */
import type { Evaluation } from './evaluation.ts'
import { forgetAll } from './memo.ts'

/** Steps between two pauses: well under a millisecond where each is a row. */
export const STEPS_A_SLICE = 2_000

/** Subproblems that a list remembers from slice to slice: some ten megabytes. */
const MAX_REMEMBERED = 200_000

/** Ends a slice, between two questions: each has the steps of the evaluation for itself. The steps taken. */
export function endSlice(evaluation: Evaluation): number {
  const { memo, steps } = evaluation
  evaluation.steps = 0
  if (memo.count > MAX_REMEMBERED) forgetAll(memo)
  return steps
}
