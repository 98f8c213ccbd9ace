/** A look-up that facts on demand missed and a datastore can answer; texts as in tuples. */
export type FactsNeed =
  /** One tuple, if there. */
  | {
      readonly kind: 'tuple'
      readonly object: string
      readonly relation: string
      readonly user: string
    }
  /** All rows of an object's relation. */
  | { readonly kind: 'rows'; readonly object: string; readonly relation: string }
  /** The rows of an object's relation whose user is a userset. */
  | { readonly kind: 'usersets'; readonly object: string; readonly relation: string }
  /**
   * Upwards: every row reached from this user by following `object#relation` of the named relations
   * as the next user, recursively; at most `limit` rows (one more is fetched to tell a cut).
   */
  | {
      readonly kind: 'memberships'
      readonly user: string
      readonly relations: readonly { readonly objectType: string; readonly relation: string }[]
      readonly limit: number
    }
  /** Backwards: the rows of a type's relation that name this user. */
  | {
      readonly kind: 'objects'
      readonly user: string
      readonly objectType: string
      readonly relation: string
    }
