import type { MacroName } from './expression.ts'
import type { Overload } from './overload.ts'
import type { Value } from './value.ts'

/** An expression whose names are resolved and whose types agree: what is made into a program. */
export type Checked =
  | { readonly kind: 'constant'; readonly value: Value }
  /** A parameter of the condition, by its place among them. */
  | { readonly kind: 'parameter'; readonly index: number }
  /** The variable of a macro, by how many macros are around it. */
  | { readonly kind: 'variable'; readonly depth: number }
  | CheckedSelect
  | CheckedCall
  | { readonly kind: 'list'; readonly elements: readonly Checked[] }
  | { readonly kind: 'map'; readonly entries: readonly (readonly [Checked, Checked])[] }
  | CheckedMacro

export interface CheckedSelect {
  readonly kind: 'select'
  readonly operand: Checked
  readonly field: string
  readonly isTest: boolean
}

export interface CheckedCall {
  readonly kind: 'call'
  readonly function: string
  readonly args: readonly Checked[]
  /** The one that the types single out; undefined if they leave the choice to the evaluation. */
  readonly overload: Overload | undefined
  /** Where it stands, for faults that only show when constants are computed. */
  readonly offset: number
}

export interface CheckedMacro {
  readonly kind: 'macro'
  readonly name: MacroName
  readonly range: Checked
  readonly depth: number
  readonly predicate: Checked | undefined
  readonly transform: Checked | undefined
}
