/** Changes of access as they are kept: there may be millions of them, each in seven bytes. */
import type { ObjectId, SubjectId } from '#engine/facts.ts'
import { objectText } from '#engine/text.ts'
import type { RequestFacts } from '#graph/request-facts.ts'
import { type ChangeKind, kindOf, type Verdict } from './access-change.ts'
import type { ComparedRelation } from './relation-reach.ts'

/** All changes of one subject, by relation and object. */
export interface StoredChanges {
  readonly subject: string
  readonly id: SubjectId
  /** Indices of compared relations. */
  readonly relations: Uint16Array
  readonly objects: Int32Array
  /** Both verdicts of each. */
  readonly verdicts: Uint8Array
}

/** One change, as it is told. */
export interface ToldChange {
  readonly subject: string
  readonly relation: string
  readonly object: string
  readonly before: Verdict
  readonly after: Verdict
  readonly kind: ChangeKind
}

const VERDICTS: readonly Verdict[] = ['denied', 'allowed', 'undecided']

export function storeChanges(
  { id, text }: { readonly id: SubjectId; readonly text: string },
  changes: readonly {
    readonly relation: number
    readonly object: ObjectId
    readonly before: Verdict
    readonly after: Verdict
  }[],
): StoredChanges {
  return {
    subject: text,
    id,
    relations: Uint16Array.from(changes, ({ relation }) => relation),
    objects: Int32Array.from(changes, ({ object }) => object),
    verdicts: Uint8Array.from(changes, codeOf),
  }
}

/** The changes of one subject, in their order. */
export function* toldChanges(
  { subject, relations, objects, verdicts }: StoredChanges,
  compared: readonly ComparedRelation[],
  facts: RequestFacts,
): Generator<ToldChange> {
  for (const [at, object] of objects.entries()) {
    const relation = compared[relations[at] ?? -1]?.relation
    const both = verdicts[at] ?? 0
    const before = VERDICTS[Math.floor(both / VERDICTS.length)]
    const after = VERDICTS[both % VERDICTS.length]
    if (relation === undefined || before === undefined || after === undefined) {
      throw new Error('a stored change that does not come apart')
    }
    const kind = kindOf({ before, after })
    yield { subject, relation, object: objectText(facts, object), before, after, kind }
  }
}

/** How many changes there are. What is open on one side may be a gain or a loss, by its other side. */
export interface ChangeTotals {
  readonly gained: number
  readonly lost: number
  readonly mayBeGained: number
  readonly mayBeLost: number
}

export function totalsOf(stored: readonly StoredChanges[]): ChangeTotals {
  const counts = new Map<number, number>()
  for (const { verdicts } of stored) {
    for (const both of verdicts) counts.set(both, (counts.get(both) ?? 0) + 1)
  }
  const count = (before: Verdict, after: Verdict) => counts.get(codeOf({ before, after })) ?? 0
  return {
    gained: count('denied', 'allowed'),
    lost: count('allowed', 'denied'),
    mayBeGained: count('denied', 'undecided') + count('undecided', 'allowed'),
    mayBeLost: count('allowed', 'undecided') + count('undecided', 'denied'),
  }
}

function codeOf({ before, after }: { readonly before: Verdict; readonly after: Verdict }): number {
  return VERDICTS.indexOf(before) * VERDICTS.length + VERDICTS.indexOf(after)
}
