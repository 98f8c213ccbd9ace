/**
 * The least of what is enough: drops elements, large pieces first, as long as the rest is still
 * enough. Nothing can be dropped from the result, if a superset of what is enough is enough too.
 * Asks about `size of the result × log(items)` times, and at least once for each element of it.
 */
export function smallest<Item>(
  items: readonly Item[],
  isEnough: (items: readonly Item[]) => boolean,
): readonly Item[] {
  let kept = items
  for (let piece = Math.max(1, items.length >> 1); ; piece >>= 1) {
    for (let at = 0; at < kept.length; ) {
      const without = [...kept.slice(0, at), ...kept.slice(at + piece)]
      if (isEnough(without)) kept = without
      else at += piece
    }
    if (piece === 1) return kept
  }
}
