/** Takes what is known of a store forward by the change log: nothing is thrown away on a write. */
import type { Datastore, Revision } from '#storage/datastore.ts'
import type { KnownStore } from './known-store.ts'
import type { Models } from './models.ts'
import {
  CHANGES_PER_PAGE,
  followChanges,
  type ResidentGraph,
  type ResidentGraphs,
} from './resident-graphs.ts'

export interface CatchUpDependencies {
  readonly datastore: Datastore
  readonly models: Models
  readonly graphs: ResidentGraphs
}

/**
 * Brings the newest model and the resident graph to the newest revision that was acknowledged. Safe
 * to run twice at a time: what one applied, the other passes over.
 */
export async function catchUp(dependencies: CatchUpDependencies, store: KnownStore): Promise<void> {
  const { models, graphs } = dependencies
  const target = store.acknowledged
  const resident = graphs.get(store.id)
  const from = Math.min(store.revision, resident?.revision ?? store.revision)
  if (from >= target) return
  const modelAt = store.revision
  const { reached, writes } = await followLog(dependencies, store, resident, { from, target })
  // A revision without tuples in the log is that of a model.
  const hasModel = countAfter(writes, modelAt) < reached - modelAt
  const latest = hasModel ? await models.findLatest(store.id, reached) : undefined
  // Another that ran meanwhile may have come further, to a newer model.
  if (reached > store.revision) {
    store.latest = latest ?? store.latest
    store.revision = reached
  }
  if (resident !== undefined) resident.revision = Math.max(resident.revision, reached)
  graphs.settle()
}

/** Reads the log up to the target, or as far as it goes. `writes` are the revisions that it holds. */
async function followLog(
  { datastore }: CatchUpDependencies,
  store: KnownStore,
  resident: ResidentGraph | undefined,
  { from, target }: { readonly from: Revision; readonly target: Revision },
): Promise<{ readonly reached: Revision; readonly writes: ReadonlySet<Revision> }> {
  const writes = new Set<Revision>()
  let reached = from
  while (reached < target) {
    const changes = await datastore.readChangesSince(store.id, reached, CHANGES_PER_PAGE)
    const last = changes.at(-1)
    if (last === undefined) return { reached: target, writes }
    reached = last.revision
    for (const { revision } of changes) writes.add(revision)
    if (resident !== undefined) followChanges(resident, changes)
  }
  return { reached, writes }
}

function countAfter(revisions: ReadonlySet<Revision>, after: Revision): number {
  let count = 0
  for (const revision of revisions) if (revision > after) count++
  return count
}
