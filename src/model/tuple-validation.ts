/**
 * What a model allows: the keys that may be asked about it, and the tuples that may be written or
 * given with a request. The order of the rules is OpenFGA's, since the first fault is the one told.
 */
import type { AuthorizationModel, Relation, RelationReference } from './authorization-model.ts'
import { isList, type JsonObject, type JsonValue } from './json.ts'
import {
  formatTupleKey,
  parseObject,
  parseSubject,
  type Subject,
  type Tuple,
  type TupleKey,
} from './tuple.ts'
import {
  hasControlCharacter,
  isObject,
  isRelation,
  isUserset,
  isWellFormedUser,
} from './tuple-format.ts'

/** A model with what was found out about it once: what tuples are judged by. */
export interface JudgingModel {
  readonly model: AuthorizationModel
  /** Every condition of the model. Says what is wrong with a context that a tuple is to carry. */
  readonly conditions: ReadonlyMap<
    string,
    { findContextFault(context: JsonObject): string | undefined }
  >
  /** `type#relation` of each relation that an arrow reads: `parent` of `viewer from parent`. */
  readonly tuplesets: ReadonlySet<string>
}

/** What is wrong with a tuple. OpenFGA keeps faults of the condition apart from the others. */
export interface TupleFault {
  readonly of: 'key' | 'condition'
  readonly reason: string
}

function findRelation(
  { model }: JudgingModel,
  type: string,
  relation: string,
): Relation | undefined {
  return model.types.get(type)?.relations.get(relation)
}

/** The fault of a user, in the model's eyes; undefined when there is none. */
export function findUserFault(judging: JudgingModel, user: string): string | undefined {
  if (!isWellFormedUser(user)) return "the 'user' field is malformed"
  if (!isObject(user) && !isUserset(user)) {
    return "the 'user' field must be an object (e.g. document:1) or an 'object#relation' or a typed wildcard (e.g. group:*)"
  }
  const subject = parseSubject(user)
  if (subject === undefined) return "the 'user' field is malformed"
  if (!judging.model.types.has(subject.type)) return `type '${subject.type}' not found`
  if (subject.kind !== 'userset') return undefined
  return findRelation(judging, subject.type, subject.relation) === undefined
    ? `relation '${subject.type}#${subject.relation}' not found`
    : undefined
}

/** The fault of an object and its relation; undefined when there is none. */
export function findObjectFault(
  judging: JudgingModel,
  object: string,
  relation: string,
): string | undefined {
  const reference = isObject(object) ? parseObject(object) : undefined
  if (reference === undefined) return "invalid 'object' field format"
  if (reference.id === '*') return "the 'object' field cannot reference a typed wildcard"
  if (!judging.model.types.has(reference.type)) return `type '${reference.type}' not found`
  if (!isRelation(relation)) return "the 'relation' field is malformed"
  return findRelation(judging, reference.type, relation) === undefined
    ? `relation '${reference.type}#${relation}' not found`
    : undefined
}

/** The fault of a key that is asked about: its type restrictions do not matter then. */
export function findKeyFault(judging: JudgingModel, key: TupleKey): string | undefined {
  return findUserFault(judging, key.user) ?? findObjectFault(judging, key.object, key.relation)
}

/** The fault of a tuple that is to be written, or that a request brings along. */
export function findTupleFault(judging: JudgingModel, tuple: Tuple): TupleFault | undefined {
  const keyFault = findKeyFault(judging, tuple)
  if (keyFault !== undefined) return { of: 'key', reason: keyFault }
  const object = parseObject(tuple.object)
  const subject = parseSubject(tuple.user)
  const relation = object && findRelation(judging, object.type, tuple.relation)
  if (object === undefined || subject === undefined || relation === undefined) {
    throw new Error('a tuple whose key was found sound does not come apart')
  }
  const name = `${object.type}#${relation.name}`
  const reason =
    findTuplesetFault(judging, name, subject, tuple.user) ??
    findRestrictionFault(relation.directlyRelated, name, subject, tuple.user)
  if (reason !== undefined) return { of: 'key', reason }
  const conditionFault = findConditionFault(judging, relation.directlyRelated, subject, tuple)
  return conditionFault === undefined ? undefined : { of: 'condition', reason: conditionFault }
}

