import type { Answered, CheckRequest } from '#authorizer/authorizer.ts'
import { explain as explainCheck } from '#engine/explain.ts'
import type { Explanation } from '#engine/explanation.ts'
import type { StoreId } from '#model/ids.ts'
import { openState } from './asked-state.ts'
import { checkOptions, questionOf, refuseFaultyCheck } from './question.ts'
import { type ResolveDependencies, resolve } from './resolve.ts'

/** Why a check came out as it did: by the evaluator that decides it, at the state that is asked. */
export async function explain(
  dependencies: ResolveDependencies,
  id: StoreId,
  request: CheckRequest,
): Promise<Answered & { readonly explanation: Explanation }> {
  const { stores } = dependencies
  const state = await openState(dependencies, id, request)
  const { compiled, store } = state
  refuseFaultyCheck(compiled, request)
  const options = checkOptions(request.context)
  const { answer, revision } = await resolve(dependencies, state, request.contextualTuples, {
    run: (facts) =>
      explainCheck(compiled.linked, facts, questionOf(facts, request.tupleKey), options),
    needsFacts: (explanation) => explanation === undefined,
  })
  if (answer === undefined) throw new Error('an explanation was given up on facts')
  return {
    explanation: answer,
    modelId: compiled.model.id,
    revision: await stores.token(store, revision),
  }
}
