/**
 * Stored tuples that a new model would orphan: they are allowed now and would not be then, so that
 * they stay and count for nothing. The rule is that of writes.
 */
import { compareBinary } from '#model/binary-order.ts'
import { parseObject, parseSubject, type Tuple } from '#model/tuple.ts'
import { findTupleFault } from '#model/tuple-validation.ts'
import type { PlannedModel } from './planned-model.ts'

const MAX_EXAMPLES = 5

/** Orphans of one relation, with one reason. */
export interface OrphanGroup {
  /** `type#relation`. */
  readonly relation: string
  /** Why the new model refuses them, in the words of a refused write. */
  readonly reason: string
  readonly count: number
  /** The first in the order of the store. */
  readonly examples: readonly Tuple[]
}

export interface Orphans {
  readonly count: number
  /** By relation. */
  readonly groups: readonly OrphanGroup[]
}

export interface OrphanSearch {
  look(tuple: Tuple): void
  found(): Orphans
}

export function orphanSearch(before: PlannedModel, after: PlannedModel): OrphanSearch {
  const groups = new Map<string, OrphanGroup & { count: number; examples: Tuple[] }>()
  return {
    look(tuple) {
      const fault = findTupleFault(after, tuple)
      // What is an orphan already is none of this plan's doing.
      if (fault === undefined || findTupleFault(before, tuple) !== undefined) return
      const relation = `${parseObject(tuple.object)?.type}#${tuple.relation}`
      const reason = fault.reason.replaceAll(tuple.user, kindOfUser(tuple.user))
      const key = `${relation} ${reason}`
      const group = groups.get(key) ?? { relation, reason, count: 0, examples: [] }
      groups.set(key, group)
      group.count++
      if (group.examples.length < MAX_EXAMPLES) group.examples.push(tuple)
    },
    found: () => ({
      count: [...groups.values()].reduce((sum, { count }) => sum + count, 0),
      groups: [...groups]
        .toSorted(([left], [right]) => compareBinary(left, right))
        .map(([, group]) => group),
    }),
  }
}

/** So that tuples which differ in whom they name are told together: `group#member` for `group:eng#member`. */
function kindOfUser(user: string): string {
  const subject = parseSubject(user)
  if (subject?.kind === 'userset') return `${subject.type}#${subject.relation}`
  return subject?.kind === 'object' ? subject.type : user
}
