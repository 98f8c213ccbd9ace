/** A model ready for questions and writes: parsed, its conditions compiled, linked to the engine. */
import type { Condition } from '#condition/condition.ts'
import { type LinkedModel, linkModel } from '#engine/linked-model.ts'
import type { AuthorizationModel, Relation } from '#model/authorization-model.ts'
import { tuplesetNamesOf } from '#model/rewrite-references.ts'

export interface CompiledModel {
  readonly model: AuthorizationModel
  /** What the model takes in memory goes by it. */
  readonly jsonLength: number
  readonly conditions: ReadonlyMap<string, Condition>
  readonly linked: LinkedModel
  /** `type#relation` of each relation that an arrow reads: `parent` of `viewer from parent`. */
  readonly tuplesets: ReadonlySet<string>
}

/** Takes a valid model with all of its conditions. */
export function compiledModel(
  model: AuthorizationModel,
  conditions: ReadonlyMap<string, Condition>,
  jsonLength: number,
): CompiledModel {
  return {
    model,
    jsonLength,
    conditions,
    linked: linkModel(model, conditions),
    tuplesets: tuplesetNamesOf(model),
  }
}

/** A relation of the model; undefined when the type or the relation is unknown. */
export function findRelation(
  compiled: CompiledModel,
  type: string,
  relation: string,
): Relation | undefined {
  return compiled.model.types.get(type)?.relations.get(relation)
}
