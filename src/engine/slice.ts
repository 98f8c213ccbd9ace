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

/** Rows that are gone through, in more than one slice if they are many. */
export interface RowStretch {
  readonly slab: Int32Array
  /** The next row. */
  at: number
  readonly end: number
  /** Not a window any more. */
  readonly isOwn: boolean
}

/** For the next slice: where a window shows is the facts' own, and they may move it between slices. */
export function ownRows<Stretch extends RowStretch>(stretch: Stretch): Stretch {
  const { slab, at, end, isOwn } = stretch
  if (isOwn) return stretch
  return { ...stretch, slab: slab.slice(at, end), at: 0, end: end - at, isOwn: true }
}
