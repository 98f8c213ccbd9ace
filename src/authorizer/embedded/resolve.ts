/**
 * Gives a question the facts it needs. A resident graph has all of them. Otherwise the engine is run
 * over what is there, what it missed is fetched in one batch, and it is run again; all rounds of an
 * answer see one state. The only place that waits for the database while a question is decided.
 */
import { TooComplex } from '#authorizer/errors.ts'
import type { Facts } from '#engine/facts.ts'
import { holdFacts } from '#graph/held-facts.ts'
import { onDemandFacts } from '#graph/on-demand-facts.ts'
import { contextualDifferences, type Difference, overlaidFacts } from '#graph/overlay.ts'
import { requestFacts } from '#graph/request-facts.ts'
import type { FactsNeed } from '#model/facts-need.ts'
import type { Tuple } from '#model/tuple.ts'
import type { Datastore, FetchedFacts, Revision } from '#storage/datastore.ts'
import { type AskedState, revisionToAsk } from './asked-state.ts'
import type { KnownStore } from './known-store.ts'
import type { KnownStores } from './known-stores.ts'
import type { Models } from './models.ts'
import { type PacerDependencies, pacer } from './pacer.ts'
import type { ResidentGraph, ResidentGraphs } from './resident-graphs.ts'

/** More round trips than the deepest question takes, each hop alone. */
const MAX_ROUNDS = 100

/** Look-ups of one batch: what a list misses in a round can be a great many. */
const NEEDS_PER_BATCH = 1000

/** Changes since a past revision that are laid over a graph; beyond that it is read on demand, which takes no longer the more there are. */
const MAX_DIFFERENCES = 2000

export interface ResolveDependencies extends PacerDependencies {
  readonly datastore: Datastore
  readonly models: Models
  readonly stores: KnownStores
  readonly graphs: ResidentGraphs
}

export interface Ask<Answer> {
  /** It takes its time, and others their turn. */
  readonly inSlices: boolean
  /** Runs the engine; at once, if not in slices. The facts hold still until it is done. */
  run(facts: Facts, revision: Revision): Answer | Promise<Answer>
  /** Whether facts that were not here could change the answer. */
  needsFacts(answer: Answer): boolean
}

export interface Resolved<Answer> {
  readonly answer: Answer
  /** The state that was asked. */
  readonly revision: Revision
}

/** Asks a state, with a request's own tuples over it. */
export async function resolve<Answer>(
  dependencies: ResolveDependencies,
  state: AskedState,
  contextualTuples: readonly Tuple[],
  ask: Ask<Answer>,
): Promise<Resolved<Answer>> {
  const contextual = contextualDifferences(contextualTuples)
  const resident = await findResident(dependencies, state)
  const resolved =
    resident && (await resolveResident(dependencies, state, resident, contextual, ask))
  return resolved ?? resolveOnDemand(dependencies, state, contextual, ask)
}

/** The store's graph, loaded if it fits, no older than what is known of the store. */
async function findResident(
  { stores, graphs }: ResolveDependencies,
  { store }: AskedState,
): Promise<ResidentGraph | undefined> {
  const known = graphs.get(store.id)
  if (known !== undefined && known.revision >= store.acknowledged) return known
  const resident = known ?? (await graphs.load(store.id, store.vocabulary))
  if (resident === undefined) return undefined
  store.acknowledged = Math.max(store.acknowledged, resident.revision)
  await stores.catchUp(store)
  // It may have been let go meanwhile, and nobody takes it forward then.
  return resident.revision >= store.revision ? resident : undefined
}

/** Undefined: of a past that is too far from what the graph holds. */
async function resolveResident<Answer>(
  { datastore }: ResolveDependencies,
  state: AskedState,
  resident: ResidentGraph,
  contextual: readonly Difference[],
  ask: Ask<Answer>,
): Promise<Resolved<Answer> | undefined> {
  const { graph } = resident
  const revision = revisionToAsk(state, resident.revision)
  const isPast = revision !== resident.revision
  if (!isPast && !ask.inSlices) {
    const facts = overlaidFacts(requestFacts(graph), contextual)
    return { answer: await ask.run(facts, revision), revision }
  }
  const { facts: held, release } = holdFacts(graph)
  try {
    // All that changed after a past revision is among these, also what the graph does not have yet.
    const since = isPast
      ? await datastore.readDifferencesSince(state.store.id, revision, MAX_DIFFERENCES)
      : []
    if (since === undefined) return undefined
    const facts = overlaidFacts(held, [...since, ...contextual])
    return { answer: await ask.run(facts, revision), revision }
  } finally {
    release()
  }
}

async function resolveOnDemand<Answer>(
  dependencies: ResolveDependencies,
  state: AskedState,
  contextual: readonly Difference[],
  ask: Ask<Answer>,
): Promise<Resolved<Answer>> {
  const { datastore } = dependencies
  const { store } = state
  const revision = revisionToAsk(state, store.revision)
  const pace = pacer(dependencies)
  const onDemand = onDemandFacts(store.vocabulary)
  const facts = overlaidFacts(onDemand.facts, contextual)
  for (let round = 0; round < MAX_ROUNDS; round++) {
    const answer = await ask.run(facts, revision)
    if (!ask.needsFacts(answer)) return { answer, revision }
    const needs = onDemand.takeNeeds()
    if (needs.length === 0) throw new Error('facts are missing that were not looked up')
    for (let from = 0; from < needs.length; from += NEEDS_PER_BATCH) {
      const batch = needs.slice(from, from + NEEDS_PER_BATCH)
      onDemand.provide(batch, await fetchAt(datastore, store, batch, revision))
      pace.refuseLate()
      await pace.pause()
    }
  }
  throw new TooComplex()
}

/** Fetches from one state of the store: the newest while that is it, or else as it was then. */
async function fetchAt(
  datastore: Datastore,
  store: KnownStore,
  needs: readonly FactsNeed[],
  revision: Revision,
): Promise<FetchedFacts['rows']> {
  if (revision >= store.acknowledged) {
    const newest = await datastore.fetchFacts(store.id, needs)
    if (newest.revision === revision) return newest.rows
    store.acknowledged = Math.max(store.acknowledged, newest.revision)
  }
  return (await datastore.fetchFacts(store.id, needs, revision)).rows
}
