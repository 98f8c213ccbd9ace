import type { Vocabulary } from '#graph/vocabulary.ts'
import type { StoreId } from '#model/ids.ts'
import type { Revision } from '#storage/datastore.ts'
import type { CompiledModel } from './compiled-model.ts'

/** What this process knows of a store that has at least one model. */
export interface KnownStore {
  readonly id: StoreId
  /** Its questions are asked at the gateway's time. */
  readonly isPolicyStore: boolean
  latest: CompiledModel
  /** Where `latest` and the resident graph stand. */
  revision: Revision
  /** Epoch milliseconds just before the database was last asked for its newest revision. */
  confirmedAt: number
  /** The newest revision that this process wrote or read: no later answer may be behind it. */
  acknowledged: Revision
  /** The ids of types and relations: what the engine plans for a model is kept by it. */
  readonly vocabulary: Vocabulary
  /** The token of the revision last answered with. */
  token: { readonly revision: Revision; readonly text: string } | undefined
}
