/** OpenFGA's several messages of a tuple, each with rules of its own, as tuples of the house. */
import type { Tuple, TupleKey } from '#model/tuple.ts'
import {
  bytesBetween,
  list,
  message,
  optional,
  optionalTextLike,
  struct,
  text,
  textLike,
} from './message.ts'
import { CHECKED_USER, CONDITION_NAME, OBJECT, READ_USER, RELATION_NAME } from './patterns.ts'

const MAX_USER_BYTES = 512
const MAX_CONTEXTUAL_TUPLES = 100

const condition = message({ name: textLike(CONDITION_NAME), context: struct })

/** `TupleKey`: what is written, or given with a query. Whether it makes sense is the model's to say. */
export const tupleKey = message({
  user: text.refine(...bytesBetween(0, MAX_USER_BYTES)),
  relation: optionalTextLike(RELATION_NAME),
  object: optionalTextLike(OBJECT),
  condition: optional(condition),
}).transform(({ object, relation, user, condition }): Tuple => {
  const key = { object, relation, user }
  return condition === undefined ? key : { ...key, condition }
})

/** `TupleKeyWithoutCondition`: what is deleted. */
export const deletedTupleKey = message({
  user: text.refine(...bytesBetween(0, MAX_USER_BYTES)),
  relation: optionalTextLike(RELATION_NAME),
  object: optionalTextLike(OBJECT),
}) satisfies { readonly _output: TupleKey }

/** `CheckRequestTupleKey`: what is asked. */
export const checkTupleKey = message({
  user: textLike(CHECKED_USER),
  relation: textLike(RELATION_NAME),
  object: textLike(OBJECT),
})

/** `AssertionTupleKey`: the same rules in another order. */
export const assertionTupleKey = message({
  object: textLike(OBJECT),
  relation: textLike(RELATION_NAME),
  user: textLike(CHECKED_USER),
})

/** `ReadRequestTupleKey`: any part may be missing. */
export const readTupleKey = message({
  user: optionalTextLike(READ_USER).refine(...bytesBetween(0, MAX_USER_BYTES)),
  relation: optionalTextLike(RELATION_NAME),
  object: optionalTextLike(OBJECT),
})

/** `ExpandRequestTupleKey` */
export const expandTupleKey = message({
  relation: optionalTextLike(RELATION_NAME),
  object: optionalTextLike(OBJECT),
})

/** `ContextualTupleKeys`: wrapped once more in most queries. */
export const contextualTupleKeys = optional(
  message({ tuple_keys: list(tupleKey, { most: MAX_CONTEXTUAL_TUPLES }) }),
).transform((wrapped) => wrapped?.tuple_keys ?? [])

/** The bare list that list-users and assertions take. */
export function contextualTupleList(most = MAX_CONTEXTUAL_TUPLES) {
  return list(tupleKey, { most })
}

/** A tuple as OpenFGA prints it, with every field. */
export function printTuple({ user, relation, object, condition }: Tuple) {
  return {
    user,
    relation,
    object,
    condition:
      condition === undefined ? null : { name: condition.name, context: condition.context ?? {} },
  }
}
