import type { Failure, Value } from './value.ts'
import { isFailure } from './value.ts'

/** What one evaluation works with. */
export interface Frame {
  /** Values of the condition's parameters, in the order of their declaration. */
  readonly parameters: readonly Value[]
  /** Values of the variables of the macros that are running, outermost first. */
  readonly variables: Value[]
  /** Units of cost so far. */
  cost: number
}

/** An expression made into a function. It never throws but for `CostExceeded`. */
export type Step = (frame: Frame) => Value | Failure

/** A step, and its value where that is known beforehand: a known value costs nothing to use. */
export type Compiled =
  | { readonly kind: 'constant'; readonly value: Value; readonly step: Step }
  | { readonly kind: 'computed'; readonly step: Step }

export function computed(step: Step): Compiled {
  return { kind: 'computed', step }
}

export function constant(value: Value): Compiled {
  return { kind: 'constant', value, step: () => value }
}

/** OpenFGA's default for `maxConditionEvaluationCost`. */
const MAX_COST = 100

/** Ends an evaluation whatever is around: `||` absorbs a failure, but not this. */
class CostExceeded extends Error {}

export function charge(frame: Frame, units: number): void {
  frame.cost += units
  if (frame.cost > MAX_COST) throw new CostExceeded(`cost limit of ${MAX_COST} exceeded`)
}

export type Result =
  | { readonly kind: 'met' }
  | { readonly kind: 'unmet' }
  | { readonly kind: 'error'; readonly message: string }

const MET: Result = { kind: 'met' }
const UNMET: Result = { kind: 'unmet' }

/** Runs a program to its end, or to the limit of its cost. */
export function run(program: Step, frame: Frame): Result {
  try {
    const outcome = program(frame)
    if (typeof outcome === 'boolean') return outcome ? MET : UNMET
    return { kind: 'error', message: isFailure(outcome) ? outcome.message : 'no bool came out' }
  } catch (error) {
    if (error instanceof CostExceeded) return { kind: 'error', message: error.message }
    throw error
  }
}
