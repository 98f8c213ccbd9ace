/** Tuples as people write them: `document:1#viewer@user:anne`. */
import type { Tuple, TupleCondition, TupleKey } from '#model/tuple.ts'

export function key(text: string): TupleKey {
  const at = text.indexOf('@')
  const hash = text.lastIndexOf('#', at)
  return {
    object: text.slice(0, hash),
    relation: text.slice(hash + 1, at),
    user: text.slice(at + 1),
  }
}

export function tuple(text: string, condition?: TupleCondition): Tuple {
  return condition === undefined ? key(text) : { ...key(text), condition }
}
