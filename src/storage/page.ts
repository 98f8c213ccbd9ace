import type { Page } from './datastore.ts'

/** A page from rows of which one more than the limit was asked for, to tell whether it is the last. */
export function pageOf<Item, Key>(
  found: readonly Item[],
  limit: number,
  keyOf: (item: Item) => Key,
): Page<Item, Key> {
  const items = found.slice(0, limit)
  const last = items.at(-1)
  return found.length > limit && last !== undefined ? { items, next: keyOf(last) } : { items }
}
