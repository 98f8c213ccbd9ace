/**
 * Edges of one direction: (node, relation) → sorted rows. An open-addressing table in one array,
 * four ints a slot, so that a look-up touches one cache line; a list of one (most are) lies in its
 * slot, longer ones in the slab. Plain functions over one shape: the engine spends its time here.
 */
import { ABSENT, CONDITIONAL, type Presence, type Rows, UNCONDITIONAL } from '#engine/facts.ts'
import { isCrowded, shiftFor, slotsFor } from './growth.ts'
import {
  allocateBlock,
  blockOrder,
  createSlab,
  lowerBound,
  releaseBlock,
  type Slab,
} from './slab.ts'

export interface Edges {
  /**
   * Four ints a slot: node, relation + 1 (0: a free slot), the only row or the start in the slab,
   * number of rows. A list that lost its last row keeps its slot until the table is laid out anew.
   */
  slots: Int32Array
  mask: number
  shift: number
  /** Slots that are not free. */
  taken: number
  readonly slab: Slab
}

export function createEdges(expectedRows: number): Edges {
  // Measured on organizations: six lists for ten rows, and four rows of ten in longer lists.
  const count = slotsFor(expectedRows * 0.6)
  return {
    slots: new Int32Array(count * 4),
    mask: count - 1,
    shift: shiftFor(count),
    taken: 0,
    slab: createSlab(Math.ceil(expectedRows * 0.6)),
  }
}

/**
 * Where the slot of a list begins in `slots`; -1 if there is none. The relation is added after
 * hashing the node, so that the lists of one node are neighbours.
 */
function findList(edges: Edges, node: number, relation: number): number {
  const { slots, mask } = edges
  let place = ((Math.imul(node, 0x9e3779b1) >>> edges.shift) + relation) & mask
  for (;;) {
    const at = place << 2
    const taken = slots[at + 1] as number
    if (taken === relation + 1 && slots[at] === node) return at
    if (taken === 0) return -1
    place = (place + 1) & mask
  }
}

/** `ABSENT`, `UNCONDITIONAL` or `CONDITIONAL`. */
export function presenceOf(edges: Edges, node: number, relation: number, id: number): Presence {
  const at = findList(edges, node, relation)
  if (at === -1) return ABSENT
  const length = edges.slots[at + 3] as number
  const start = edges.slots[at + 2] as number
  if (length === 1) return start >> 1 === id ? presenceOfRow(start) : ABSENT
  const { ints } = edges.slab
  const end = start + length
  const place = lowerBound(ints, start, end, id << 1)
  if (place === end) return ABSENT
  const row = ints[place] as number
  return row >> 1 === id ? presenceOfRow(row) : ABSENT
}

/** Lets the window show all rows of a list. */
export function showRows(edges: Edges, node: number, relation: number, into: Rows): void {
  const at = findList(edges, node, relation)
  const length = at === -1 ? 0 : (edges.slots[at + 3] as number)
  if (length === 1) {
    into.slab = edges.slots
    into.start = at + 2
    into.end = at + 3
  } else if (length === 0) {
    into.start = 0
    into.end = 0
  } else {
    into.slab = edges.slab.ints
    into.start = edges.slots[at + 2] as number
    into.end = into.start + length
  }
}

/** Lets the window show the rows of a list that are usersets: the negative ones, which come first. */
export function showUsersets(edges: Edges, node: number, relation: number, into: Rows): void {
  showRows(edges, node, relation, into)
  const { slab, start, end } = into
  if (start === end || (slab[start] as number) >= 0) into.end = start
  else if ((slab[end - 1] as number) >= 0) into.end = lowerBound(slab, start, end, 0)
}

/** Puts a row in, or replaces the one of the same id. What was there before. */
export function putRow(edges: Edges, node: number, relation: number, row: number): Presence {
  const { slots, slab } = edges
  const at = findList(edges, node, relation)
  if (at === -1) {
    addList(edges, node, relation, row)
    return ABSENT
  }
  const length = slots[at + 3] as number
  const start = slots[at + 2] as number
  if (length < 2) {
    if (length === 1 && start >> 1 !== row >> 1) {
      slots[at + 2] = startList(slab, start, row)
      slots[at + 3] = 2
      return ABSENT
    }
    slots[at + 2] = row
    slots[at + 3] = 1
    return length === 0 ? ABSENT : presenceOfRow(start)
  }
  const end = start + length
  const place = lowerBound(slab.ints, start, end, row & ~1)
  const found = slab.ints[place] as number
  if (place < end && found >> 1 === row >> 1) {
    slab.ints[place] = row
    return presenceOfRow(found)
  }
  slots[at + 2] = insertInt(slab, start, length, place - start, row)
  slots[at + 3] = length + 1
  return ABSENT
}

