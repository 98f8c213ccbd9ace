/** What a change of policy does to one subject: the objects that it gains and loses, by relation. */
import type { ObjectId } from '#engine/facts.ts'
import type { Access } from './side.ts'

export type Verdict = 'allowed' | 'denied' | 'undecided'

/** `gained` and `lost` are certain; whatever is undecided on one side may be either. */
export type ChangeKind = 'gained' | 'lost' | 'undecided'

export interface AccessChange {
  readonly object: ObjectId
  readonly before: Verdict
  readonly after: Verdict
}

export interface AccessComparison {
  /** In no particular order. */
  readonly changes: readonly AccessChange[]
  /** Objects that are undecided before as after. */
  readonly undecided: readonly ObjectId[]
}

export function kindOf({ before, after }: Pick<AccessChange, 'before' | 'after'>): ChangeKind {
  if (before === 'undecided' || after === 'undecided') return 'undecided'
  return after === 'allowed' ? 'gained' : 'lost'
}

export function compareAccess(before: Access, after: Access): AccessComparison {
  const changes: AccessChange[] = []
  const doubted = new Set([...before.undecided, ...after.undecided])
  mergeSorted(before.allowed, after.allowed, (object, isBefore) => {
    if (doubted.has(object)) return
    changes.push(
      isBefore
        ? { object, before: 'allowed', after: 'denied' }
        : { object, before: 'denied', after: 'allowed' },
    )
  })
  const undecided: ObjectId[] = []
  if (doubted.size === 0) return { changes, undecided }
  const was = verdictsIn(before)
  const becomes = verdictsIn(after)
  for (const object of doubted) {
    const change = { object, before: was(object), after: becomes(object) }
    if (change.before === change.after) undecided.push(object)
    else changes.push(change)
  }
  return { changes, undecided }
}

/** Tells of each id that only one of two sorted lists has. */
function mergeSorted(
  left: Int32Array,
  right: Int32Array,
  onlyIn: (id: number, isLeft: boolean) => void,
): void {
  let atLeft = 0
  let atRight = 0
  while (atLeft < left.length || atRight < right.length) {
    const fromLeft = left[atLeft] ?? Number.POSITIVE_INFINITY
    const fromRight = right[atRight] ?? Number.POSITIVE_INFINITY
    if (fromLeft !== fromRight) onlyIn(Math.min(fromLeft, fromRight), fromLeft < fromRight)
    if (fromLeft <= fromRight) atLeft++
    if (fromRight <= fromLeft) atRight++
  }
}

function verdictsIn({ allowed, undecided }: Access): (object: ObjectId) => Verdict {
  const certain = new Set(allowed)
  return (object) => {
    if (undecided.has(object)) return 'undecided'
    return certain.has(object) ? 'allowed' : 'denied'
  }
}
