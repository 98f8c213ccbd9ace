import type { Failure, Uint } from './value.ts'
import { failure, uint } from './value.ts'

const MAX_INT = 2n ** 63n - 1n
const MIN_INT = -(2n ** 63n)
const MAX_UINT = 2n ** 64n - 1n

export const integerOverflow = failure('integer overflow')

/** The number if it is an `int`, which has 64 bits. */
export function checkInt(value: bigint): bigint | Failure {
  return value < MIN_INT || value > MAX_INT ? integerOverflow : value
}

/** The number as a `uint`, which has 64 bits and no sign. */
export function checkUint(value: bigint): Uint | Failure {
  return value < 0n || value > MAX_UINT ? failure('unsigned integer overflow') : uint(value)
}

/** The nearest `int`: what the conversion of a context's number does with one beyond the range. */
export function clampInt(value: bigint): bigint {
  return value < MIN_INT ? MIN_INT : value > MAX_INT ? MAX_INT : value
}
