import type { Evaluation } from './evaluation.ts'
import type { ConditionStep, NoOtherTuplesStep, TupleStep, Verdict } from './explanation.ts'
import {
  ABSENT,
  CONDITIONAL,
  type Facts,
  NOT_HERE,
  type ObjectId,
  type RelationId,
  type Rows,
  type SubjectId,
} from './facts.ts'
import { ALLOWED, CYCLE, DENIED, type Value } from './outcome.ts'
import { conditionValue } from './row-condition.ts'
import { objectText, subjectText } from './text.ts'

/** A tuple as it is found now, with what its condition comes to. */
export function tupleStep(
  evaluation: Evaluation,
  object: ObjectId,
  relation: RelationId,
  subject: SubjectId,
): TupleStep {
  const { facts } = evaluation
  const presence = facts.has(object, relation, subject)
  const found = presence !== ABSENT && presence !== NOT_HERE
  const step: TupleStep = {
    kind: 'tuple',
    object: objectText(facts, object),
    relation: facts.relationName(relation),
    user: subjectText(facts, subject),
    found,
  }
  return presence === CONDITIONAL
    ? { ...step, condition: conditionStep(evaluation, object, relation, subject) }
    : step
}

function conditionStep(
  evaluation: Evaluation,
  object: ObjectId,
  relation: RelationId,
  subject: SubjectId,
): ConditionStep {
  const { facts } = evaluation
  const id = facts.condition(object, relation, subject)
  const { name } = facts.conditionInstance(id)
  return { name, outcome: verdictOf(conditionValue(evaluation, id)) }
}

/** That the rows of a relation beside this step are all there are of a kind. */
export function noOtherTuples(
  evaluation: Evaluation,
  object: ObjectId,
  relation: RelationId,
): NoOtherTuplesStep {
  const { facts, linked } = evaluation
  const type = facts.typeName(facts.typeOf(object))
  const name = facts.relationName(relation)
  const restrictions = linked.model.types.get(type)?.relations.get(name)?.directlyRelated ?? []
  const arrow = restrictions.every((restriction) => restriction.relation === undefined)
  const lookedFor = restrictions
    .filter((restriction) => arrow || restriction.relation !== undefined)
    .map(({ type: of, relation: as }) => (as === undefined ? of : `${of}#${as}`))
  return {
    kind: 'no other tuples',
    object: objectText(facts, object),
    relation: name,
    lookedFor: [...new Set(lookedFor)],
  }
}

/** The subjects of the rows that are known, in the order of their ids. */
export function subjectsIn(
  facts: Facts,
  look: 'rows' | 'usersets',
  object: ObjectId,
  relation: RelationId,
): readonly SubjectId[] {
  const rows: Rows = { slab: new Int32Array(0), start: 0, end: 0 }
  facts[look](object, relation, rows)
  return [...rows.slab.subarray(rows.start, rows.end)].map((row) => row >> 1)
}

/** What a value is called at the top, where depending on one's own negation is a denial. */
export function verdictOf(value: Value): Verdict {
  if (value === ALLOWED) return 'allowed'
  return value === DENIED || value === CYCLE ? 'denied' : 'error'
}
