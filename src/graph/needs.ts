/** What on-demand facts missed, in texts as in tuples: what a datastore can fetch in one batch. */

export type Need =
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
   * Every row reached from a user by following `object#relation` of the named relations as the next
   * user, recursively; at most `limit` rows, and one more to tell a cut.
   */
  | {
      readonly kind: 'memberships'
      readonly user: string
      readonly relations: readonly { readonly objectType: string; readonly relation: string }[]
      readonly limit: number
    }
  /** Backwards: the rows of a type's relation that name a user. */
  | {
      readonly kind: 'objects'
      readonly user: string
      readonly objectType: string
      readonly relation: string
    }

/** Without those that the rows of a whole list bring along. */
export function foldNeeds(needs: readonly Need[]): readonly Need[] {
  const whole = new Set<string>()
  for (const need of needs) if (need.kind === 'rows') whole.add(listKey(need))
  if (whole.size === 0) return needs
  return needs.filter(
    (need) => !((need.kind === 'tuple' || need.kind === 'usersets') && whole.has(listKey(need))),
  )
}

function listKey(need: { readonly object: string; readonly relation: string }): string {
  return JSON.stringify([need.object, need.relation])
}
