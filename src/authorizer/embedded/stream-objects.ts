import type { Answered } from '#authorizer/authorizer.ts'
import { endEvaluation } from '#engine/begin-evaluation.ts'
import type { ConditionFailure } from '#engine/evaluation.ts'
import type { Facts, ObjectId } from '#engine/facts.ts'
import type { ListEnd } from '#engine/list-objects.ts'
import { BEYOND_CHECK, DENIED, NEEDS_FACTS } from '#engine/outcome.ts'
import { objectText } from '#engine/text.ts'
import type { StoreId } from '#model/ids.ts'
import type { Revision } from '#storage/datastore.ts'
import { type AskedState, openState } from './asked-state.ts'
import { beginObjectsWalk, type ObjectsQuery, refuseFaultyListObjects } from './list-objects.ts'
import { FOUND_BETWEEN_LOOKS } from './listing.ts'
import { type ObjectStream, objectStream } from './object-stream.ts'
import { type Pacer, pacer } from './pacer.ts'
import { refuseFailures } from './question.ts'
import { type ResolveDependencies, resolve } from './resolve.ts'

/**
 * The objects of a list as they are found. Fails at once if the list fails within its first slice,
 * which most are done in; a later failure ends the stream with the error.
 */
export async function streamObjects(
  dependencies: ResolveDependencies,
  id: StoreId,
  request: ObjectsQuery,
): Promise<Answered & { readonly objects: AsyncIterable<string> }> {
  const { stores } = dependencies
  const state = await openState(dependencies, id, request)
  const { compiled, store } = state
  refuseFaultyListObjects(compiled, request)
  const objects = objectStream()
  const begun = Promise.withResolvers<Revision>()
  const found = new Set<ObjectId>()
  const pace = pacer(dependencies)
  resolve(dependencies, state, request.contextualTuples, {
    inSlices: true,
    run: (facts, revision) =>
      walkInto(objects, found, state, facts, request, pace, () => begun.resolve(revision)),
    needsFacts: ({ end }) => (end & NEEDS_FACTS) !== 0,
  })
    .then(({ answer, revision }) => {
      refuseFailures(answer.end & ~BEYOND_CHECK, answer.failures)
      begun.resolve(revision)
      objects.end()
    })
    .catch((error: Error) => {
      begun.reject(error)
      objects.end(error)
    })
  const revision = await begun.promise
  return { objects, modelId: compiled.model.id, revision: await stores.token(store, revision) }
}

interface Walked {
  readonly end: ListEnd
  readonly failures: readonly ConditionFailure[]
}

/** Pushes what is found and was not found before: in a round before this one. */
async function walkInto(
  objects: ObjectStream,
  found: Set<ObjectId>,
  state: AskedState,
  facts: Facts,
  request: ObjectsQuery,
  pace: Pacer,
  pausing: () => void,
): Promise<Walked> {
  const { walk, evaluation } = beginObjectsWalk(state, facts, request)
  for (;;) {
    const step = walk.next()
    if (step.done) {
      const { failures } = evaluation
      endEvaluation(evaluation)
      return { end: step.value, failures }
    }
    if (step.value !== undefined) {
      if (!found.has(step.value)) objects.push(objectText(facts, step.value))
      found.add(step.value)
      if (found.size % FOUND_BETWEEN_LOOKS !== 0) continue
    }
    if (objects.isClosed()) return { end: DENIED, failures: [] }
    pace.refuseLate()
    const pause = pace.pause()
    if (pause !== undefined) pausing()
    await pause
  }
}
