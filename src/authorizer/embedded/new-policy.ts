import type { PolicyContents } from '#authorizer/authorizer.ts'
import { type Clock, mintModelId, type RandomBytes } from '#model/ids.ts'
import type { JsonObject } from '#model/json.ts'
import type { NewPolicy } from '#storage/datastore.ts'
import { storedAssertions } from './assertions.ts'
import { compileStoredModel } from './compile-model.ts'
import type { CompiledModel } from './compiled-model.ts'
import { validatedModel } from './write-model.ts'

export interface PreparedPolicy {
  readonly policy: NewPolicy
  readonly compiled: CompiledModel
}

/** A version of a policy as it is stored. Throws `InvalidModel`, and what assertions are refused by. */
export function preparePolicy(
  { clock, randomBytes }: { readonly clock: Clock; readonly randomBytes: RandomBytes },
  json: JsonObject,
  { files, assertions }: PolicyContents,
): PreparedPolicy {
  const id = mintModelId(clock, randomBytes)
  const text = JSON.stringify(validatedModel(json, id))
  const model = { id, json: text, createdAt: clock.now() }
  const compiled = compileStoredModel({ ...model, revision: 0 })
  return {
    policy: {
      model,
      files: JSON.stringify(Object.fromEntries(files)),
      assertions: storedAssertions(compiled, assertions),
    },
    compiled,
  }
}
