import type { TupleKey } from '#model/tuple.ts'

/**
 * The order of UTF-8 bytes, which is that of code points and of SQLite's BINARY. JavaScript's `<`
 * compares UTF-16 units and puts an emoji before U+E000.
 */
export function compareBinary(left: string, right: string): number {
  const length = Math.min(left.length, right.length)
  for (let at = 0; at < length; at++) {
    const a = left.charCodeAt(at)
    const b = right.charCodeAt(at)
    if (a !== b) return codePointRank(a) - codePointRank(b)
  }
  return left.length - right.length
}

/** Moves surrogates (U+D800 to U+DFFF, parts of what lies above U+FFFF) behind all other units. */
function codePointRank(unit: number): number {
  if (unit < 0xd800) return unit
  return unit < 0xe000 ? unit + 0x2000 : unit - 0x800
}

/** By object type, object id, relation and user, each compared by itself, as the columns are. */
export function compareKeys(left: TupleKey, right: TupleKey): number {
  return (
    compareObjects(left.object, right.object) ||
    compareBinary(left.relation, right.relation) ||
    compareBinary(left.user, right.user)
  )
}

function compareObjects(left: string, right: string): number {
  const leftColon = left.indexOf(':')
  const rightColon = right.indexOf(':')
  return (
    compareBinary(left.slice(0, leftColon), right.slice(0, rightColon)) ||
    compareBinary(left.slice(leftColon + 1), right.slice(rightColon + 1))
  )
}
