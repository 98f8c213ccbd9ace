import type { BatchCheckItem, BatchCheckOutcome } from '#authorizer/authorizer.ts'
import { ValidationFailed } from '#authorizer/errors.ts'
import { bodyEndpoint, consistencyOf } from './endpoint.ts'
import { consistency, optionalModelId, storeId } from './fields.ts'
import { list, message, required, struct, textLike } from './message.ts'
import { CORRELATION_ID } from './patterns.ts'
import { modelOption } from './query.ts'
import { checkTupleKey, contextualTupleKeys } from './tuple-key.ts'

const MAX_CHECKS = 50

const batchCheckItem = message({
  tuple_key: required(checkTupleKey, 'tuple_key_value_not_specified'),
  contextual_tuples: contextualTupleKeys,
  context: struct,
  correlation_id: textLike(CORRELATION_ID),
}).transform(
  (item): BatchCheckItem => ({
    correlationId: item.correlation_id,
    tupleKey: item.tuple_key,
    contextualTuples: item.contextual_tuples,
    context: item.context,
  }),
)

const batchCheckRequest = message({
  store_id: storeId,
  checks: list(batchCheckItem, { least: 1 }),
  authorization_model_id: optionalModelId,
  consistency,
})

export const batchCheck = bodyEndpoint(batchCheckRequest, async (call, request) => {
  refuseFaultyBatch(request.checks)
  const answered = await call.authorizer.batchCheck(request.store_id, {
    ...modelOption(request.authorization_model_id),
    consistency: consistencyOf(call, request.consistency),
    checks: request.checks,
  })
  const results = [...answered.results].map(([id, outcome]) => [id, printOutcome(outcome)])
  return { body: { result: Object.fromEntries(results) }, answered }
})

/** An answer is found by its id, so each must stand for one check. */
function refuseFaultyBatch(checks: readonly BatchCheckItem[]): void {
  if (checks.length > MAX_CHECKS) {
    throw new ValidationFailed(`\`checks\` has more than ${MAX_CHECKS} items`)
  }
  if (new Set(checks.map(({ correlationId }) => correlationId)).size < checks.length) {
    throw new ValidationFailed('two checks have the same `correlation_id`')
  }
}

function printOutcome(outcome: BatchCheckOutcome) {
  switch (outcome.kind) {
    case 'decided':
      return { allowed: outcome.allowed }
    case 'refused':
      return { error: { input_error: outcome.code, message: outcome.message } }
  }
}
