import type { Cost } from './cost.ts'
import type { MacroName } from './expression.ts'
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
  /** By the overload that the types single out; a fixed cost if they leave it open. */
  readonly cost: Cost
  /** Whether it is `in` of what is a list for certain. */
  readonly isListMembership: boolean
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
