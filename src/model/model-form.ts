/**
 * The normal form of a model's JSON as a type: what `protobuf-json.ts` makes of any JSON that fits,
 * and what a server prints. Every member is there; defaults are `''`, `[]`, `{}` and `null`.
 */
export interface ModelForm {
  readonly schema_version: string
  readonly type_definitions: readonly TypeForm[]
  readonly conditions: Members<ConditionForm>
}

type Members<Member> = { readonly [name: string]: Member }

export interface ModuleForm {
  readonly module: string
  readonly source_info: { readonly file: string } | null
}

export interface TypeForm {
  readonly type: string
  readonly relations: Members<RewriteForm>
  readonly metadata: MetadataForm | null
}

export interface MetadataForm extends ModuleForm {
  readonly relations: Members<RelationMetadataForm>
}

export interface RelationMetadataForm extends ModuleForm {
  readonly directly_related_user_types: readonly ReferenceForm[]
}

/** At most one of `relation` and `wildcard`. */
export interface ReferenceForm {
  readonly type: string
  readonly condition: string
  readonly relation?: string
  readonly wildcard?: Readonly<Record<string, never>>
}

/** At most one member. */
export interface RewriteForm {
  readonly this?: Readonly<Record<string, never>>
  readonly computedUserset?: RelationForm
  readonly tupleToUserset?: {
    readonly tupleset: RelationForm
    readonly computedUserset: RelationForm
  }
  readonly union?: { readonly child: readonly RewriteForm[] }
  readonly intersection?: { readonly child: readonly RewriteForm[] }
  readonly difference?: { readonly base: RewriteForm; readonly subtract: RewriteForm }
}

export interface RelationForm {
  readonly object: string
  readonly relation: string
}

export interface ConditionForm {
  readonly name: string
  readonly expression: string
  readonly parameters: Members<ParameterTypeForm>
  readonly metadata: ModuleForm | null
}

export interface ParameterTypeForm {
  readonly type_name: string
  readonly generic_types: readonly ParameterTypeForm[]
}
