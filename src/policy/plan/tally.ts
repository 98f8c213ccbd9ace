/** Counts of access changes, by whatever they are grouped by. */
import { compareBinary } from '#model/binary-order.ts'
import type { ChangeKind } from './access-change.ts'

type ChangeCounts = Readonly<Record<ChangeKind, number>>

/** `subjects`: how many people, groups, … have a change that is counted here. */
export interface Tally extends ChangeCounts {
  readonly name: string
  readonly subjects: number
}

export interface Tallies {
  count(name: string, kind: ChangeKind): void
  /** What is counted from now on is another subject's. */
  nextSubject(): void
  /** Most changes first, then by name. */
  all(): readonly Tally[]
}

type OpenTally = { -readonly [Member in keyof Tally]: Tally[Member] }

export function tallies(): Tallies {
  const byName = new Map<string, OpenTally>()
  const ofSubject = new Set<OpenTally>()
  return {
    count(name, kind) {
      const tally = byName.get(name) ?? { name, subjects: 0, gained: 0, lost: 0, undecided: 0 }
      byName.set(name, tally)
      tally[kind]++
      if (ofSubject.has(tally)) return
      ofSubject.add(tally)
      tally.subjects++
    },
    nextSubject: () => ofSubject.clear(),
    all: () =>
      [...byName.values()].sort(
        (left, right) => total(right) - total(left) || compareBinary(left.name, right.name),
      ),
  }
}

function total({ gained, lost, undecided }: ChangeCounts): number {
  return gained + lost + undecided
}
