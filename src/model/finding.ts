/** OpenFGA's words for why a model is refused. */
export type ModelRefusalCode =
  | 'validation_error'
  | 'type_invalid_pattern'
  | 'relations_invalid_pattern'
  | 'type_definitions_too_few_items'
  | 'difference_base_missing_value'
  | 'subtract_base_missing_value'
  | 'object_too_long'
  | 'relation_too_long'
  | 'exceeded_entity_limit'
  | 'invalid_authorization_model'

/**
 * Something to say about a model. An error keeps it from being written, a warning does not. Findings
 * come all at once: those of a JSON begin with the one that a server names, those of texts are sorted
 * by file, line and column.
 */
export interface Finding<Code extends string = string> {
  readonly code: Code
  readonly message: string
  readonly severity: 'error' | 'warning'
  /** The definition it is about: a type, a relation of it, or a condition. */
  readonly type?: string
  readonly relation?: string
  readonly condition?: string
  /** The words at fault within that definition, as they are written in the DSL: `group#member`. */
  readonly words?: string
  readonly file?: string
  /** Counted from 1, as `column`. */
  readonly line?: number
  readonly column?: number
}

/**
 * Most findings about the shape of a JSON. A body of the size that a door lets in can have a hundred
 * thousand, each with a long place: to write them out would take seconds, and nobody reads them.
 */
export const MAX_SHAPE_FINDINGS = 100

/** What is unsound in a model: a finding but for its code, which is one for all of them. */
export type Fault = Pick<Finding, 'message' | 'type' | 'relation' | 'condition' | 'words'>

export function invalidModel(fault: Fault): Finding<ModelRefusalCode> {
  return { code: 'invalid_authorization_model', severity: 'error', ...fault }
}
