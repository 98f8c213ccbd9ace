import type { Checked } from './checked.ts'
import type { Bindings, Type } from './type.ts'
import { moreGeneral, plain, substitute, unify } from './type.ts'

/** What a checked expression is and of which type. */
export interface Typed {
  readonly type: Type
  readonly checked: Checked
}

/** Names in reach, and what is known of the types so far. */
export interface Scope {
  readonly parameters: ReadonlyMap<string, Type>
  /** Variables of the macros around, the innermost last. */
  readonly variables: readonly { readonly name: string; readonly type: Type }[]
  readonly inference: Inference
}

export interface Inference {
  bindings: Bindings
  variableCount: number
  /** Inside and behind a macro numbers of different types compare, as they do in OpenFGA. */
  isPastMacro: boolean
}

export function newVariable({ inference }: Scope): Type {
  return {
    kind: 'variable',
    name: `${inference.variableCount++}`,
  }
}

export function resolve({ inference }: Scope, type: Type): Type {
  return substitute(inference.bindings, type)
}

/** Whether the types agree pairwise; what that says of unknown ones is remembered. */
export function agree(scope: Scope, left: readonly Type[], right: readonly Type[]): boolean {
  const bindings = unify(scope.inference.bindings, left, right)
  if (bindings === undefined) return false
  scope.inference.bindings = bindings
  return true
}

/** The type that all have in common; `dyn` where they have none. */
export function join(scope: Scope, typed: readonly Typed[]): Type {
  let joined: Type | undefined
  for (const { type } of typed) {
    if (joined === undefined) joined = type
    else joined = agree(scope, [joined], [type]) ? moreGeneral(joined, type) : plain('dyn')
  }
  return joined ?? newVariable(scope)
}
