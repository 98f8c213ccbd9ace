import type { Answered, CheckRequest } from '#authorizer/authorizer.ts'
import { LimitExceeded } from '#authorizer/errors.ts'
import { type Explained, explain as explainCheck } from '#engine/explain.ts'
import type { Explanation } from '#engine/explanation.ts'
import type { Facts } from '#engine/facts.ts'
import type { StoreId } from '#model/ids.ts'
import { type AskedState, openState } from './asked-state.ts'
import { type Pacer, pacer } from './pacer.ts'
import { checkOptions, questionOf, refuseFaultyCheck } from './question.ts'
import { type ResolveDependencies, resolve } from './resolve.ts'

/** A check of more is not explained: it would take too long, and nobody would read it. */
const MAX_EXPLAINED_STEPS = 50_000

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
  const pace = pacer(dependencies)
  const { answer, revision } = await resolve<Explained>(
    dependencies,
    state,
    request.contextualTuples,
    {
      inSlices: true,
      run: (facts) => walk(state, facts, request, pace),
      needsFacts: ({ kind }) => kind === 'needs facts',
    },
  )
  if (answer.kind === 'needs facts') throw new Error('an explanation was given up on facts')
  if (answer.kind === 'too large') {
    throw new LimitExceeded('the answer rests on more tuples than can be explained')
  }
  return {
    explanation: answer.explanation,
    modelId: compiled.model.id,
    revision: await stores.token(store, revision),
  }
}

async function walk(
  { compiled, now }: AskedState,
  facts: Facts,
  request: CheckRequest,
  pace: Pacer,
): Promise<Explained> {
  const options = { ...checkOptions(request.context, now), maxSteps: MAX_EXPLAINED_STEPS }
  const steps = explainCheck(compiled.linked, facts, questionOf(facts, request.tupleKey), options)
  for (;;) {
    const step = steps.next()
    if (step.done) return step.value
    pace.refuseLate()
    await pace.pause()
  }
}
