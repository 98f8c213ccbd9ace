import { bodyEndpoint } from './endpoint.ts'
import { consistency, optionalModelId, storeId } from './fields.ts'
import { flag, message, required, struct } from './message.ts'
import { queryOptions } from './query.ts'
import { checkTupleKey, contextualTupleKeys } from './tuple-key.ts'

/** `CheckRequest`; explain asks the same. */
export const checkRequest = message({
  store_id: storeId,
  tuple_key: required(checkTupleKey, 'tuple_key_value_not_specified'),
  contextual_tuples: contextualTupleKeys,
  authorization_model_id: optionalModelId,
  trace: flag,
  context: struct,
  consistency,
})

/** `resolution` is always empty: see explain for the reason of an answer. */
export const check = bodyEndpoint(checkRequest, async (call, request) => {
  const answered = await call.authorizer.check(request.store_id, {
    ...queryOptions(call, request),
    tupleKey: request.tuple_key,
  })
  return { body: { allowed: answered.allowed, resolution: '' }, answered }
})
