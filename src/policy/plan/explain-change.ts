import { type Explained, explain } from '#engine/explain.ts'
import type { Explanation } from '#engine/explanation.ts'
import { tupleIds } from '#graph/interning.ts'
import type { AccessImpact } from './access-impact.ts'
import type { ToldChange } from './stored-changes.ts'

/**
 * Why a subject has, or had, what a change is about: as it was for a loss, as it would be for a gain,
 * and where it is open for what is undecided. Undefined: it rests on more than can be told.
 */
export function explainChange(impact: AccessImpact, change: ToldChange): Explanation | undefined {
  const { subject, relation, object, before, after } = change
  const { planned, facts, options } =
    after === 'undecided' || before === 'denied' ? impact.after : impact.before
  const key = tupleIds(facts, { object, relation, user: subject })
  const question = { object: key.object, relation: key.relation, user: key.subject }
  const explained = finished(explain(planned.linked, facts, question, options))
  return explained.kind === 'explained' ? explained.explanation : undefined
}

function finished(walk: Generator<undefined, Explained>): Explained {
  let step = walk.next()
  while (step.done !== true) step = walk.next()
  return step.value
}
