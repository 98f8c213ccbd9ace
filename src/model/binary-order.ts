/**
 * The order of UTF-8 bytes, which is that of code points. JavaScript's `<` compares UTF-16 units and
 * puts an emoji before U+E000.
 */
export function compareBinary(left: string, right: string): number {
  const length = Math.min(left.length, right.length)
  for (let at = 0; at < length; at++) {
    const difference = rank(left.charCodeAt(at)) - rank(right.charCodeAt(at))
    if (difference !== 0) return difference
  }
  return left.length - right.length
}

/** Moves surrogates, the halves of what lies above U+FFFF, behind all other units. */
function rank(unit: number): number {
  if (unit < 0xd800) return unit
  return unit < 0xe000 ? unit + 0x2000 : unit - 0x800
}
