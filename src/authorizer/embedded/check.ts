import type { Answered, CheckRequest } from '#authorizer/authorizer.ts'
import { beginEvaluation, endEvaluation } from '#engine/begin-evaluation.ts'
import { check as decide } from '#engine/check.ts'
import { NEEDS_FACTS } from '#engine/outcome.ts'
import type { StoreId } from '#model/ids.ts'
import { openState } from './asked-state.ts'
import { checkOptions, isAllowed, questionOf, refuseFaultyCheck } from './question.ts'
import { type ResolveDependencies, resolve } from './resolve.ts'

/** Whether the user stands in the relation to the object. An answer that an error left open is thrown. */
export async function check(
  dependencies: ResolveDependencies,
  id: StoreId,
  request: CheckRequest,
): Promise<Answered & { readonly allowed: boolean }> {
  const { stores } = dependencies
  const state = await openState(dependencies, id, request)
  const { compiled, store } = state
  refuseFaultyCheck(compiled, request)
  const options = checkOptions(request.context, state.now)
  const { answer, revision } = await resolve(dependencies, state, request.contextualTuples, {
    inSlices: false,
    run(facts) {
      const evaluation = beginEvaluation(compiled.linked, facts, options)
      const value = decide(evaluation, questionOf(facts, request.tupleKey))
      const { failures } = evaluation
      endEvaluation(evaluation)
      return { value, failures }
    },
    needsFacts: ({ value }) => (value & NEEDS_FACTS) !== 0,
  })
  return {
    allowed: isAllowed(answer.value, answer.failures),
    modelId: compiled.model.id,
    revision: await stores.token(store, revision),
  }
}
