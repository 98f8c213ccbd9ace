/** What is told of a plan first: counts, changes by role, and a few examples with their reason. */

import type { Explanation } from '#engine/explanation.ts'
import { compareBinary } from '#model/binary-order.ts'
import type { ChangeKind } from './access-change.ts'
import { changesOf } from './access-impact.ts'
import { explainChange } from './explain-change.ts'
import type { Plan } from './plan.ts'
import { type ChangeTotals, type ToldChange, totalsOf } from './stored-changes.ts'
import type { Tally } from './tally.ts'

export interface PlanSummary extends ChangeTotals {
  /** People, groups, … with a change. */
  readonly subjects: number
  /** Questions that are undecided before as after. */
  readonly undecidedBoth: number
  readonly orphans: number
  readonly isExact: boolean
}

export function planSummary({ impact, orphans }: Plan): PlanSummary {
  return {
    ...totalsOf(impact.stored),
    subjects: impact.stored.length,
    undecidedBoth: impact.undecidedBoth.count,
    orphans: orphans.count,
    isExact: impact.extent.kind === 'exact',
  }
}

/** What a person or a pipeline may refuse a plan for. */
export type FailOn = 'lost' | 'gained'

/** What is undecided on one side counts as what it may be, and so does what a sample left out. */
export function failsOn(plan: Plan, failOn: FailOn): boolean {
  const { gained, lost, mayBeGained, mayBeLost, isExact } = planSummary(plan)
  if (!isExact) return true
  return failOn === 'lost' ? lost + mayBeLost > 0 : gained + mayBeGained > 0
}

/** Changes by a standard role and all of its copies, or by a role that a tenant made. */
export interface RoleTally extends Tally {
  /** The key of the standard role; absent: `name` is the id of a tenant's own role. */
  readonly standard?: string
  /** How many roles that is. */
  readonly roles: number
}

/** Most changes first. A subject with two copies of a role is counted for each of them. */
export function changesByRole({ impact, standards }: Plan): readonly RoleTally[] {
  const byStandard = Map.groupBy(impact.byRole, ({ name }) => standards.get(name) ?? `role:${name}`)
  const sum = (tallies: readonly Tally[], member: Exclude<keyof Tally, 'name'>) =>
    tallies.reduce((total, tally) => total + tally[member], 0)
  return [...byStandard]
    .map(([key, tallies]) => {
      const [first] = tallies
      const standard = first && standards.get(first.name)
      return {
        name: standard ?? first?.name ?? key,
        ...(standard !== undefined && { standard }),
        roles: tallies.length,
        gained: sum(tallies, 'gained'),
        lost: sum(tallies, 'lost'),
        undecided: sum(tallies, 'undecided'),
        subjects: sum(tallies, 'subjects'),
      }
    })
    .sort((left, right) => size(right) - size(left) || compareBinary(left.name, right.name))
}

function size({ gained, lost, undecided }: Tally): number {
  return gained + lost + undecided
}

export interface Example extends ToldChange {
  /** Why it was so, or would be; absent if that is too long to tell. */
  readonly because?: Explanation
}

const EXAMPLES_A_KIND = 10

/** The first change of each of a few subjects, with the reason for it. */
export function examplesOf({ impact }: Plan): Readonly<Record<ChangeKind, readonly Example[]>> {
  const examples: Record<ChangeKind, ToldChange[]> = { lost: [], gained: [], undecided: [] }
  for (const change of changesOf(impact)) {
    const chosen = examples[change.kind]
    const isNew = chosen.at(-1)?.subject !== change.subject
    if (isNew && chosen.length < EXAMPLES_A_KIND) chosen.push(change)
  }
  const explained = (changes: readonly ToldChange[]) =>
    changes.map((change): Example => {
      const explanation = explainChange(impact, change)
      return explanation === undefined ? change : { ...change, because: explanation }
    })
  return {
    lost: explained(examples.lost),
    gained: explained(examples.gained),
    undecided: explained(examples.undecided),
  }
}
