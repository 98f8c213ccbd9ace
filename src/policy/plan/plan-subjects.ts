/**
 * Whom a plan asks about: everybody and everything that tuples name as a subject and that an asked
 * relation can lead to, and for each typed wildcard a subject that nobody knows.
 */
import type { RelationId, SubjectId } from '#engine/facts.ts'
import type { Plan } from '#engine/plan-node.ts'
import { subjectText } from '#engine/text.ts'
import type { RequestFacts } from '#graph/request-facts.ts'
import { compareBinary } from '#model/binary-order.ts'
import type { Side } from './side.ts'

export interface PlanSubject {
  readonly id: SubjectId
  readonly text: string
  /** Indices of the relations to compare that it can stand in on either side. */
  readonly targets: readonly number[]
}

/** Sorted by text. `relations` are those to compare. */
export function planSubjects(
  named: ReadonlySet<SubjectId>,
  sides: readonly Side[],
  relations: readonly RelationId[],
): readonly PlanSubject[] {
  const targetsByKind = new Map<string, readonly number[]>()
  const targetsOf = (id: SubjectId, facts: RequestFacts): readonly number[] => {
    const kind = kindOfSubject(id, facts)
    const known = targetsByKind.get(kind)
    if (known !== undefined) return known
    const plans = sides.map((each) => planFor(each, id))
    const targets = relations.flatMap((relation, index) =>
      plans.some((plan) => plan?.nodeOf(relation)?.reachable) ? [index] : [],
    )
    targetsByKind.set(kind, targets)
    return targets
  }
  const [first] = sides
  if (first === undefined) return []
  const subjects: PlanSubject[] = []
  for (const id of named) {
    const targets = targetsOf(id, first.facts)
    if (targets.length > 0) subjects.push({ id, text: subjectText(first.facts, id), targets })
  }
  return subjects.sort((left, right) => compareBinary(left.text, right.text))
}

/** Whether it stands for anybody whom no tuple names. */
export function isAnybody({ text }: PlanSubject): boolean {
  return text.endsWith(':*')
}

/** Subjects of one kind can stand in the same relations. */
function kindOfSubject(id: SubjectId, facts: RequestFacts): string {
  if (id < 0) return `#${facts.relationOfUserset(id)}`
  return `${facts.typeOf(id)}${facts.isWildcard(id) ? '*' : ''}`
}

function planFor({ planned: { linked }, facts }: Side, id: SubjectId): Plan | undefined {
  if (id < 0) return linked.planForUsersets(facts, facts.relationOfUserset(id))
  const type = facts.typeOf(id)
  return facts.isWildcard(id)
    ? linked.planForWildcard(facts, type)
    : linked.planForType(facts, type)
}
