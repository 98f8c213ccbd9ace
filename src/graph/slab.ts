/**
 * Many lists of ints in one array. A list of n ints lies in a block of the least power of two that
 * holds n, so its length alone tells its block; blocks given back are kept by size and reused.
 */
import { grownInts } from './growth.ts'

export interface Slab {
  ints: Int32Array
  /** Behind the last block ever given out. */
  top: number
  /** By order: start + 1 of the first free block, 0 if there is none; each block holds the next one. */
  readonly free: Int32Array
}

export function createSlab(expectedInts: number): Slab {
  return { ints: new Int32Array(expectedInts), top: 0, free: new Int32Array(32) }
}

/** The block of a list of so many ints (2 or more) has 2 to this many. */
export function blockOrder(length: number): number {
  return 32 - Math.clz32(length - 1)
}

/** The start of a free block. Its content is left over. May replace `slab.ints`. */
export function allocateBlock(slab: Slab, order: number): number {
  const head = slab.free[order] as number
  if (head !== 0) {
    slab.free[order] = slab.ints[head - 1] as number
    return head - 1
  }
  const start = slab.top
  slab.top += 1 << order
  if (slab.top > slab.ints.length) slab.ints = grownInts(slab.ints, slab.top)
  return start
}

export function releaseBlock(slab: Slab, start: number, order: number): void {
  slab.ints[start] = slab.free[order] as number
  slab.free[order] = start + 1
}

/** First place in the sorted `ints[start, end)` that holds `value` or more; `end` if none does. */
export function lowerBound(ints: Int32Array, start: number, end: number, value: number): number {
  let low = start
  let high = end
  // A short list is faster to run through than to halve: one cache line, no missed branches.
  while (high - low > 12) {
    const middle = (low + high) >> 1
    if ((ints[middle] as number) < value) low = middle + 1
    else high = middle
  }
  while (low < high && (ints[low] as number) < value) low++
  return low
}
