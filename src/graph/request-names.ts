/** Names that only a request knows, with ids that no graph gives. They end with the request. */
import type {
  ConditionId,
  ObjectId,
  RelationId,
  SubjectId,
  TupleConditionInstance,
  TypeId,
} from '#engine/facts.ts'
import { type ConditionLike, instanceFrom, textOfCondition } from './conditions.ts'
import { FIRST_REQUEST_ID } from './object-names.ts'
import { LAST_REQUEST_USERSET } from './userset-ids.ts'
import { pairKey } from './vocabulary.ts'

interface NamedObject {
  readonly type: TypeId
  readonly id: string
}

interface NamedUserset {
  readonly object: ObjectId
  readonly relation: RelationId
}

export interface RequestNames {
  objectId(type: TypeId, id: string): ObjectId
  object(object: ObjectId): NamedObject
  usersetId(object: ObjectId, relation: RelationId): SubjectId
  userset(userset: SubjectId): NamedUserset
  conditionId(condition: ConditionLike): ConditionId
  condition(condition: ConditionId): TupleConditionInstance
}

export function createRequestNames(): RequestNames {
  // The type's number ends at the first colon, so no two objects share a key.
  const objects = numbered<string, NamedObject>()
  const usersets = numbered<number, NamedUserset>()
  const conditions = numbered<string, TupleConditionInstance>()

  return {
    objectId: (type, id) =>
      FIRST_REQUEST_ID + objects.numberOf(`${type}:${id}`, () => ({ type, id })),
    object: (object) => objects.at(object - FIRST_REQUEST_ID),
    usersetId: (object, relation) =>
      LAST_REQUEST_USERSET -
      usersets.numberOf(pairKey(object, relation), () => ({ object, relation })),
    userset: (userset) => usersets.at(LAST_REQUEST_USERSET - userset),
    conditionId: (condition) => {
      const text = textOfCondition(condition)
      return FIRST_REQUEST_ID + conditions.numberOf(text, () => instanceFrom(text))
    },
    condition: (condition) => conditions.at(condition - FIRST_REQUEST_ID),
  }
}

/** Values numbered from 0 in the order in which their keys first came. */
function numbered<Key, Value>() {
  const numbers = new Map<Key, number>()
  const values: Value[] = []
  return {
    numberOf(key: Key, make: () => Value): number {
      const known = numbers.get(key)
      if (known !== undefined) return known
      numbers.set(key, values.length)
      values.push(make())
      return values.length - 1
    },
    at(number: number): Value {
      const value = values[number]
      if (value === undefined) throw new Error(`no name of this request has the number ${number}`)
      return value
    },
  }
}
