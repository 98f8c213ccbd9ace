/** Typed arrays that must hold more: a copy half as long again, or as long as is needed. */

export function grownInts(ints: Int32Array, needed: number): Int32Array<ArrayBuffer> {
  const grown = new Int32Array(Math.max(needed, Math.ceil(ints.length * 1.5)))
  grown.set(ints)
  return grown
}

export function grownBytes(bytes: Uint8Array, needed: number): Uint8Array<ArrayBuffer> {
  const grown = new Uint8Array(Math.max(needed, Math.ceil(bytes.length * 1.5)))
  grown.set(bytes)
  return grown
}

/** Slots of an open-addressing table for this many entries: a power of two, at most 70 % taken. */
export function slotsFor(entries: number): number {
  let slots = 16
  while (isCrowded(entries, slots)) slots *= 2
  return slots
}

export function isCrowded(entries: number, slots: number): boolean {
  return entries > slots * 0.7
}

/** For `hash >>> shift`: keeps as many high bits of a product as a table of so many slots needs. */
export function shiftFor(slots: number): number {
  return 32 - Math.log2(slots)
}
