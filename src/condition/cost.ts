import type { Failure, Value } from './value.ts'
import { isFailure, sizeOf } from './value.ts'

/**
 * What a call costs, in cel-go's units (its `runtimecost.go`, which OpenFGA counts with). It hangs
 * on the arguments alone, so it is charged before the call does any work.
 */
export type Cost = (first: Value | Failure, second: Value | Failure) => number

/** Reading a text costs a tenth of its length. */
const PER_SIGN = 0.1

/** A regular expression is taken to have one part in four signs. */
const PER_PATTERN_SIGN = 0.25

function size(value: Value | Failure): number {
  return isFailure(value) ? 1 : (sizeOf(value) ?? 1)
}

function toRead(signs: number): number {
  return Math.ceil(signs * PER_SIGN)
}

export const fixedCost: Cost = () => 1

export const costOfFirst: Cost = (first) => toRead(size(first))

export const costOfSecond: Cost = (_, second) => toRead(size(second))

export const costOfSmaller: Cost = (first, second) => toRead(Math.min(size(first), size(second)))

export const costOfBoth: Cost = (first, second) => toRead(size(first) + size(second))

export const costOfSearch: Cost = (first, second) => toRead(size(first)) * toRead(size(second))

export const costOfElements: Cost = (_, second) => size(second)

export const costOfMatch: Cost = (first, second) =>
  toRead(1 + size(first)) * Math.ceil(size(second) * PER_PATTERN_SIGN)

/** What is charged for reading a variable and for each selection or index behind it. */
export const ACCESS_COST = 1
export const LIST_COST = 10
export const MAP_COST = 30
