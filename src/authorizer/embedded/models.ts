/** Compiled models: read once, kept while they are asked for. A model never changes. */
import { LatestModelNotFound, ModelNotFound } from '#authorizer/errors.ts'
import type { ModelId, StoreId } from '#model/ids.ts'
import type { Datastore, Revision, StoredModel } from '#storage/datastore.ts'
import { boundedCache } from './bounded-cache.ts'
import { compileStoredModel } from './compile-model.ts'
import type { CompiledModel } from './compiled-model.ts'

/** Models kept at a time beside the newest of each known store. */
const MAX_MODELS = 200

/** Length of the JSON of models kept at a time; compiled they take sixteen times as much. */
export const MAX_MODELS_LENGTH = 16 * 1024 * 1024

export interface Models {
  /** Throws `ModelNotFound`. */
  find(store: StoreId, id: ModelId): Promise<CompiledModel>
  /** The newest model, or the newest as of a revision. Throws `LatestModelNotFound`. */
  findLatest(store: StoreId, at?: Revision): Promise<CompiledModel>
  forget(store: StoreId): void
}

export function models({ datastore }: { readonly datastore: Datastore }): Models {
  // Store and model ids are of one length each, so that joined keys are injective.
  const compiled = boundedCache<string, CompiledModel>({
    maxEntries: MAX_MODELS,
    sizeOf: ({ jsonLength }) => jsonLength,
    maxSize: MAX_MODELS_LENGTH,
  })

  function keep(store: StoreId, stored: StoredModel): CompiledModel {
    const key = store + stored.id
    const known = compiled.get(key)
    if (known !== undefined) return known
    const model = compileStoredModel(stored)
    compiled.set(key, model)
    return model
  }

  return {
    async find(store, id) {
      const known = compiled.get(store + id)
      if (known !== undefined) return known
      const stored = await datastore.readModel(store, id)
      if (stored === undefined) throw new ModelNotFound(id)
      return keep(store, stored)
    },
    async findLatest(store, at) {
      const stored = await datastore.readLatestModel(store, at)
      if (stored === undefined) throw new LatestModelNotFound(store)
      return keep(store, stored)
    },
    forget(store) {
      compiled.deleteWhere((key) => key.startsWith(store))
    },
  }
}
