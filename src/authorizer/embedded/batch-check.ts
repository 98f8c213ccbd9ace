import type {
  Answered,
  BatchCheckItem,
  BatchCheckOutcome,
  QueryOptions,
} from '#authorizer/authorizer.ts'
import { Refusal } from '#authorizer/errors.ts'
import { beginEvaluation, endEvaluation } from '#engine/begin-evaluation.ts'
import { check } from '#engine/check.ts'
import type { ConditionFailure } from '#engine/evaluation.ts'
import type { Facts } from '#engine/facts.ts'
import { EXHAUSTED, NEEDS_FACTS, type Value } from '#engine/outcome.ts'
import type { StoreId } from '#model/ids.ts'
import type { JsonObject } from '#model/json.ts'
import type { Tuple } from '#model/tuple.ts'
import { type AskedState, openState } from './asked-state.ts'
import type { CompiledModel } from './compiled-model.ts'
import { type Pacer, pacer } from './pacer.ts'
import { checkOptions, isAllowed, questionOf, refuseFaultyCheck } from './question.ts'
import { type ResolveDependencies, resolve } from './resolve.ts'

/**
 * Many checks of one state of the store: each comes out as it would alone. What items of the same
 * context, contextual tuples and user find out is shared.
 */
export async function batchCheck(
  dependencies: ResolveDependencies,
  id: StoreId,
  request: Pick<QueryOptions, 'modelId' | 'consistency'> & {
    readonly checks: readonly BatchCheckItem[]
  },
): Promise<Answered & { readonly results: ReadonlyMap<string, BatchCheckOutcome> }> {
  const { stores } = dependencies
  let state = await openState(dependencies, id, request)
  const { compiled, store } = state
  const results = new Map<string, BatchCheckOutcome>()
  const pace = pacer(dependencies)
  for (const group of groupsOf(soundItems(compiled, request.checks, results))) {
    const { answer, revision } = await resolve(dependencies, state, group.contextualTuples, {
      inSlices: true,
      run: (facts) => decideGroup(state, facts, group, pace),
      needsFacts: (outcomes) => outcomes.some(({ value }) => (value & NEEDS_FACTS) !== 0),
    })
    // The groups that follow see what this one saw.
    state = { ...state, revision, isFixed: true }
    for (const { item, value, failures } of answer) {
      results.set(
        item.correlationId,
        outcomeOf(() => isAllowed(value, failures)),
      )
    }
  }
  return {
    results,
    modelId: compiled.model.id,
    revision: await stores.token(store, state.revision),
  }
}

/** The items that can be asked; the others are refused in the results. */
function soundItems(
  compiled: CompiledModel,
  items: readonly BatchCheckItem[],
  results: Map<string, BatchCheckOutcome>,
): BatchCheckItem[] {
  return items.filter((item) => {
    const refused = outcomeOf(() => {
      refuseFaultyCheck(compiled, item)
      return false
    })
    if (refused.kind === 'refused') results.set(item.correlationId, refused)
    return refused.kind !== 'refused'
  })
}

function outcomeOf(decision: () => boolean): BatchCheckOutcome {
  try {
    return { kind: 'decided', allowed: decision() }
  } catch (error) {
    if (!(error instanceof Refusal)) throw error
    return { kind: 'refused', code: error.code, message: error.message }
  }
}

interface Group {
  readonly context: JsonObject
  readonly contextualTuples: readonly Tuple[]
  /** In the order of their users, so that what is known of a user is kept while it is asked. */
  readonly items: readonly BatchCheckItem[]
}

/** Items of one context and the same contextual tuples. */
function groupsOf(items: readonly BatchCheckItem[]): Group[] {
  const byInputs = Map.groupBy(items, ({ context, contextualTuples }) =>
    JSON.stringify([context, contextualTuples]),
  )
  return [...byInputs.values()].flatMap((alike) => {
    const first = alike[0]
    if (first === undefined) return []
    const { context, contextualTuples } = first
    const byUser = Map.groupBy(alike, ({ tupleKey }) => tupleKey.user)
    return [{ context, contextualTuples, items: [...byUser.values()].flat() }]
  })
}

interface ItemValue {
  readonly item: BatchCheckItem
  readonly value: Value
  readonly failures: readonly ConditionFailure[]
}

async function decideGroup(
  { compiled, now }: AskedState,
  facts: Facts,
  group: Group,
  pace: Pacer,
): Promise<ItemValue[]> {
  const begin = () => beginEvaluation(compiled.linked, facts, checkOptions(group.context, now))
  let evaluation = begin()
  const values: ItemValue[] = []
  for (const item of group.items) {
    // The budget of steps is one item's: a batch decides what its items would decide alone.
    evaluation.steps = 0
    const value = check(evaluation, questionOf(facts, item.tupleKey))
    values.push({ item, value, failures: [...evaluation.failures] })
    if ((value & EXHAUSTED) !== 0) evaluation = begin()
    pace.refuseLate()
    await pace.pause()
  }
  endEvaluation(evaluation)
  return values
}
