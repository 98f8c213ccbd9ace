import type { Condition } from '#condition/condition.ts'
import { compileCondition } from '#condition/parse.ts'
import type { AuthorizationModel } from '#model/authorization-model.ts'
import type { Finding, ModelRefusalCode } from '#model/finding.ts'
import { parseModelJson } from '#model/model-json.ts'
import type { StoredModel } from '#storage/datastore.ts'
import { type CompiledModel, compiledModel } from './compiled-model.ts'

export interface CompiledConditions {
  readonly conditions: ReadonlyMap<string, Condition>
  readonly findings: readonly Finding<ModelRefusalCode>[]
}

/** Compiles every condition of a model, used or not; what does not compile is a finding. */
export function compileConditions(model: AuthorizationModel): CompiledConditions {
  const conditions = new Map<string, Condition>()
  const findings: Finding<ModelRefusalCode>[] = []
  for (const definition of model.conditions.values()) {
    const result = compileCondition(definition)
    if (result.kind === 'condition') {
      conditions.set(definition.name, result.condition)
      continue
    }
    findings.push({
      code: 'invalid_authorization_model',
      severity: 'error',
      condition: definition.name,
      message: `failed to compile expression on condition '${definition.name}' - ${result.message}`,
    })
  }
  return { conditions, findings }
}

/** A model of the database, which was found valid when it was written. */
export function compileStoredModel({ id, json }: StoredModel): CompiledModel {
  const parsed = parseModelJson(JSON.parse(json), id)
  if (parsed.kind === 'findings') throw new Error('a stored model is not one')
  const { conditions, findings } = compileConditions(parsed.model)
  if (findings.length > 0) throw new Error('a condition of a stored model does not compile')
  return compiledModel(parsed.model, conditions, json.length)
}
