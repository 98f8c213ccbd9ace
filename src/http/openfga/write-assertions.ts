import type { Assertion } from '#authorizer/authorizer.ts'
import { bodyEndpoint } from './endpoint.ts'
import { modelId, storeId } from './fields.ts'
import { flag, list, message, optional, required, struct } from './message.ts'
import { assertionTupleKey, contextualTupleList } from './tuple-key.ts'

const MAX_ASSERTIONS = 100
const MAX_CONTEXTUAL_TUPLES = 20

const assertion = message({
  tuple_key: required(assertionTupleKey, 'tuple_key_value_not_specified'),
  expectation: flag,
  contextual_tuples: contextualTupleList(MAX_CONTEXTUAL_TUPLES),
  context: optional(struct),
}).transform((fields): Assertion => {
  const { tuple_key, expectation, contextual_tuples, context } = fields
  return {
    tupleKey: tuple_key,
    expectation,
    contextualTuples: contextual_tuples,
    ...(context === undefined ? {} : { context }),
  }
})

const writeAssertionsRequest = message({
  store_id: storeId,
  authorization_model_id: modelId,
  assertions: list(assertion, { most: MAX_ASSERTIONS }, 'assertions_too_many_items'),
})

/** Replaces all assertions of the model. */
export const writeAssertions = bodyEndpoint(writeAssertionsRequest, async (call, request) => {
  const { store_id, authorization_model_id, assertions } = request
  await call.authorizer.writeAssertions(store_id, authorization_model_id, assertions)
  return { status: 204, answered: { modelId: authorization_model_id } }
})
