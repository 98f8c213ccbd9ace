import type { PolicyContents } from '#authorizer/authorizer.ts'
import { type Clock, mintStoreId, type RandomBytes, type StoreId } from '#model/ids.ts'
import type { JsonObject } from '#model/json.ts'
import type { PolicyName } from '#model/policy-name.ts'
import type { Datastore } from '#storage/datastore.ts'
import { preparePolicy } from './new-policy.ts'
import type { PolicyStores } from './policy-stores.ts'

const NO_CONTENTS: PolicyContents = { files: new Map(), assertions: [] }

/** Throws what `preparePolicy` does. */
export async function createPolicyStore(
  dependencies: {
    datastore: Datastore
    clock: Clock
    randomBytes: RandomBytes
    policies: PolicyStores
  },
  name: PolicyName,
  json: JsonObject,
  contents: PolicyContents = NO_CONTENTS,
): Promise<StoreId> {
  const { datastore, clock, randomBytes, policies } = dependencies
  const { policy } = preparePolicy(dependencies, json, contents)
  const { createdAt } = policy.model
  const id = mintStoreId(clock, randomBytes)
  const store = { id, name, policyName: name, createdAt, updatedAt: createdAt }
  const first = await datastore.createPolicyStore(store, policy)
  policies.keep(name, first)
  return first
}
