/**
 * What an expansion gives (OpenFGA's `UsersetTree`): one level, usersets as leaves. Every node bears
 * the name of the relation that was asked.
 */
export type UsersetTree = { readonly name: string } & (
  | { readonly kind: 'users'; readonly users: readonly string[] }
  | { readonly kind: 'computed'; readonly userset: string }
  | {
      readonly kind: 'tupleToUserset'
      readonly tupleset: string
      readonly computed: readonly string[]
    }
  | { readonly kind: 'union' | 'intersection'; readonly nodes: readonly UsersetTree[] }
  | { readonly kind: 'difference'; readonly base: UsersetTree; readonly subtract: UsersetTree }
)
