import type { Clock, StoreId } from '#model/ids.ts'
import type { PolicyName } from '#model/policy-name.ts'
import type { Datastore } from '#storage/datastore.ts'

/** The policy stores by name, kept once they were found: they are few, and stay. */
export interface PolicyStores {
  find(name: PolicyName): Promise<StoreId | undefined>
  keep(name: PolicyName, id: StoreId): void
  forget(id: StoreId): void
}

/**
 * How long a name may be unknown here that another process has given. Names are resolved before the
 * caller's key is asked for: whoever makes names up must not make work for the database.
 */
const MAX_BEHIND_MS = 1000

export function policyStores({
  datastore,
  clock,
}: {
  readonly datastore: Datastore
  readonly clock: Clock
}): PolicyStores {
  const found = new Map<PolicyName, StoreId>()
  let listedAt = Number.NEGATIVE_INFINITY
  return {
    async find(name) {
      const now = clock.now()
      if (found.has(name) || Math.abs(now - listedAt) < MAX_BEHIND_MS) return found.get(name)
      for (const [listed, id] of await datastore.listPolicyStores()) found.set(listed, id)
      listedAt = now
      return found.get(name)
    },
    keep(name, id) {
      found.set(name, id)
    },
    forget(id) {
      for (const [name, kept] of found) if (kept === id) found.delete(name)
    },
  }
}
