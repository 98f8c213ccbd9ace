/**
 * The stores that this process knows: no answer is behind a write that the process acknowledged, and
 * none is more than a second behind one of another process.
 */
import type { Consistency } from '#authorizer/authorizer.ts'
import { ValidationFailed } from '#authorizer/errors.ts'
import { createVocabulary } from '#graph/vocabulary.ts'
import type { Clock, StoreId } from '#model/ids.ts'
import type { Change, Revision } from '#storage/datastore.ts'
import { boundedCache } from './bounded-cache.ts'
import { type CatchUpDependencies, catchUp } from './catch-up.ts'
import type { KnownStore } from './known-store.ts'
import { MAX_MODELS_LENGTH } from './models.ts'
import { followChanges } from './resident-graphs.ts'
import { issueRevisionToken, openRevisionToken, type TokenIssuer } from './revision-token.ts'

/** How far an answer may be behind another process by default. */
const MAX_BEHIND_MS = 1000

/** Stores known at a time, each with its newest model. */
const MAX_STORES = 1000

export interface KnownStores {
  /** The store as fresh as asked. Throws `LatestModelNotFound`. */
  open(id: StoreId, consistency: Consistency): Promise<KnownStore>
  /** Makes sure that the store has reached a revision. Throws `ValidationFailed`. */
  reach(store: KnownStore, revision: Revision): Promise<void>
  /** The revision that a token names, which the store must have reached. Throws as `reach`. */
  revisionOf(store: KnownStore, token: string): Promise<Revision>
  token(store: KnownStore, revision: Revision): Promise<string>
  /** Takes note of a write. `changes` are all of it; without them the log is read when next asked. */
  acknowledge(store: KnownStore, revision: Revision, changes?: readonly Change[]): void
  /** Takes note of a model that was written. */
  acknowledgeModel(id: StoreId, revision: Revision): void
  /** Goes forward to everything acknowledged. */
  catchUp(store: KnownStore): Promise<void>
  forget(id: StoreId): void
}

export interface KnownStoresDependencies extends CatchUpDependencies {
  readonly clock: Clock
  readonly issuer: () => Promise<TokenIssuer>
}

export function knownStores(dependencies: KnownStoresDependencies): KnownStores {
  const { clock, issuer, models, graphs } = dependencies
  const stores = boundedCache<StoreId, KnownStore>({
    maxEntries: MAX_STORES,
    sizeOf: ({ latest }) => latest.jsonLength,
    maxSize: MAX_MODELS_LENGTH,
  })

  const forget = (id: StoreId): void => {
    stores.delete(id)
    models.forget(id)
    graphs.forget(id)
  }
  const open = async (id: StoreId): Promise<KnownStore> => {
    const store = await meet(dependencies, id)
    const known = stores.get(id)
    if (known !== undefined) return known
    stores.set(id, store)
    return store
  }
  const renew = async (store: KnownStore): Promise<KnownStore> => {
    if (await confirm(dependencies, store)) return store
    forget(store.id)
    return open(store.id)
  }
  const reach = async (store: KnownStore, revision: Revision): Promise<void> => {
    const reached = revision > store.revision ? (await renew(store)).revision : store.revision
    if (revision > reached) {
      throw new ValidationFailed('the revision is newer than any that the database knows')
    }
  }

  return {
    async open(id, consistency) {
      const store = stores.get(id)
      if (store === undefined) return open(id)
      const age = Math.abs(clock.now() - store.confirmedAt)
      if (consistency.kind === 'higherConsistency' || age > MAX_BEHIND_MS) return renew(store)
      if (store.revision < store.acknowledged) await catchUp(dependencies, store)
      return store
    },
    reach,
    async revisionOf(store, token) {
      const revision = openRevisionToken(await issuer(), store.id, token)
      await reach(store, revision)
      return revision
    },
    async token(store, revision) {
      if (store.token?.revision === revision) return store.token.text
      const text = issueRevisionToken(await issuer(), store.id, revision)
      store.token = { revision, text }
      return text
    },
    acknowledge(written, revision, changes) {
      // The store may have been met anew while the write was under way.
      const store = stores.get(written.id) ?? written
      store.acknowledged = Math.max(store.acknowledged, revision)
      const resident = graphs.get(store.id)
      const inStep = resident === undefined || resident.revision === store.revision
      if (changes === undefined || !inStep || revision !== store.revision + 1) return
      store.revision = revision
      if (resident === undefined) return
      followChanges(resident, changes)
      graphs.settle()
    },
    acknowledgeModel(id, revision) {
      const store = stores.get(id)
      if (store !== undefined) store.acknowledged = Math.max(store.acknowledged, revision)
    },
    catchUp: (store) => catchUp(dependencies, store),
    forget,
  }
}

/** Reads what there is to know of a store. Throws `LatestModelNotFound`. */
async function meet(
  { datastore, models, clock }: KnownStoresDependencies,
  id: StoreId,
): Promise<KnownStore> {
  const confirmedAt = clock.now()
  const revision = await datastore.readRevision(id)
  const latest = await models.findLatest(id, revision)
  const store = await datastore.readStore(id)
  return {
    id,
    isPolicyStore: store?.policyName !== undefined,
    latest,
    revision,
    confirmedAt,
    acknowledged: revision,
    vocabulary: createVocabulary(),
    token: undefined,
  }
}

/**
 * Asks the database for its newest revision, and goes there. False: the revision went back, so the
 * store that was known is gone.
 */
async function confirm(dependencies: KnownStoresDependencies, store: KnownStore): Promise<boolean> {
  const confirmedAt = dependencies.clock.now()
  const newest = await dependencies.datastore.readRevision(store.id)
  if (newest < store.revision) return false
  store.acknowledged = Math.max(store.acknowledged, newest)
  await catchUp(dependencies, store)
  store.confirmedAt = confirmedAt
  return true
}
