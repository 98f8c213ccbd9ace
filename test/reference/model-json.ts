/** A model in OpenFGA's JSON, as a real server takes it. */
import type {
  AuthorizationModel,
  ParameterType,
  Relation,
  RelationReference,
  Rewrite,
} from '#model/authorization-model.ts'
import type { JsonObject } from '#model/json.ts'

export function modelJson(model: AuthorizationModel): JsonObject {
  return {
    schema_version: model.schemaVersion,
    type_definitions: [...model.types.values()].map(({ name, relations }) => ({
      type: name,
      relations: mapped(relations, (relation) => rewriteJson(relation.rewrite)),
      metadata: { relations: mapped(relations, restrictionsJson) },
    })),
    conditions: mapped(model.conditions, ({ name, expression, parameters }) => ({
      name,
      expression,
      parameters: mapped(parameters, parameterJson),
    })),
  }
}

function mapped<Item>(
  items: ReadonlyMap<string, Item>,
  json: (item: Item) => JsonObject,
): JsonObject {
  return Object.fromEntries([...items].map(([name, item]) => [name, json(item)]))
}

function restrictionsJson({ directlyRelated }: Relation): JsonObject {
  return { directly_related_user_types: directlyRelated.map(referenceJson) }
}

function referenceJson({ type, relation, wildcard, condition }: RelationReference): JsonObject {
  return {
    type,
    ...(relation !== undefined && { relation }),
    ...(wildcard && { wildcard: {} }),
    ...(condition !== undefined && { condition }),
  }
}

function rewriteJson(rewrite: Rewrite): JsonObject {
  switch (rewrite.kind) {
    case 'this':
      return { this: {} }
    case 'computedUserset':
      return { computedUserset: { relation: rewrite.relation } }
    case 'tupleToUserset':
      return {
        tupleToUserset: {
          tupleset: { relation: rewrite.tupleset },
          computedUserset: { relation: rewrite.computed },
        },
      }
    case 'union':
      return { union: { child: rewrite.children.map(rewriteJson) } }
    case 'intersection':
      return { intersection: { child: rewrite.children.map(rewriteJson) } }
    case 'difference':
      return {
        difference: { base: rewriteJson(rewrite.base), subtract: rewriteJson(rewrite.subtract) },
      }
  }
}

function parameterJson({ name, generics }: ParameterType): JsonObject {
  return {
    type_name: `TYPE_NAME_${name.toUpperCase()}`,
    ...(generics.length > 0 && { generic_types: generics.map(parameterJson) }),
  }
}
