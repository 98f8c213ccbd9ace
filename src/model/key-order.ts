import { compareBinary } from './binary-order.ts'
import type { TupleKey } from './tuple.ts'

/** By object type, object id, relation and user, each compared by itself, as the columns are. */
export function compareKeys(left: TupleKey, right: TupleKey): number {
  return (
    compareObjects(left.object, right.object) ||
    compareBinary(left.relation, right.relation) ||
    compareBinary(left.user, right.user)
  )
}

function compareObjects(left: string, right: string): number {
  const leftColon = left.indexOf(':')
  const rightColon = right.indexOf(':')
  return (
    compareBinary(left.slice(0, leftColon), right.slice(0, rightColon)) ||
    compareBinary(left.slice(leftColon + 1), right.slice(rightColon + 1))
  )
}
