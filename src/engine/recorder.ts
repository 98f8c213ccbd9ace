/**
 * A recorder is facts around facts: it notes what was looked up and what was there. `replay` makes
 * facts of some of these notes, in which everything else is not here: so whether a set of facts is
 * enough for an answer is asked of the evaluator that gave it.
 */
import {
  ABSENT,
  type Facts,
  NOT_HERE,
  type ObjectId,
  type RelationId,
  type Rows,
  type SubjectId,
} from './facts.ts'

export type Observation =
  | {
      readonly kind: 'tuple'
      readonly object: ObjectId
      readonly relation: RelationId
      readonly subject: SubjectId
      readonly found: boolean
    }
  | List

/** That what is there are all rows of the relation, or all of its usersets. */
interface List {
  readonly kind: 'all rows' | 'all usersets'
  readonly object: ObjectId
  readonly relation: RelationId
}

export interface Recorder {
  readonly facts: Facts
  /** Each observation once, in the order it was made. */
  observations(): readonly Observation[]
}

export function record(facts: Facts): Recorder {
  const seen = new Map<string, Observation>()
  const note = (observation: Observation) => {
    const key = keyOf(observation)
    if (!seen.has(key)) seen.set(key, observation)
  }
  const noteRows = (kind: List['kind'], object: ObjectId, relation: RelationId, into: Rows) => {
    note({ kind, object, relation })
    for (const row of into.slab.subarray(into.start, into.end)) {
      note({ kind: 'tuple', object, relation, subject: row >> 1, found: true })
    }
  }
  return {
    observations: () => [...seen.values()],
    facts: {
      ...namesOf(facts),
      has(object, relation, subject) {
        const presence = facts.has(object, relation, subject)
        if (presence !== NOT_HERE) {
          note({ kind: 'tuple', object, relation, subject, found: presence !== ABSENT })
        }
        return presence
      },
      rows(object, relation, into) {
        const here = facts.rows(object, relation, into)
        if (here) noteRows('all rows', object, relation, into)
        return here
      },
      usersets(object, relation, into) {
        const here = facts.usersets(object, relation, into)
        if (here) noteRows('all usersets', object, relation, into)
        return here
      },
    },
  }
}

/**
 * Facts that know only these observations of others. Who knows all rows of a list knows each of them,
 * and that no other is there.
 */
export function replay(facts: Facts, observations: readonly Observation[]): Facts {
  const known = new Set(observations.map(keyOf))
  const isKnown = (observation: Observation) => known.has(keyOf(observation))
  const isWhole = (kind: List['kind'], object: ObjectId, relation: RelationId) =>
    isKnown({ kind, object, relation })
  const show = (object: ObjectId, relation: RelationId, into: Rows) => {
    const rows = into.slab.slice(into.start, into.end)
    const left = rows.filter((row) =>
      isKnown({ kind: 'tuple', object, relation, subject: row >> 1, found: true }),
    )
    into.slab = left
    into.start = 0
    into.end = left.length
  }
  return {
    ...namesOf(facts),
    has(object, relation, subject) {
      const presence = facts.has(object, relation, subject)
      const found = presence !== ABSENT
      return isKnown({ kind: 'tuple', object, relation, subject, found }) ||
        isWhole('all rows', object, relation) ||
        (subject < 0 && isWhole('all usersets', object, relation))
        ? presence
        : NOT_HERE
    },
    rows(object, relation, into) {
      facts.rows(object, relation, into)
      const whole = isWhole('all rows', object, relation)
      if (!whole) show(object, relation, into)
      return whole
    },
    usersets(object, relation, into) {
      facts.usersets(object, relation, into)
      const whole =
        isWhole('all usersets', object, relation) || isWhole('all rows', object, relation)
      if (!whole) show(object, relation, into)
      return whole
    },
  }
}

/** Injective: the parts are integers. */
function keyOf(observation: Observation): string {
  const { kind, object, relation } = observation
  return kind === 'tuple'
    ? `${object} ${relation} ${observation.subject}`
    : `${kind} ${object} ${relation}`
}

/** Everything of facts that is asked by id or name; what is looked up by rows stays the same as well. */
function namesOf(facts: Facts): Facts {
  return {
    vocabulary: facts.vocabulary,
    typeId: (type) => facts.typeId(type),
    relationId: (type, relation) => facts.relationId(type, relation),
    objectId: (type, id) => facts.objectId(type, id),
    usersetId: (object, relation) => facts.usersetId(object, relation),
    // Named even if no row does: that it is not there may be what a denial rests on.
    wildcardId: (type) => facts.objectId(facts.typeName(type), '*'),
    typeName: (type) => facts.typeName(type),
    relationName: (relation) => facts.relationName(relation),
    typeOfRelation: (relation) => facts.typeOfRelation(relation),
    typeOf: (object) => facts.typeOf(object),
    objectName: (object) => facts.objectName(object),
    objectOfUserset: (userset) => facts.objectOfUserset(userset),
    relationOfUserset: (userset) => facts.relationOfUserset(userset),
    has: (object, relation, subject) => facts.has(object, relation, subject),
    rows: (object, relation, into) => facts.rows(object, relation, into),
    usersets: (object, relation, into) => facts.usersets(object, relation, into),
    objects: (subject, relation, into) => facts.objects(subject, relation, into),
    expectMemberships: (subject, relations, limit) =>
      facts.expectMemberships(subject, relations, limit),
    condition: (object, relation, subject) => facts.condition(object, relation, subject),
    conditionInstance: (condition) => facts.conditionInstance(condition),
    isWildcard: (object) => facts.isWildcard(object),
  }
}
