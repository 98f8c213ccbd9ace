/**
 * The least of what is enough: drops elements, large pieces first, as long as the rest is still
 * enough. Nothing can be dropped from the result, if a superset of what is enough is enough too, and
 * it may go on to its end. Asks about `size of the result × log(items)` times, and at least once for
 * each element of it; yields after each question, of which any may take its time.
 */
export function* smallest<Item>(
  items: readonly Item[],
  isEnough: (items: readonly Item[]) => boolean,
  mayGoOn: () => boolean,
): Generator<undefined, readonly Item[]> {
  let kept = items
  for (let piece = Math.max(1, items.length >> 1); ; piece >>= 1) {
    for (let at = 0; at < kept.length; ) {
      if (!mayGoOn()) return kept
      const without = [...kept.slice(0, at), ...kept.slice(at + piece)]
      if (isEnough(without)) kept = without
      else at += piece
      yield undefined
    }
    if (piece === 1) return kept
  }
}