/** Takes the row of an id out. What was there before. */
export function removeRow(edges: Edges, node: number, relation: number, id: number): Presence {
  const { slots, slab } = edges
  const at = findList(edges, node, relation)
  if (at === -1) return ABSENT
  const length = slots[at + 3] as number
  const start = slots[at + 2] as number
  if (length < 2) {
    if (length === 0 || start >> 1 !== id) return ABSENT
    slots[at + 3] = 0
    return presenceOfRow(start)
  }
  const end = start + length
  const place = lowerBound(slab.ints, start, end, id << 1)
  const found = slab.ints[place] as number
  if (place === end || found >> 1 !== id) return ABSENT
  slab.ints.copyWithin(place, place + 1, end)
  slots[at + 2] = shrinkList(slab, start, length)
  slots[at + 3] = length - 1
  return presenceOfRow(found)
}

export function bytesOfEdges(edges: Edges): number {
  return edges.slots.byteLength + edges.slab.ints.byteLength
}

function presenceOfRow(row: number): Presence {
  return (row & 1) === 0 ? UNCONDITIONAL : CONDITIONAL
}

/** A list gets its second row. Its start. */
function startList(slab: Slab, only: number, row: number): number {
  const block = allocateBlock(slab, 1)
  slab.ints[block] = Math.min(only, row)
  slab.ints[block + 1] = Math.max(only, row)
  return block
}

/** The new start of the list. */
function insertInt(slab: Slab, start: number, length: number, index: number, row: number): number {
  const order = blockOrder(length)
  if (length < 1 << order) {
    slab.ints.copyWithin(start + index + 1, start + index, start + length)
    slab.ints[start + index] = row
    return start
  }
  const larger = allocateBlock(slab, order + 1)
  slab.ints.copyWithin(larger, start, start + index)
  slab.ints[larger + index] = row
  slab.ints.copyWithin(larger + index + 1, start + index, start + length)
  releaseBlock(slab, start, order)
  return larger
}

/** A list lost its last int: into a smaller block if that will do. Its new start, or its only row. */
function shrinkList(slab: Slab, start: number, length: number): number {
  const order = blockOrder(length)
  const remaining = length - 1
  if (remaining > 1 && blockOrder(remaining) === order) return start
  const kept =
    remaining === 1 ? (slab.ints[start] as number) : allocateBlock(slab, blockOrder(remaining))
  if (remaining > 1) slab.ints.copyWithin(kept, start, start + remaining)
  releaseBlock(slab, start, order)
  return kept
}

function addList(edges: Edges, node: number, relation: number, row: number): void {
  if (isCrowded(edges.taken + 1, edges.mask + 1)) layOutAnew(edges)
  fillFreeSlot(edges, node, relation, row, 1)
}

/** Drops the slots of lists without rows, and doubles the table if the others need it. */
function layOutAnew(edges: Edges): void {
  const old = edges.slots
  let lists = 0
  for (let at = 0; at < old.length; at += 4) if (old[at + 3] !== 0) lists++
  // Room for half as many lists again: the next laying out must not come soon.
  const count = slotsFor((lists + 1) * 1.5)
  edges.slots = new Int32Array(count * 4)
  edges.mask = count - 1
  edges.shift = shiftFor(count)
  edges.taken = 0
  for (let at = 0; at < old.length; at += 4) {
    const length = old[at + 3] as number
    if (length === 0) continue
    fillFreeSlot(
      edges,
      old[at] as number,
      (old[at + 1] as number) - 1,
      old[at + 2] as number,
      length,
    )
  }
}

function fillFreeSlot(
  edges: Edges,
  node: number,
  relation: number,
  start: number,
  length: number,
): void {
  const { slots, mask } = edges
  let place = ((Math.imul(node, 0x9e3779b1) >>> edges.shift) + relation) & mask
  while (slots[(place << 2) + 1] !== 0) place = (place + 1) & mask
  const at = place << 2
  slots[at] = node
  slots[at + 1] = relation + 1
  slots[at + 2] = start
  slots[at + 3] = length
  edges.taken++
}
