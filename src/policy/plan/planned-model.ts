/** A model on one side of a plan, ready to be compared and asked: parsed, compiled, linked. */
import type { Condition } from '#condition/condition.ts'
import { compileCondition } from '#condition/parse.ts'
import { type LinkedModel, linkModel } from '#engine/linked-model.ts'
import type { AuthorizationModel } from '#model/authorization-model.ts'
import { parseModelId } from '#model/ids.ts'
import type { JsonObject } from '#model/json.ts'
import { parseModelJson } from '#model/model-json.ts'
import { tuplesetNamesOf } from '#model/rewrite-references.ts'
import type { JudgingModel } from '#model/tuple-validation.ts'

export interface PlannedModel extends JudgingModel {
  readonly conditions: ReadonlyMap<string, Condition>
  readonly linked: LinkedModel
}

/** Nothing asks for it: a plan compares what models say. */
const NO_ID = '00000000000000000000000000'

/** Takes OpenFGA's JSON of a sound model: what a server runs, or what a folder was built to. */
export function plannedModel(json: JsonObject): PlannedModel {
  const id = parseModelId(NO_ID)
  if (id === undefined) throw new Error('the id of planned models is none')
  const parsed = parseModelJson(json, id)
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
