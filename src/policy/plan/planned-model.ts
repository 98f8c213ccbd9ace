/** A model on one side of a plan, ready to be compared and asked: parsed, compiled, linked. */
import type { Condition } from '#condition/condition.ts'
import { compileCondition } from '#condition/parse.ts'
import { type LinkedModel, linkModel } from '#engine/linked-model.ts'
import type { AuthorizationModel } from '#model/authorization-model.ts'
import type { JsonObject } from '#model/json.ts'
import { DRAFT_ID } from '#model/judge-draft.ts'
import { parseModelJson } from '#model/model-json.ts'
import { tuplesetNamesOf } from '#model/rewrite-references.ts'
import type { JudgingModel } from '#model/tuple-validation.ts'

export interface PlannedModel extends JudgingModel {
  readonly conditions: ReadonlyMap<string, Condition>
  readonly linked: LinkedModel
}

/** Takes OpenFGA's JSON of a sound model: what a server runs, or what a folder was built to. */
export function plannedModel(json: JsonObject): PlannedModel {
  const parsed = parseModelJson(json, DRAFT_ID)
  if (parsed.kind === 'findings') {
    throw new Error(`a model to plan with is not sound: ${parsed.findings[0]?.message}`)
  }
  return compiled(parsed.model)
}

/** Of a store that is still to be made: it allows nothing. */
export function emptyModel({ model }: PlannedModel): PlannedModel {
  return compiled({ ...model, types: new Map(), conditions: new Map() })
}

function compiled(model: AuthorizationModel): PlannedModel {
  const conditions = new Map(
    [...model.conditions.values()].map((definition) => {
      const result = compileCondition(definition)
      if (result.kind === 'rejected') throw new Error(`a condition is none: ${result.message}`)
      return [definition.name, result.condition] as const
    }),
  )
  return {
    model,
    conditions,
    linked: linkModel(model, conditions),
    tuplesets: tuplesetNamesOf(model),
  }
}
