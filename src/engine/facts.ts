/**
 * PORT. Facts are relationship tuples as the engine reads them: interned to integers, in both
 * directions. A look-up answers at once: the rows, none, or *not here*. "Not here" is noted by the
 * facts themselves, so that whoever drives the engine can fetch all that was missed and run again.
 *
 * An `ObjectId` is 0 or above and names an object or a typed wildcard (`user:*` is the object `*` of
 * type `user`). A `SubjectId` is an `ObjectId`, or below 0 for a userset (`group:eng#member`).
 * A `RelationId` names a relation of a type (`document#viewer`); a `TypeId` a type. Ids are those of
 * one `Facts`; strings that only a request knows get ids that end with the request.
 */
import type { JsonObject } from '#model/json.ts'

export type TypeId = number
export type RelationId = number
export type ObjectId = number
export type SubjectId = number

/** Index of a condition with its context; see `Facts.condition`. */
export type ConditionId = number

/** Whether one tuple is there, and under a condition. `NOT_HERE`: not loaded, and now noted. */
export type Presence = number
export const NOT_HERE: Presence = -1
export const ABSENT: Presence = 0
export const UNCONDITIONAL: Presence = 1
export const CONDITIONAL: Presence = 2

/**
 * A window on rows, filled by a look-up and valid until the next write to the facts. A row is
 * `id << 1 | conditional`. Rows are sorted by id, usersets (negative) first.
 * Copy the three fields into locals before the next look-up: one `Rows` is used for many.
 */
export interface Rows {
  slab: Int32Array
  start: number
  /** Exclusive. */
  end: number
}

export interface TupleConditionInstance {
  readonly name: string
  /** The tuple's own context; undefined when none is stored. */
  readonly context: JsonObject | undefined
}

export interface Facts {
  /**
   * Identity of the type and relation ids: facts that share it share those ids, for as long as it
   * lives. What the engine compiles for a model is kept by it.
   */
  readonly vocabulary: object

  /** Types and relations come from models, whose limits bound them: asking for one may intern it. */
  typeId(type: string): TypeId
  relationId(type: string, relation: string): RelationId
  objectId(type: string, id: string): ObjectId
  usersetId(object: ObjectId, relation: RelationId): SubjectId
  /** The id of `type:*`; -1 when nothing names it, so that no row can. */
  wildcardId(type: TypeId): ObjectId

  typeName(type: TypeId): string
  /** The relation's own name, without its type. */
  relationName(relation: RelationId): string
  typeOfRelation(relation: RelationId): TypeId
  typeOf(object: ObjectId): TypeId
  /** The part behind the colon; `*` for a typed wildcard. */
  objectName(object: ObjectId): string
  /** Whether an object id names a typed wildcard, which is no object that a row can lead on to. */
  isWildcard(object: ObjectId): boolean
  objectOfUserset(userset: SubjectId): ObjectId
  relationOfUserset(userset: SubjectId): RelationId

  /** Whether the tuple `object#relation@subject` is there. Does not look through wildcards or usersets. */
  has(object: ObjectId, relation: RelationId, subject: SubjectId): Presence
  /**
   * All rows of `object#relation`; false: not here, or not all of them, and now noted. The window
   * holds the rows that are known, either way.
   */
  rows(object: ObjectId, relation: RelationId, into: Rows): boolean
  /** The rows of `object#relation` whose subjects are usersets; false: not here. */
  usersets(object: ObjectId, relation: RelationId, into: Rows): boolean
  /** Backwards: the objects that name this subject in this relation (rows, sorted); false: not here. */
  objects(subject: SubjectId, relation: RelationId, into: Rows): boolean
  /**
   * Announces that `objects` will be asked upwards from a subject over these relations, again and
   * again, up to `limit` rows. Facts in memory ignore it; facts on demand fetch it in one round.
   */
  expectMemberships(subject: SubjectId, relations: readonly RelationId[], limit: number): void

  /** The condition of a tuple whose presence is `CONDITIONAL`. */
  condition(object: ObjectId, relation: RelationId, subject: SubjectId): ConditionId
  conditionInstance(condition: ConditionId): TupleConditionInstance
}
