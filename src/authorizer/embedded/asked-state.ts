/** The state of a store that a question is asked of: its newest, or that of a past revision. */
import type { Consistency } from '#authorizer/authorizer.ts'
import { LatestModelNotFound, ModelNotFound } from '#authorizer/errors.ts'
import type { ModelId, StoreId } from '#model/ids.ts'
import type { Revision } from '#storage/datastore.ts'
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
}

/** The revision to ask, where facts of the newest are at hand: they may be of a newer model. */
export function revisionToAsk(
  { store, compiled, revision, isFixed }: AskedState,
  newest: Revision,
): Revision {
  const isOfModel = store.latest === compiled && store.revision === newest
  return isFixed || !isOfModel ? revision : newest
}

/**
 * Finds the store, as fresh as asked, and the model: the one named, or the newest of that state.
 * `at` is a revision of the store; it wins over the consistency.
 * Throws what the stores throw.
 */
export async function openState(
  { stores, models }: { readonly stores: KnownStores; readonly models: Models },
  id: StoreId,
  options: { readonly modelId?: ModelId; readonly consistency: Consistency },
  at?: Revision,
): Promise<AskedState> {
  const { consistency, modelId } = options
  const store = await openStore(stores, id, options)
  if (at !== undefined) await stores.reach(store, at)
  const past =
    at ??
    (consistency.kind === 'at' ? await stores.revisionOf(store, consistency.token) : undefined)
  if (consistency.kind === 'atLeast') await stores.revisionOf(store, consistency.token)
  const named = modelId === undefined ? undefined : await models.find(id, modelId)
  const isFixed = past !== undefined
  if (past === undefined || past === store.revision) {
    return { store, compiled: named ?? store.latest, revision: store.revision, isFixed }
  }
  return { store, compiled: named ?? (await models.findLatest(id, past)), revision: past, isFixed }
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
