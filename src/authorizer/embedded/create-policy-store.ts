import { type Clock, mintModelId, mintStoreId, type RandomBytes, type StoreId } from '#model/ids.ts'
import type { JsonObject } from '#model/json.ts'
import type { PolicyName } from '#model/policy-name.ts'
import type { Datastore } from '#storage/datastore.ts'
import type { PolicyStores } from './policy-stores.ts'
import { validatedModel } from './write-model.ts'

/** Throws `InvalidModel`. */
export async function createPolicyStore(
  dependencies: {
    datastore: Datastore
    clock: Clock
    randomBytes: RandomBytes
    policies: PolicyStores
  },
  name: PolicyName,
  json: JsonObject,
): Promise<StoreId> {
  const { datastore, clock, randomBytes, policies } = dependencies
  const now = clock.now()
  const modelId = mintModelId(clock, randomBytes)
  const model = { id: modelId, json: JSON.stringify(validatedModel(json, modelId)), createdAt: now }
  const id = mintStoreId(clock, randomBytes)
  const store = { id, name, policyName: name, createdAt: now, updatedAt: now }
  const first = await datastore.createPolicyStore(store, model)
  policies.keep(name, first)
  return first
}
