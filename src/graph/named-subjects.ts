import type { SubjectId } from '#engine/facts.ts'
import type { Graph } from './graph.ts'

/** Every subject that a tuple names: objects, typed wildcards and usersets, in no order. */
export function namedSubjects({ reverse }: Graph): ReadonlySet<SubjectId> {
  const { slots } = reverse
  const subjects = new Set<SubjectId>()
  for (let at = 0; at < slots.length; at += 4) {
    const isTaken = slots[at + 1] !== 0
    // A list that lost its last row keeps its slot.
    if (isTaken && slots[at + 3] !== 0) subjects.add(slots[at] as number)
  }
  return subjects
}
