import type { Tuple } from '#model/tuple.ts'
import { tupleOf } from '#storage/stored-tuple.ts'

/** A tuple as an array, in the order of `TUPLE_COLUMNS`. */
export type TupleRow = readonly [
  objectType: string,
  objectId: string,
  relation: string,
  user: string,
  condition: string | null,
  context: string | null,
]

export const TUPLE_COLUMNS = 'object_type, object_id, relation, user, condition, context'

export function tupleOfRow(row: TupleRow): Tuple {
  const [objectType, objectId, relation, user, condition, context] = row
  return tupleOf({ object: `${objectType}:${objectId}`, relation, user }, { condition, context })
}
