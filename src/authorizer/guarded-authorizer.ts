/**
 * An authorizer as callers from outside have it. They may ask a policy store anything and change
 * nothing: who holds which role is the administration's to say, and a change of the model `apply`'s.
 * It stands before an authorizer, and not in it, since those two go past it.
 */
import type { StoreId } from '#model/ids.ts'
import type { PolicyAuthorizer, StoreDescription } from './authorizer.ts'
import { PolicyStoreGuarded, StoreNotFound } from './errors.ts'

/** Ordinary stores remembered, so that a write is spared the look-up; beyond it, all are asked anew. */
const MAX_REMEMBERED = 10_000

export function guardedAuthorizer(authorizer: PolicyAuthorizer): PolicyAuthorizer {
  const guard = changeGuard(authorizer)
  return {
    ...authorizer,
    async deleteStore(store) {
      await guard(store)
      return authorizer.deleteStore(store)
    },
    async writeModel(store, json) {
      await guard(store)
      return authorizer.writeModel(store, json)
    },
    async write(store, request) {
      await guard(store)
      return authorizer.write(store, request)
    },
    async writeAssertions(store, model, assertions) {
      await guard(store)
      return authorizer.writeAssertions(store, model, assertions)
    },
  }
}

/** Throws `PolicyStoreGuarded`. */
function changeGuard(authorizer: PolicyAuthorizer): (store: StoreId) => Promise<void> {
  // What a store is never changes, and its id is never used again.
  const ordinary = new Set<StoreId>()
  return async (id) => {
    if (ordinary.has(id)) return
    const store = await findStore(authorizer, id)
    if (store === undefined) return
    if (store.policyName !== undefined) throw new PolicyStoreGuarded(store.policyName)
    if (ordinary.size === MAX_REMEMBERED) ordinary.clear()
    ordinary.add(id)
  }
}

/** Undefined if there is none: what that means is for each operation to say. */
async function findStore(
  authorizer: PolicyAuthorizer,
  id: StoreId,
): Promise<StoreDescription | undefined> {
  try {
    return await authorizer.readStore(id)
  } catch (error) {
    if (error instanceof StoreNotFound) return undefined
    throw error
  }
}
