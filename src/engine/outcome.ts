/**
 * What a question can come to, as bits in an integer, and Kleene's logic over it. `DENIED` and
 * `ALLOWED` are decided; anything else is undecided, each bit a reason for it. An undecided value is
 * never an allow: a decisive operand wins over it, in any order.
 */
export type Value = number

export const DENIED: Value = 0
export const ALLOWED: Value = 1
/** A fact that was asked for is not loaded. */
export const NEEDS_FACTS: Value = 2
/** A condition could not be evaluated: a parameter is missing, of the wrong type, or too costly. */
export const CONDITION_FAILED: Value = 4
/** More hops than the limit. */
export const TOO_DEEP: Value = 8
/** Depends on itself: provisional inside a component, on its own negation when final. */
export const CYCLE: Value = 16
/** The request's budget of steps is used up. */
export const EXHAUSTED: Value = 32
/** Of a list: something was listed that is too far for a check. */
export const BEYOND_CHECK: Value = 64

export function isDecided(value: Value): boolean {
  return value <= ALLOWED
}

/** Allowed wins; denied is neutral; reasons unite. */
export function or(left: Value, right: Value): Value {
  return left === ALLOWED || right === ALLOWED ? ALLOWED : left | right
}

/** Denied wins; allowed is neutral; reasons unite. */
export function and(left: Value, right: Value): Value {
  if (left === DENIED || right === DENIED) return DENIED
  if (left === ALLOWED) return right
  if (right === ALLOWED) return left
  return left | right
}

/** Swaps the decided values, keeps the reasons. */
export function not(value: Value): Value {
  return value <= ALLOWED ? 1 - value : value
}
