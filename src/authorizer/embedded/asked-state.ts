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
  /** Undefined: the newest. */
  readonly past: Revision | undefined
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
  const newest = past === undefined || past === store.revision
  if (modelId !== undefined) {
    const compiled = await models.find(id, modelId)
    return { store, compiled, past: newest ? undefined : past }
  }
  return newest
    ? { store, compiled: store.latest, past: undefined }
    : { store, compiled: await models.findLatest(id, past), past }
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
