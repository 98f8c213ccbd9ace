import type {
  AuthorizationModel,
  ConditionDefinition,
  ParameterType,
  Relation,
  RelationReference,
  Rewrite,
  SourceInfo,
  TypeDefinition,
} from './authorization-model.ts'
import type {
  ConditionForm,
  MetadataForm,
  ModelForm,
  ModuleForm,
  ParameterTypeForm,
  ReferenceForm,
  RelationForm,
  RewriteForm,
  TypeForm,
} from './model-form.ts'

/** A model in normal form. Every relation has metadata, as it has when the DSL is translated. */
export function formFromModel(model: AuthorizationModel): ModelForm {
  return {
    schema_version: model.schemaVersion,
    type_definitions: [...model.types.values()].map(typeForm),
    conditions: members(model.conditions, conditionForm),
  }
}

function typeForm(type: TypeDefinition): TypeForm {
  return {
    type: type.name,
    relations: members(type.relations, (relation) => rewriteForm(relation.rewrite)),
    metadata: metadataForm(type),
  }
}

function metadataForm(type: TypeDefinition): MetadataForm | null {
  if (type.relations.size === 0 && !hasSource(type)) return null
  const describe = (relation: Relation) => ({
    directly_related_user_types: relation.directlyRelated.map(referenceForm),
    ...moduleForm(relation),
  })
  return { relations: members(type.relations, describe), ...moduleForm(type) }
}

function referenceForm(reference: RelationReference): ReferenceForm {
  return {
    type: reference.type,
    condition: reference.condition ?? '',
    ...(reference.relation !== undefined && { relation: reference.relation }),
    ...(reference.wildcard && { wildcard: {} }),
  }
}

function rewriteForm(rewrite: Rewrite): RewriteForm {
  switch (rewrite.kind) {
    case 'this':
      return { this: {} }
    case 'computedUserset':
      return { computedUserset: relationForm(rewrite.relation) }
    case 'tupleToUserset':
      return {
        tupleToUserset: {
          tupleset: relationForm(rewrite.tupleset),
          computedUserset: relationForm(rewrite.computed),
        },
      }
    case 'union':
      return { union: { child: rewrite.children.map(rewriteForm) } }
    case 'intersection':
      return { intersection: { child: rewrite.children.map(rewriteForm) } }
    case 'difference':
      return {
        difference: { base: rewriteForm(rewrite.base), subtract: rewriteForm(rewrite.subtract) },
      }
  }
}

function relationForm(relation: string): RelationForm {
  return { object: '', relation }
}

function conditionForm(condition: ConditionDefinition): ConditionForm {
  return {
    name: condition.name,
    expression: condition.expression,
    parameters: members(condition.parameters, parameterTypeForm),
    metadata: hasSource(condition) ? moduleForm(condition) : null,
  }
}

function parameterTypeForm(type: ParameterType): ParameterTypeForm {
  return {
    type_name: `TYPE_NAME_${type.name.toUpperCase()}`,
    generic_types: type.generics.map(parameterTypeForm),
  }
}

function hasSource(source: SourceInfo): boolean {
  return source.module !== undefined || source.file !== undefined
}

function moduleForm(source: SourceInfo): ModuleForm {
  return {
    module: source.module ?? '',
    source_info: source.file === undefined ? null : { file: source.file },
  }
}

/** `fromEntries` defines members, so that one named `__proto__` is a member like any other. */
function members<Value, Form>(
  values: ReadonlyMap<string, Value>,
  form: (value: Value) => Form,
): { readonly [name: string]: Form } {
  return Object.fromEntries([...values].map(([name, value]) => [name, form(value)]))
}
