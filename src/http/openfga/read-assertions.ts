import type { Assertion } from '#authorizer/authorizer.ts'
import { queryEndpoint } from './endpoint.ts'
import { modelId, storeId } from './fields.ts'
import { message } from './message.ts'
import { printTuple } from './tuple-key.ts'

const readAssertionsRequest = message({ store_id: storeId, authorization_model_id: modelId })

export const readAssertions = queryEndpoint(readAssertionsRequest, async (call, request) => {
  const { store_id, authorization_model_id } = request
  const assertions = await call.authorizer.readAssertions(store_id, authorization_model_id)
  return {
    body: { authorization_model_id, assertions: assertions.map(printAssertion) },
    answered: { modelId: authorization_model_id },
  }
})

function printAssertion({ tupleKey, expectation, contextualTuples, context }: Assertion) {
  const { object, relation, user } = tupleKey
  return {
    tuple_key: { object, relation, user },
    expectation,
    contextual_tuples: contextualTuples.map(printTuple),
    context: context ?? null,
  }
}
