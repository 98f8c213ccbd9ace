import type { Value } from './value.ts'

/** A CEL expression as written, macros recognised. `offset` is where its operator or name stands. */
export type Expression =
  | { readonly kind: 'literal'; readonly offset: number; readonly value: Value }
  | { readonly kind: 'identifier'; readonly offset: number; readonly name: string }
  | Select
  | Call
  | { readonly kind: 'list'; readonly offset: number; readonly elements: readonly Expression[] }
  | {
      readonly kind: 'map'
      readonly offset: number
      readonly entries: readonly (readonly [key: Expression, value: Expression])[]
    }
  | Macro

export interface Select {
  readonly kind: 'select'
  readonly offset: number
  readonly operand: Expression
  readonly field: string
  /** `has(operand.field)`: whether it is there, not what it is. */
  readonly isTest: boolean
}

/** A call of a function or an operator; operators bear CEL's own names (`_+_`, `_?_:_`, `@in`). */
export interface Call {
  readonly kind: 'call'
  readonly offset: number
  readonly function: string
  /** `a.f(b)`: then `a` is the first argument. */
  readonly isMember: boolean
  readonly args: readonly Expression[]
}

export type MacroName = 'all' | 'exists' | 'exists_one' | 'map' | 'filter'

/** `range.all(variable, predicate)` and its kin. */
export interface Macro {
  readonly kind: 'macro'
  readonly offset: number
  readonly name: MacroName
  readonly range: Expression
  readonly variable: string
  readonly predicate: Expression | undefined
  /** What `map` makes of each element. */
  readonly transform: Expression | undefined
}

/** Why an expression is refused, and where. Thrown by every stage, caught once by `parse.ts`. */
export class ExpressionFault extends Error {
  readonly offset: number

  constructor(message: string, offset: number) {
    super(message)
    this.offset = offset
  }
}
