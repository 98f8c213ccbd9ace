/** The lists of one direction in which an overlay changes something, by (node, relation). */
import type { ConditionId, RelationId, Rows } from '#engine/facts.ts'
import { lowerBound } from './slab.ts'
import { pairKey } from './vocabulary.ts'

/** What became of a row: its condition's id, `PLAIN` without one, or `HIDDEN`. */
export type Change = ConditionId
export const PLAIN: Change = -1
export const HIDDEN: Change = -2

export interface ChangedList {
  /** By the id of the row. */
  readonly changes: Map<number, Change>
  /** Once asked for: all rows, and those of usersets. */
  rows: Int32Array | undefined
  usersets: Int32Array | undefined
}

export type ChangedLists = Map<number, ChangedList>

export function change(
  lists: ChangedLists,
  node: number,
  relation: RelationId,
  id: number,
  to: Change,
): void {
  const key = pairKey(node, relation)
  const list = lists.get(key)
  if (list === undefined) {
    lists.set(key, { changes: new Map([[id, to]]), rows: undefined, usersets: undefined })
  } else list.changes.set(id, to)
}

export function changedList(
  lists: ChangedLists,
  node: number,
  relation: RelationId,
): ChangedList | undefined {
  return lists.get(pairKey(node, relation))
}

/** The rows of a window with a list's changes, sorted; only those of usersets if so asked. */
export function mergedRows(list: ChangedList, window: Rows, usersetsOnly: boolean): Int32Array {
  const { slab, end } = window
  const ids = [...list.changes.keys()].filter((id) => !usersetsOnly || id < 0)
  ids.sort((one, other) => one - other)
  const merged = new Int32Array(end - window.start + ids.length)
  let from = window.start
  let length = 0
  for (const id of ids) {
    const place = lowerBound(slab, from, end, id << 1)
    merged.set(slab.subarray(from, place), length)
    length += place - from
    const isReplaced = place < end && (slab[place] as number) >> 1 === id
    from = isReplaced ? place + 1 : place
    const to = list.changes.get(id) ?? HIDDEN
    if (to !== HIDDEN) merged[length++] = (id << 1) | (to === PLAIN ? 0 : 1)
  }
  merged.set(slab.subarray(from, end), length)
  return merged.subarray(0, length + end - from)
}
