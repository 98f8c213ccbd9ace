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

export type Observation = Seen & {
  /** Made once: there may be thousands, and each is asked for again and again. */
  readonly key: string
}

type Seen =
  | {
      readonly kind: 'tuple'
      readonly object: ObjectId
      readonly relation: RelationId
      readonly subject: SubjectId
      readonly found: boolean
    }
  | List

/** That what is there are all rows of the relation, or all of its usersets. */
export interface List {
  readonly kind: 'all rows' | 'all usersets'
  readonly object: ObjectId
  readonly relation: RelationId
}

export interface Recorder {
  readonly facts: Facts
  /** Each observation once, in the order it was made; undefined if there were more than the limit. */
  observations(): readonly Observation[] | undefined
}

export function record(facts: Facts, limit: number): Recorder {
  const seen = new Map<string, Observation>()
  /** Of all that was there to be seen. */
  let count = 0
  /** False: it was noted before, or there is no room for it. */
  const note = (observation: Seen, rows: number): boolean => {
    const key = keyOf(observation)
    if (seen.has(key)) return false
    count += 1 + rows
    if (count > limit) return false
    seen.set(key, { ...observation, key })
    return true
  }
  const noteRows = (kind: List['kind'], object: ObjectId, relation: RelationId, into: Rows) => {
    if (!note({ kind, object, relation }, into.end - into.start)) return
    for (const row of into.slab.subarray(into.start, into.end)) {
      const tuple = { kind: 'tuple', object, relation, subject: row >> 1, found: true } as const
      const key = keyOf(tuple)
      if (!seen.has(key)) seen.set(key, { ...tuple, key })
    }
  }
  return {
    observations: () => (count > limit ? undefined : [...seen.values()]),
    facts: {
      ...namesOf(facts),
      has(object, relation, subject) {
        const presence = facts.has(object, relation, subject)
        if (presence !== NOT_HERE) {
          note({ kind: 'tuple', object, relation, subject, found: presence !== ABSENT }, 0)
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
  const known = new Set(observations.map(({ key }) => key))
  const isKnown = (observation: Seen) => known.has(keyOf(observation))
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
function keyOf(observation: Seen): string {
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
