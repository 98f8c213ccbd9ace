/**
 * An authorizer as callers from outside have it. They may ask a policy store anything, and write
 * what its resources are; who is who and who holds which role is the administration's to say, and a
 * change of the model `apply`'s. The store of the core model they do not change at all. It stands
 * before an authorizer, and not in it, since the administration goes past it.
 */
import { isAdministered } from '#core/administered-tuple.ts'
import type { StoreId } from '#model/ids.ts'
import { CORE_POLICY, type PolicyName } from '#model/policy-name.ts'
import type { PolicyAuthorizer, StoreDescription, WriteRequest } from './authorizer.ts'
import { AdministeredTuple, PolicyStoreGuarded, StoreNotFound } from './errors.ts'

/** Stores remembered, so that a write is spared the look-up; beyond it, all are asked anew. */
const MAX_REMEMBERED = 10_000

export function guardedAuthorizer(authorizer: PolicyAuthorizer): PolicyAuthorizer {
  const policyNameOf = policyNames(authorizer)
  const refusePolicyStore = async (store: StoreId): Promise<void> => {
    const name = await policyNameOf(store)
    if (name !== undefined) throw new PolicyStoreGuarded(name)
  }
  return {
    ...authorizer,
    async deleteStore(store) {
      await refusePolicyStore(store)
      return authorizer.deleteStore(store)
    },
    async writeModel(store, json) {
      await refusePolicyStore(store)
      return authorizer.writeModel(store, json)
    },
    async writeAssertions(store, model, assertions) {
      await refusePolicyStore(store)
      return authorizer.writeAssertions(store, model, assertions)
    },
    async write(store, request) {
      const name = await policyNameOf(store)
      if (name !== undefined) refuseAdministered(name, request)
      return authorizer.write(store, request)
    },
    async createPolicyStore(name, json, contents) {
      if (name === CORE_POLICY) throw new PolicyStoreGuarded(name)
      return authorizer.createPolicyStore(name, json, contents)
    },
    async commitPolicy(store, commit) {
      if ((await policyNameOf(store)) === CORE_POLICY) throw new PolicyStoreGuarded(CORE_POLICY)
      return authorizer.commitPolicy(store, commit)
    },
  }
}

function refuseAdministered(name: PolicyName, { writes, deletes }: WriteRequest): void {
  if (name === CORE_POLICY) throw new PolicyStoreGuarded(name)
  for (const key of [...deletes, ...writes]) {
    if (isAdministered(key)) throw new AdministeredTuple(name, key)
  }
}

/** The policy that a store is of; undefined for ordinary ones, and for one that is not there. */
function policyNames(
  authorizer: PolicyAuthorizer,
): (store: StoreId) => Promise<PolicyName | undefined> {
  // What a store is never changes, and its id is never used again.
  const known = new Map<StoreId, PolicyName | undefined>()
  return async (id) => {
    if (known.has(id)) return known.get(id)
    const store = await findStore(authorizer, id)
    if (store === undefined) return undefined
    if (known.size === MAX_REMEMBERED) known.clear()
    known.set(id, store.policyName)
    return store.policyName
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
