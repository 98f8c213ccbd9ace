/**
 * Keeps long work from holding the event loop, and from going on for ever: it is done in slices, and
 * what takes longer than a request may is given up.
 */
import { DeadlineExceeded } from '#authorizer/errors.ts'
import type { Clock } from '#model/ids.ts'
import type { NextTurn } from './turns.ts'

/** A slice of work; OpenFGA's deadline of a request. */
const SLICE_MS = 5
const DEADLINE_MS = 3000

export interface Pacer {
  /** A promise to wait for when the slice is used up. */
  pause(): Promise<void> | undefined
  isLate(): boolean
  /** Throws `DeadlineExceeded`. */
  refuseLate(): void
}

export interface PacerDependencies {
  readonly clock: Clock
  readonly nextTurn: NextTurn
}

export function pacer({ clock, nextTurn }: PacerDependencies): Pacer {
  const startedAt = clock.now()
  let sliceAt = startedAt
  const isLate = () => clock.now() - startedAt > DEADLINE_MS
  return {
    isLate,
    refuseLate() {
      if (isLate()) throw new DeadlineExceeded()
    },
    pause() {
      if (clock.now() - sliceAt < SLICE_MS) return undefined
      return nextTurn(startedAt).then(() => {
        sliceAt = clock.now()
      })
    },
  }
}
