/**
 * OpenFGA's protobuf messages of an authorization model as one table (openfga/api,
 * openfga/v1/authzmodel.proto): names of fields, and what each may hold. `protobuf-json.ts` reads
 * JSON by it, `message-rules.ts` checks its rules, `protobuf-bytes.ts` counts its bytes. It is long
 * because it is one table: nothing about a field is said anywhere else.
 *
 * INVARIANT: fields stand in the order in which a server checks them.
 */
import type { ModelRefusalCode } from './finding.ts'
import { utf8Bytes } from './utf8-bytes.ts'

export interface Message {
  readonly name: string
  readonly fields: readonly Field[]
}

export type Field = {
  readonly name: string
  /** A second name that is understood. */
  readonly alias?: string
  /** One of a group of which at most one may be given; absent, not default, when it is not. */
  readonly choice?: true
} & (
  | { readonly kind: 'text'; readonly rule?: TextRule }
  | { readonly kind: 'enum'; readonly values: readonly string[] }
  | { readonly kind: 'message'; readonly of: () => Message; readonly required?: ModelRefusalCode }
  | { readonly kind: 'list'; readonly of: () => Message; readonly count?: CountRule }
  | {
      readonly kind: 'map'
      readonly of: () => Message
      readonly keys?: TextRule
      readonly count?: CountRule
    }
)

export interface TextRule {
  readonly accepts: (text: string) => boolean
  /** Completes the sentence that begins with the field's place. */
  readonly demand: string
  readonly code: ModelRefusalCode
}

interface CountRule {
  readonly accepts: (count: number) => boolean
  readonly demand: string
  readonly code: ModelRefusalCode
}

/** Limits of openfga/v1/authzmodel.proto and openfga_service.proto. */
const MAX_TYPE_NAME_LENGTH = 254
const MAX_NAME_LENGTH = 50
const MAX_OBJECT_BYTES = 256
const MAX_RELATION_BYTES = 50
const MAX_CONDITIONS = 25
const MAX_PARAMETERS = 25
const MAX_EXPRESSION_BYTES = 512
const MAX_GENERIC_TYPES = 5

