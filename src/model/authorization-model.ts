/**
 * An authorization model as a value: types, their relations, and how each relation is rewritten.
 * It says what was written and nothing about what follows from it; see `validate.ts` for whether it
 * is sound, and the engine for what it means.
 */
import type { ModelId } from './ids.ts'

export type SchemaVersion = '1.1' | '1.2'

/** How the users of a relation are found (Zanzibar (ATC '19) §2.3.1). */
export type Rewrite =
  /** The tuples of the relation itself: `[user, group#member]`. */
  | { readonly kind: 'this' }
  /** Another relation of the same object: `editor`. */
  | { readonly kind: 'computedUserset'; readonly relation: string }
  /** A relation of the objects that `tupleset` names: `viewer from parent`. */
  | { readonly kind: 'tupleToUserset'; readonly tupleset: string; readonly computed: string }
  | { readonly kind: 'union'; readonly children: readonly Rewrite[] }
  | { readonly kind: 'intersection'; readonly children: readonly Rewrite[] }
  /** `base but not subtract`. */
  | { readonly kind: 'difference'; readonly base: Rewrite; readonly subtract: Rewrite }

/** One entry of a type restriction: `user`, `user:*`, `group#member`, each perhaps `with condition`. */
export interface RelationReference {
  readonly type: string
  readonly relation?: string
  readonly wildcard?: true
  readonly condition?: string
}

/** Where a definition came from, when the model was written in modules. */
export interface SourceInfo {
  readonly module?: string
  readonly file?: string
}

export interface Relation extends SourceInfo {
  readonly name: string
  readonly rewrite: Rewrite
  /** Type restrictions of `this`; empty when the rewrite reads no tuples. */
  readonly directlyRelated: readonly RelationReference[]
}

export interface TypeDefinition extends SourceInfo {
  readonly name: string
  readonly relations: ReadonlyMap<string, Relation>
}

/** A parameter type of a condition: `int`, `list<string>`, … in lower case, as in the DSL. */
export interface ParameterType {
  readonly name:
    | 'any'
    | 'bool'
    | 'string'
    | 'int'
    | 'uint'
    | 'double'
    | 'duration'
    | 'timestamp'
    | 'ipaddress'
    | 'map'
    | 'list'
  /** The element type of `map` and `list`; empty for the others. */
  readonly generics: readonly ParameterType[]
}

export interface ConditionDefinition extends SourceInfo {
  readonly name: string
  /** CEL. */
  readonly expression: string
  readonly parameters: ReadonlyMap<string, ParameterType>
}

export interface AuthorizationModel {
  readonly id: ModelId
  readonly schemaVersion: SchemaVersion
  readonly types: ReadonlyMap<string, TypeDefinition>
  readonly conditions: ReadonlyMap<string, ConditionDefinition>
}
