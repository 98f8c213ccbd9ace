/**
 * What is known of the subproblems (object, relation) of one subject: an open-addressing table over
 * parallel columns. The key is the two ints alone, since facts, context and subject are the same
 * for everything in it. Forgetting all is one increment.
 */
import { isDecided, type Value } from './outcome.ts'

/** Nothing is known but the least depth it was met at. */
export const FORGOTTEN = 0
/** Being evaluated, on the stack. */
export const OPEN = 1
/** Evaluated and undecided inside a component that is not finished. */
export const PROVISIONAL = 2
export const FINAL = 3
/** Being solved together with its component. */
export const MEMBER = 4

export interface Memo {
  /** Entries in use; an entry is an index into the columns below. */
  count: number
  objects: Int32Array
  nodes: Int32Array
  states: Uint8Array
  values: Uint8Array
  /** The value of a member in the stage before. */
  previous: Uint8Array
  /** The least number of hops from the question. */
  depths: Int32Array
  /** Position on the stack of open subproblems. */
  positions: Int32Array
  /** The lowest position that it depends on. */
  lows: Int32Array
  /** 1: an open subproblem was met below it, itself perhaps. */
  touched: Uint8Array
  /** Internal: slot → entry + 1, valid where the stamp is the current one. */
  slots: Int32Array
  stamps: Int32Array
  stamp: number
}

const FIRST_CAPACITY = 64

export function createMemo(): Memo {
  return { count: 0, ...columns(FIRST_CAPACITY) }
}

export function forgetAll(memo: Memo): void {
  memo.count = 0
  if (memo.stamp === 0x7fffffff) {
    memo.stamps.fill(0)
    memo.stamp = 0
  }
  memo.stamp += 1
}

/** The entry of a subproblem, or -1. */
export function findEntry(memo: Memo, object: number, node: number): number {
  const mask = memo.slots.length - 1
  for (let slot = hash(object, node) & mask; ; slot = (slot + 1) & mask) {
    if (memo.stamps[slot] !== memo.stamp) return -1
    const entry = (memo.slots[slot] as number) - 1
    if (memo.objects[entry] === object && memo.nodes[entry] === node) return entry
  }
}

/** A new, forgotten entry for a subproblem that has none. */
export function addEntry(memo: Memo, object: number, node: number, depth: number): number {
  if (memo.count === memo.objects.length) grow(memo)
  const entry = memo.count++
  memo.objects[entry] = object
  memo.nodes[entry] = node
  memo.states[entry] = FORGOTTEN
  memo.depths[entry] = depth
  place(memo, entry)
  return entry
}

/** Drops what is not decided, and keeps the least depths: what another run starts with. */
export function forgetUndecided(memo: Memo): void {
  for (let entry = 0; entry < memo.count; entry++) {
    if (!isKept(memo, entry)) memo.states[entry] = FORGOTTEN
  }
}

export function decidedCount(memo: Memo): number {
  let count = 0
  for (let entry = 0; entry < memo.count; entry++) if (isKept(memo, entry)) count += 1
  return count
}

function isKept(memo: Memo, entry: number): boolean {
  return memo.states[entry] === FINAL && isDecided(memo.values[entry] as Value)
}

function place(memo: Memo, entry: number): void {
  const mask = memo.slots.length - 1
  let slot = hash(memo.objects[entry] as number, memo.nodes[entry] as number) & mask
  while (memo.stamps[slot] === memo.stamp) slot = (slot + 1) & mask
  memo.slots[slot] = entry + 1
  memo.stamps[slot] = memo.stamp
}

/** All at once: a stack that ends in here must not leave a table smaller than its columns. */
function grow(memo: Memo): void {
  const wider = columns(2 * memo.objects.length)
  wider.objects.set(memo.objects)
  wider.nodes.set(memo.nodes)
  wider.states.set(memo.states)
  wider.values.set(memo.values)
  wider.previous.set(memo.previous)
  wider.depths.set(memo.depths)
  wider.positions.set(memo.positions)
  wider.lows.set(memo.lows)
  wider.touched.set(memo.touched)
  Object.assign(memo, wider)
  for (let entry = 0; entry < memo.count; entry++) place(memo, entry)
}

function columns(capacity: number) {
  return {
    objects: new Int32Array(capacity),
    nodes: new Int32Array(capacity),
    states: new Uint8Array(capacity),
    values: new Uint8Array(capacity),
    previous: new Uint8Array(capacity),
    depths: new Int32Array(capacity),
    positions: new Int32Array(capacity),
    lows: new Int32Array(capacity),
    touched: new Uint8Array(capacity),
    slots: new Int32Array(2 * capacity),
    stamps: new Int32Array(2 * capacity),
    stamp: 1,
  }
}

function hash(object: number, node: number): number {
  const mixed = Math.imul(object, 0x9e3779b1) ^ Math.imul(node + 1, 0x85ebca6b)
  return mixed ^ (mixed >>> 15)
}
