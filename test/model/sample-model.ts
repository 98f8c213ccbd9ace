import type { AuthorizationModel } from '#model/authorization-model.ts'
import type { Finding } from '#model/finding.ts'
import { type ModelId, parseModelId } from '#model/ids.ts'
import type { JsonObject, JsonValue } from '#model/json.ts'
import { parseModelJson } from '#model/model-json.ts'
import { validateModel } from '#model/validate.ts'

function modelId(text: string): ModelId {
  const id = parseModelId(text)
  if (id === undefined) throw new Error(`not an id: ${text}`)
  return id
}

export const someId = modelId('01H0000000000000000000000A')

/** All that is wrong with a model, by its shape or by what it says. */
export function judge(json: JsonObject): readonly Finding[] {
  const parsed = parseModelJson(json, someId)
  return parsed.kind === 'findings' ? parsed.findings : validateModel(parsed.model)
}

/** The word that a server has for what is wrong with a model. */
export function codeOf(json: JsonObject): string | undefined {
  return judge(json)[0]?.code
}

export function parsed(json: JsonObject): {
  readonly model: AuthorizationModel
  readonly json: JsonObject
} {
  const outcome = parseModelJson(json, someId)
  if (outcome.kind === 'findings') throw new Error(outcome.findings[0]?.message)
  return outcome
}

export const user: JsonObject = { type: 'user' }
export const direct: JsonObject = { this: {} }

/** A model of type `user` and a type `document` with these relations and type restrictions. */
export function documents(
  relations: JsonObject,
  restrictions: { readonly [relation: string]: JsonValue } = {},
): JsonObject {
  const described = Object.entries(restrictions).map(([relation, references]) => [
    relation,
    { directly_related_user_types: references },
  ])
  return withTypes([
    user,
    { type: 'document', relations, metadata: { relations: Object.fromEntries(described) } },
  ])
}

export function withTypes(types: readonly JsonValue[], more: JsonObject = {}): JsonObject {
  return { schema_version: '1.1', type_definitions: types, ...more }
}

/** A model with one condition, named `c` unless it says otherwise. */
export function withCondition(condition: JsonValue): JsonObject {
  return withTypes([user], { conditions: { c: condition } })
}

export function withParameters(parameters: JsonValue): JsonObject {
  return withCondition({ name: 'c', expression: 'true', parameters })
}
