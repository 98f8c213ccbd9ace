import type {
  AuthorizationModel,
  ConditionDefinition,
  ParameterType,
  Relation,
  RelationReference,
  Rewrite,
  SchemaVersion,
  SourceInfo,
  TypeDefinition,
} from './authorization-model.ts'
import { compareBinary } from './binary-order.ts'
import { type Fault, type Finding, invalidModel, type ModelRefusalCode } from './finding.ts'
import type { ModelId } from './ids.ts'
import type {
  ConditionForm,
  ModelForm,
  ModuleForm,
  ParameterTypeForm,
  ReferenceForm,
  RelationMetadataForm,
  RewriteForm,
  TypeForm,
} from './model-form.ts'

/**
 * The model that a form describes, and what in the form no model can hold: a type given twice, a
 * rewrite or a parameter type that says nothing, the schema of old. With findings the model is void.
 */
export function modelFromForm(
  form: ModelForm,
  id: ModelId,
): { readonly model: AuthorizationModel; readonly findings: readonly Finding<ModelRefusalCode>[] } {
  const faults: Fault[] = []
  const schemaVersion = schemaVersionOf(form.schema_version, faults)
  const types = new Map<string, TypeDefinition>()
  for (const type of form.type_definitions) {
    if (types.has(type.type)) {
      faults.push({ message: `type \`${type.type}\` is defined twice`, type: type.type })
      continue
    }
    types.set(type.type, typeOf(type, faults))
  }
  const conditions = new Map(
    Object.entries(form.conditions).map(([key, condition]) => [
      key,
      conditionOf(condition, faults),
    ]),
  )
  return {
    model: { id, schemaVersion, types, conditions },
    // Not in the order in which members stand, which says nothing.
    findings: faults.sort((a, b) => compareBinary(a.message, b.message)).map(invalidModel),
  }
}

function schemaVersionOf(version: string, faults: Fault[]): SchemaVersion {
  if (version === '1.1' || version === '1.2') return version
  faults.push({ message: `schema version \`${version}\` is not supported: write 1.1 or 1.2` })
  return '1.1'
}

function typeOf(form: TypeForm, faults: Fault[]): TypeDefinition {
  const described = form.metadata?.relations ?? {}
  const relations = Object.entries(form.relations).map(([name, rewrite]) => {
    const place = { type: form.type, relation: name }
    const metadata = Object.hasOwn(described, name) ? described[name] : undefined
    return [name, relationOf(name, rewriteOf(rewrite, place, faults), metadata)] as const
  })
  return { name: form.type, ...sourceInfoOf(form.metadata), relations: new Map(relations) }
}

function relationOf(
  name: string,
  rewrite: Rewrite,
  metadata: RelationMetadataForm | undefined,
): Relation {
  const directlyRelated = metadata?.directly_related_user_types.map(referenceOf) ?? []
  return { name, ...sourceInfoOf(metadata), rewrite, directlyRelated }
}

function referenceOf(form: ReferenceForm): RelationReference {
  return {
    type: form.type,
    ...(form.relation !== undefined && { relation: form.relation }),
    ...(form.wildcard !== undefined && { wildcard: true }),
    ...(form.condition !== '' && { condition: form.condition }),
  }
}

function rewriteOf(
  form: RewriteForm,
  place: { readonly type: string; readonly relation: string },
  faults: Fault[],
): Rewrite {
  const read = (child: RewriteForm): Rewrite => rewriteOf(child, place, faults)
  if (form.this !== undefined) return { kind: 'this' }
  if (form.computedUserset !== undefined) {
    return { kind: 'computedUserset', relation: form.computedUserset.relation }
  }
  if (form.tupleToUserset !== undefined) {
    const { tupleset, computedUserset } = form.tupleToUserset
    return {
      kind: 'tupleToUserset',
      tupleset: tupleset.relation,
      computed: computedUserset.relation,
    }
  }
  if (form.union !== undefined) return { kind: 'union', children: form.union.child.map(read) }
  if (form.intersection !== undefined) {
    return { kind: 'intersection', children: form.intersection.child.map(read) }
  }
  if (form.difference !== undefined) {
    const { base, subtract } = form.difference
    return { kind: 'difference', base: read(base), subtract: read(subtract) }
  }
  faults.push({
    message: `relation \`${place.relation}\` of type \`${place.type}\` has an empty rewrite`,
    ...place,
  })
  return { kind: 'this' }
}

function conditionOf(form: ConditionForm, faults: Fault[]): ConditionDefinition {
  const parameters = Object.entries(form.parameters).map(([parameter, type]) => {
    const read = parameterTypeOf(type)
    if (read !== undefined) return [parameter, read] as const
    faults.push({
      message: `parameter \`${parameter}\` of condition \`${form.name}\` has no type`,
      condition: form.name,
    })
    return [parameter, ANY_TYPE] as const
  })
  return {
    name: form.name,
    ...sourceInfoOf(form.metadata),
    expression: form.expression,
    parameters: new Map(parameters),
  }
}

const ANY_TYPE: ParameterType = { name: 'any', generics: [] }

const PARAMETER_TYPE_NAMES: ReadonlyMap<string, ParameterType['name']> = new Map(
  (
    [
      'any',
      'bool',
      'string',
      'int',
      'uint',
      'double',
      'duration',
      'timestamp',
      'ipaddress',
      'map',
      'list',
    ] as const
  ).map((name) => [`TYPE_NAME_${name.toUpperCase()}`, name]),
)

/** Undefined when the type, or a type within it, is not specified. */
function parameterTypeOf(form: ParameterTypeForm): ParameterType | undefined {
  const name = PARAMETER_TYPE_NAMES.get(form.type_name)
  const generics = form.generic_types.map(parameterTypeOf)
  if (name === undefined || !generics.every((type) => type !== undefined)) return undefined
  return { name, generics }
}

function sourceInfoOf(form: ModuleForm | null | undefined): SourceInfo {
  const file = form?.source_info?.file
  return {
    ...(form?.module && { module: form.module }),
    ...(file && { file }),
  }
}