/** OpenFGA's sentence about a tuple that is not allowed. */
export function describeTupleFault(tuple: Tuple, fault: TupleFault): string {
  const condition =
    fault.of === 'condition' && tuple.condition !== undefined
      ? ` (condition ${tuple.condition.name})`
      : ''
  return `Invalid tuple '${formatTupleKey(tuple)}${condition}'. Reason: ${fault.reason}`
}

/** The fault of a context, stored or given: control characters anywhere in it. */
export function findContextFault(context: JsonObject): string | undefined {
  for (const [key, value] of Object.entries(context)) {
    if (hasControlCharacter(key)) {
      return `context key ${JSON.stringify(key)} contains forbidden characters`
    }
    const fault = findValueFault(value)
    if (fault !== undefined) return fault
  }
  return undefined
}

function findValueFault(value: JsonValue): string | undefined {
  if (typeof value === 'string') {
    return hasControlCharacter(value)
      ? `context value ${JSON.stringify(value)} contains forbidden characters`
      : undefined
  }
  if (typeof value !== 'object' || value === null) return undefined
  if (!isList(value)) return findContextFault(value)
  for (const item of value) {
    const fault = findValueFault(item)
    if (fault !== undefined) return fault
  }
  return undefined
}

/** An arrow follows objects only: neither everybody nor a set has a parent's relations. */
function findTuplesetFault(
  judging: JudgingModel,
  relation: string,
  subject: Subject,
  user: string,
): string | undefined {
  if (!judging.tuplesets.has(relation)) return undefined
  switch (subject.kind) {
    case 'object':
      return undefined
    case 'wildcard':
      return `unexpected wildcard relationship with tupleset relation '${relation}'`
    case 'userset':
      return `unexpected user '${user}' with tupleset relation '${relation}'`
  }
}

function findRestrictionFault(
  restrictions: readonly RelationReference[],
  relation: string,
  subject: Subject,
  user: string,
): string | undefined {
  if (restrictions.some((restriction) => admits(restriction, subject))) return undefined
  switch (subject.kind) {
    case 'object':
      return `type '${subject.type}' is not an allowed type restriction for '${relation}'`
    case 'wildcard':
      return `the typed wildcard '${user}' is not an allowed type restriction for '${relation}'`
    case 'userset':
      return `'${subject.type}#${subject.relation}' is not an allowed type restriction for '${relation}'`
  }
}

/** Whether a restriction is for the subject's type and form; its condition is another matter. */
function admits(restriction: RelationReference, subject: Subject): boolean {
  if (restriction.type !== subject.type) return false
  switch (subject.kind) {
    case 'object':
      return restriction.relation === undefined && restriction.wildcard === undefined
    case 'wildcard':
      return restriction.wildcard === true
    case 'userset':
      return restriction.relation === subject.relation
  }
}

function findConditionFault(
  judging: JudgingModel,
  restrictions: readonly RelationReference[],
  subject: Subject,
  tuple: Tuple,
): string | undefined {
  const admitting = restrictions.filter((restriction) => admits(restriction, subject))
  const stored = tuple.condition
  if (stored === undefined) {
    return admitting.some((restriction) => restriction.condition === undefined)
      ? undefined
      : 'condition is missing'
  }
  if (hasControlCharacter(stored.name)) return 'condition name contains forbidden characters'
  const condition = judging.conditions.get(stored.name)
  if (condition === undefined) return 'undefined condition'
  if (!admitting.some((restriction) => restriction.condition === stored.name)) {
    return 'invalid condition for type restriction'
  }
  if (stored.context === undefined) return undefined
  return findContextFault(stored.context) ?? condition.findContextFault(stored.context)
}
