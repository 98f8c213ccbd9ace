/** The state of a store that a question is asked of: its newest, or that of a past revision. */
import type { Consistency } from '#authorizer/authorizer.ts'
import { LatestModelNotFound, ModelNotFound, ValidationFailed } from '#authorizer/errors.ts'
import type { Clock, ModelId, StoreId } from '#model/ids.ts'
import type { Datastore, Revision } from '#storage/datastore.ts'
import type { CompiledModel } from './compiled-model.ts'
import type { KnownStore } from './known-store.ts'
import type { KnownStores } from './known-stores.ts'
import type { Models } from './models.ts'

export interface AskedState {
  readonly store: KnownStore
  readonly compiled: CompiledModel
  /** Where the store stood when the model was found. */
  readonly revision: Revision
  /** Asked of this revision alone; else a later one of the same model will do. */
  readonly isFixed: boolean
  /**
   * The time of a question to a policy store: the gateway's, or that of a past revision. Absent in
   * ordinary stores, whose callers say what time it is.
   */
  readonly now?: number | undefined
}

/** A state that an earlier page of the same list was asked of. */
export type EarlierState = Required<Pick<AskedState, 'revision' | 'now'>>

/** The revision to ask, where facts of the newest are at hand: they may be of a newer model. */
export function revisionToAsk(
  { store, compiled, revision, isFixed }: AskedState,
  newest: Revision,
): Revision {
  const isOfModel = store.latest === compiled && store.revision === newest
  return isFixed || !isOfModel ? revision : newest
}

interface StateDependencies {
  readonly datastore: Datastore
  readonly clock: Clock
  readonly stores: KnownStores
  readonly models: Models
}

/**
 * Finds the store, as fresh as asked, and the model: the one named, or the newest of that state. An
 * earlier state wins over the consistency. Throws what the stores throw.
 */
export async function openState(
  dependencies: StateDependencies,
  id: StoreId,
  options: { readonly modelId?: ModelId; readonly consistency: Consistency },
  earlier?: EarlierState,
): Promise<AskedState> {
  const { stores, models } = dependencies
  const { consistency, modelId } = options
  const store = await openStore(stores, id, options)
  if (earlier !== undefined) await stores.reach(store, earlier.revision)
  const past =
    earlier?.revision ??
    (consistency.kind === 'at' ? await stores.revisionOf(store, consistency.token) : undefined)
  if (consistency.kind === 'atLeast') await stores.revisionOf(store, consistency.token)
  const named = modelId === undefined ? undefined : await models.find(id, modelId)
  const now = store.isPolicyStore
    ? (earlier?.now ?? (await timeOf(dependencies, store, past)))
    : undefined
  const isFixed = past !== undefined
  if (past === undefined || past === store.revision) {
    return { store, compiled: named ?? store.latest, revision: store.revision, isFixed, now }
  }
  const compiled = named ?? (await models.findLatest(id, past))
  return { store, compiled, revision: past, isFixed, now }
}

/** Throws `ValidationFailed` for a revision whose time is not known. */
async function timeOf(
  { datastore, clock }: StateDependencies,
  { id }: KnownStore,
  past: Revision | undefined,
): Promise<number> {
  if (past === undefined) return clock.now()
  const at = await datastore.readRevisionTime(id, past)
  if (at === undefined) throw new ValidationFailed('the time of the revision is not known')
  return at
}

/** A store without models has the newest no more than the one that is named. */
async function openStore(
  stores: KnownStores,
  id: StoreId,
  { modelId, consistency }: { readonly modelId?: ModelId; readonly consistency: Consistency },
): Promise<KnownStore> {
  try {
    return await stores.open(id, consistency)
  } catch (error) {
    if (modelId === undefined || !(error instanceof LatestModelNotFound)) throw error
    throw new ModelNotFound(modelId)
  }
}
