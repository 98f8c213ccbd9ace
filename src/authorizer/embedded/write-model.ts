import { InvalidModel, StoreNotFound } from '#authorizer/errors.ts'
import {
  type Clock,
  type ModelId,
  mintModelId,
  type RandomBytes,
  type StoreId,
} from '#model/ids.ts'
import type { JsonObject } from '#model/json.ts'
import { parseModelJson } from '#model/model-json.ts'
import { validateModel } from '#model/validate.ts'
import { type Datastore, type Revision, StoreMissing } from '#storage/datastore.ts'
import { compileConditions } from './compile-model.ts'
import type { KnownStores } from './known-stores.ts'

export interface WriteModelDependencies {
  readonly datastore: Datastore
  readonly clock: Clock
  readonly randomBytes: RandomBytes
  readonly stores: KnownStores
}

/** Keeps a model if it is sound; it is then the newest of the store. Throws `InvalidModel`, `StoreNotFound`. */
export async function writeModel(
  dependencies: WriteModelDependencies,
  store: StoreId,
  json: JsonObject,
): Promise<ModelId> {
  const { clock, randomBytes, stores } = dependencies
  const id = mintModelId(clock, randomBytes)
  const text = JSON.stringify(validatedModel(json, id))
  stores.acknowledgeModel(store, await keepModel(dependencies, store, id, text))
  return id
}

/** The normal form of a sound model. Throws `InvalidModel`. */
export function validatedModel(json: JsonObject, id: ModelId): JsonObject {
  const parsed = parseModelJson(json, id)
  if (parsed.kind === 'findings') throw new InvalidModel(parsed.findings)
  const findings = [...validateModel(parsed.model), ...compileConditions(parsed.model).findings]
  if (findings.some(({ severity }) => severity === 'error')) throw new InvalidModel(findings)
  return parsed.json
}

async function keepModel(
  { datastore, clock }: WriteModelDependencies,
  store: StoreId,
  id: ModelId,
  json: string,
): Promise<Revision> {
  try {
    return await datastore.writeModel(store, { id, json, createdAt: clock.now() })
  } catch (error) {
    if (error instanceof StoreMissing) throw new StoreNotFound()
    throw error
  }
}