/** Go's `\s` is narrower than JavaScript's. */
const NOT_IN_NAMES = /[:#@\t\n\f\r ]/

/** OpenFGA's `^[^:#@\s]{1,n}$`; lengths are counted in code points. */
function nameRule(maxLength: number, code: ModelRefusalCode): TextRule {
  return {
    accepts: (text) =>
      text !== '' &&
      !NOT_IN_NAMES.test(text) &&
      (text.length <= maxLength || [...text].length <= maxLength),
    demand: `must be 1 to ${maxLength} signs without blanks, \`:\`, \`#\` and \`@\``,
    code,
  }
}

function orEmpty(rule: TextRule): TextRule {
  return {
    ...rule,
    accepts: (text) => text === '' || rule.accepts(text),
  }
}

function maxBytes(limit: number, code: ModelRefusalCode): TextRule {
  return {
    accepts: (text) => utf8Bytes(text) <= limit,
    demand: `must be at most ${limit} bytes`,
    code,
  }
}

function atMost(limit: number): CountRule {
  return {
    accepts: (count) => count <= limit,
    demand: `must hold at most ${limit}`,
    code: 'validation_error',
  }
}

const typeName = nameRule(MAX_TYPE_NAME_LENGTH, 'type_invalid_pattern')
const shortName = nameRule(MAX_NAME_LENGTH, 'validation_error')

const FILE_PATTERN = /^[a-zA-Z0-9_\-/]{1,100}\.fga$/
const fileName: TextRule = {
  accepts: (text) => FILE_PATTERN.test(text),
  demand: 'must be a path of at most 100 letters, digits, `_`, `-` and `/`, ending in `.fga`',
  code: 'validation_error',
}

const SCHEMA_VERSIONS = ['1.0', '1.1', '1.2']

/** What POST /stores/{store}/authorization-models takes. */
export const modelMessage: Message = {
  name: 'AuthorizationModel',
  fields: [
    {
      name: 'type_definitions',
      kind: 'list',
      of: () => typeDefinition,
      count: {
        accepts: (count) => count >= 1,
        demand: 'must hold at least one type',
        code: 'type_definitions_too_few_items',
      },
    },
    {
      name: 'schema_version',
      kind: 'text',
      rule: {
        accepts: (text) => SCHEMA_VERSIONS.includes(text),
        demand: 'must be 1.1 or 1.2',
        code: 'validation_error',
      },
    },
    {
      name: 'conditions',
      kind: 'map',
      of: () => condition,
      keys: shortName,
      count: atMost(MAX_CONDITIONS),
    },
  ],
}

const typeDefinition: Message = {
  name: 'TypeDefinition',
  fields: [
    { name: 'type', kind: 'text', rule: typeName },
    {
      name: 'relations',
      kind: 'map',
      of: () => userset,
      keys: nameRule(MAX_NAME_LENGTH, 'relations_invalid_pattern'),
    },
    { name: 'metadata', kind: 'message', of: () => metadata },
  ],
}

const sourceInfo: Message = {
  name: 'SourceInfo',
  fields: [{ name: 'file', kind: 'text', rule: orEmpty(fileName) }],
}

const moduleFields: readonly Field[] = [
  { name: 'module', kind: 'text', rule: orEmpty(shortName) },
  { name: 'source_info', kind: 'message', of: () => sourceInfo },
]

const metadata: Message = {
  name: 'Metadata',
  fields: [{ name: 'relations', kind: 'map', of: () => relationMetadata }, ...moduleFields],
}

const relationMetadata: Message = {
  name: 'RelationMetadata',
  fields: [
    { name: 'directly_related_user_types', kind: 'list', of: () => relationReference },
    ...moduleFields,
  ],
}

const empty: Message = { name: 'Empty', fields: [] }

const relationReference: Message = {
  name: 'RelationReference',
  fields: [
    { name: 'type', kind: 'text', rule: typeName },
    { name: 'condition', kind: 'text', rule: orEmpty(shortName) },
    { name: 'relation', kind: 'text', choice: true, rule: orEmpty(shortName) },
    { name: 'wildcard', kind: 'message', choice: true, of: () => empty },
  ],
}

const userset: Message = {
  name: 'Userset',
  fields: [
    { name: 'this', kind: 'message', choice: true, of: () => empty },
    {
      name: 'computedUserset',
      alias: 'computed_userset',
      kind: 'message',
      choice: true,
      of: () => objectRelation,
    },
    {
      name: 'tupleToUserset',
      alias: 'tuple_to_userset',
      kind: 'message',
      choice: true,
      of: () => tupleToUserset,
    },
    { name: 'union', kind: 'message', choice: true, of: () => usersets },
    { name: 'intersection', kind: 'message', choice: true, of: () => usersets },
    { name: 'difference', kind: 'message', choice: true, of: () => difference },
  ],
}

const usersets: Message = {
  name: 'Usersets',
  fields: [{ name: 'child', kind: 'list', of: () => userset }],
}

const difference: Message = {
  name: 'Difference',
  fields: [
    {
      name: 'base',
      kind: 'message',
      of: () => userset,
      required: 'difference_base_missing_value',
    },
    {
      name: 'subtract',
      kind: 'message',
      of: () => userset,
      required: 'subtract_base_missing_value',
    },
  ],
}

const objectRelation: Message = {
  name: 'ObjectRelation',
  fields: [
    { name: 'object', kind: 'text', rule: maxBytes(MAX_OBJECT_BYTES, 'object_too_long') },
    { name: 'relation', kind: 'text', rule: maxBytes(MAX_RELATION_BYTES, 'relation_too_long') },
  ],
}

const tupleToUserset: Message = {
  name: 'TupleToUserset',
  fields: [
    {
      name: 'tupleset',
      kind: 'message',
      of: () => objectRelation,
      required: 'validation_error',
    },
    {
      name: 'computedUserset',
      alias: 'computed_userset',
      kind: 'message',
      of: () => objectRelation,
      required: 'validation_error',
    },
  ],
}

const condition: Message = {
  name: 'Condition',
  fields: [
    { name: 'name', kind: 'text', rule: shortName },
    {
      name: 'expression',
      kind: 'text',
      rule: maxBytes(MAX_EXPRESSION_BYTES, 'validation_error'),
    },
    {
      name: 'parameters',
      kind: 'map',
      of: () => parameterType,
      keys: shortName,
      count: atMost(MAX_PARAMETERS),
    },
    { name: 'metadata', kind: 'message', of: () => conditionMetadata },
  ],
}

const conditionMetadata: Message = { name: 'ConditionMetadata', fields: moduleFields }

const parameterType: Message = {
  name: 'ConditionParamTypeRef',
  fields: [
    {
      name: 'type_name',
      kind: 'enum',
      values: [
        'TYPE_NAME_UNSPECIFIED',
        'TYPE_NAME_ANY',
        'TYPE_NAME_BOOL',
        'TYPE_NAME_STRING',
        'TYPE_NAME_INT',
        'TYPE_NAME_UINT',
        'TYPE_NAME_DOUBLE',
        'TYPE_NAME_DURATION',
        'TYPE_NAME_TIMESTAMP',
        'TYPE_NAME_MAP',
        'TYPE_NAME_LIST',
        'TYPE_NAME_IPADDRESS',
      ],
    },
    {
      name: 'generic_types',
      kind: 'list',
      of: () => parameterType,
      count: atMost(MAX_GENERIC_TYPES),
    },
  ],
}
