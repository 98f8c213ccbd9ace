/**
 * The graphs that this process keeps: one a store, all within one budget. The least recently asked
 * one is let go when another needs its room; a store that fits nowhere is read on demand.
 */
import { follow } from '#graph/follow.ts'
import type { Graph } from '#graph/graph.ts'
import { loadGraph } from '#graph/load.ts'
import type { Vocabulary } from '#graph/vocabulary.ts'
import type { Clock, StoreId } from '#model/ids.ts'
import type { Tuple } from '#model/tuple.ts'
import type { Change, Datastore, ScannedTuples } from '#storage/datastore.ts'
import { boundedCache } from './bounded-cache.ts'

/** Rows a page while loading: a millisecond or two each, so that the event loop is never held. */
const ROWS_PER_PAGE = 2000

/** Changes a page while catching up. */
export const CHANGES_PER_PAGE = 1000

/** What a tuple takes in a graph, names included, before it is known for the store at hand. */
const EXPECTED_BYTES_PER_TUPLE = 110

/** For how long a store that did not fit is not measured again: counting its tuples reads them all. */
const TOO_LARGE_FOR_MS = 60_000

export interface ResidentGraph {
  readonly graph: Graph
  /** Where it stands; newer than the graph's own after revisions without tuples. */
  revision: number
}

export interface ResidentGraphs {
  get(store: StoreId): ResidentGraph | undefined
  /** Undefined: the store does not fit. Callers at the same time share one load. */
  load(store: StoreId, vocabulary: Vocabulary): Promise<ResidentGraph | undefined>
  forget(store: StoreId): void
  /** Lets go of what is over the budget; called after graphs grew. */
  settle(): void
}

export interface ResidentGraphsDependencies {
  readonly datastore: Datastore
  readonly clock: Clock
  readonly graphBudgetBytes: number
  readonly yieldToEventLoop: () => Promise<void>
}

export function residentGraphs(dependencies: ResidentGraphsDependencies): ResidentGraphs {
  const { datastore, clock, graphBudgetBytes } = dependencies
  /** In the order of use, the least recent first. */
  const residents = new Map<StoreId, ResidentGraph>()
  const loads = new Map<StoreId, Promise<ResidentGraph | undefined>>()
  /** When stores were last found not to fit. */
  const tooLarge = boundedCache<StoreId, number>({ maxEntries: 1000 })

  /** Lets go of the least recently used until so many bytes are free. */
  function makeRoom(wanted: number): void {
    let used = 0
    for (const { graph } of residents.values()) used += graph.bytes()
    for (const [store, { graph }] of residents) {
      if (used + wanted <= graphBudgetBytes) return
      used -= graph.bytes()
      residents.delete(store)
    }
  }

  async function load(store: StoreId, vocabulary: Vocabulary): Promise<ResidentGraph | undefined> {
    const tuples = await datastore.countTuples(store)
    const expected = tuples * EXPECTED_BYTES_PER_TUPLE
    if (expected <= graphBudgetBytes) makeRoom(expected)
    const graph =
      expected > graphBudgetBytes
        ? undefined
        : await readGraph(dependencies, store, { expectedTuples: tuples, vocabulary })
    if (graph === undefined) {
      tooLarge.set(store, clock.now())
      return undefined
    }
    makeRoom(graph.bytes())
    const resident = { graph, revision: graph.revision }
    residents.set(store, resident)
    return resident
  }

  return {
    get(store) {
      const resident = residents.get(store)
      if (resident !== undefined && residents.size > 1) {
        residents.delete(store)
        residents.set(store, resident)
      }
      return resident
    },
    async load(store, vocabulary) {
      const measuredAt = tooLarge.get(store)
      if (measuredAt !== undefined && clock.now() - measuredAt < TOO_LARGE_FOR_MS) return undefined
      const running = loads.get(store)
      if (running !== undefined) return running
      const started = load(store, vocabulary).finally(() => loads.delete(store))
      loads.set(store, started)
      return started
    },
    forget(store) {
      residents.delete(store)
      tooLarge.delete(store)
    },
    settle: () => makeRoom(0),
  }
}

/** Reads all tuples of a store, then what changed meanwhile. Undefined: more than the budget holds. */
async function readGraph(
  { datastore, graphBudgetBytes, yieldToEventLoop }: ResidentGraphsDependencies,
  store: StoreId,
  expected: { readonly expectedTuples: number; readonly vocabulary: Vocabulary },
): Promise<Graph | undefined> {
  const first = await datastore.scanTuples(store, { limit: ROWS_PER_PAGE })
  const { revision } = first
  const graph = await loadGraph(pagesFrom(datastore, store, first), {
    ...expected,
    revision,
    maxBytes: graphBudgetBytes,
    yieldToEventLoop,
  })
  if (graph === undefined) return undefined
  for (;;) {
    const changes = await datastore.readChangesSince(store, graph.revision, CHANGES_PER_PAGE)
    if (changes.length === 0) return graph
    follow(graph, changes)
  }
}

async function* pagesFrom(
  datastore: Datastore,
  store: StoreId,
  first: ScannedTuples,
): AsyncGenerator<readonly Tuple[]> {
  let page = first
  yield page.items
  while (page.next !== undefined) {
    page = await datastore.scanTuples(store, { limit: ROWS_PER_PAGE, after: page.next })
    yield page.items
  }
}

/** Takes a resident forward; changes it already holds are passed over. */
export function followChanges(resident: ResidentGraph, changes: readonly Change[]): void {
  const last = changes.at(-1)
  if (last === undefined || last.revision <= resident.revision) return
  follow(resident.graph, changes)
  resident.revision = last.revision
}
