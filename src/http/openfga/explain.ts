import { DoorRefusal } from '#http/error-response.ts'
import { checkRequest } from './check.ts'
import { bodyEndpoint } from './endpoint.ts'
import { queryOptions } from './query.ts'

/**
 * Pforte's own, beside OpenFGA's paths: why a check comes out as it does. A check that ends in an
 * error is explained too: `allowed` is false then and `explanation.verdict` says `error`.
 */
export const explain = bodyEndpoint(checkRequest, async (call, request) => {
  const { authorizer } = call
  if (authorizer.explain === undefined) {
    throw new DoorRefusal('unimplemented', 'this backend cannot explain its answers')
  }
  const answered = await authorizer.explain(request.store_id, {
    ...queryOptions(call, request),
    tupleKey: request.tuple_key,
  })
  const { text, ...explanation } = answered.explanation
  return { body: { allowed: explanation.verdict === 'allowed', explanation, text }, answered }
})
