import type { FactsNeed } from '#model/facts-need.ts'
import { parseObject, type Tuple } from '#model/tuple.ts'
import { keyText } from '#storage/stored-tuple.ts'

type MembershipsNeed = Extract<FactsNeed, { kind: 'memberships' }>

/** Answers a need from all tuples, by their key's text. Looks at each of them: for tests and the CLI. */
export function findRows(tuples: ReadonlyMap<string, Tuple>, need: FactsNeed): readonly Tuple[] {
  switch (need.kind) {
    case 'tuple': {
      const tuple = tuples.get(keyText(need))
      return tuple === undefined ? [] : [bare(tuple)]
    }
    case 'rows':
      return select(tuples, (tuple) => isOn(tuple, need))
    case 'usersets':
      return select(tuples, (tuple) => isOn(tuple, need) && tuple.user.includes('#'))
    case 'objects':
      return select(
        tuples,
        ({ object, relation, user }) =>
          user === need.user &&
          relation === need.relation &&
          parseObject(object)?.type === need.objectType,
      )
    case 'memberships':
      return findMemberships(tuples, need)
  }
}

function findMemberships(
  tuples: ReadonlyMap<string, Tuple>,
  need: MembershipsNeed,
): readonly Tuple[] {
  const found: Tuple[] = []
  const reached = new Set([need.user])
  for (const user of reached) {
    const named = need.relations.flatMap(({ objectType, relation }) =>
      findRows(tuples, { kind: 'objects', user, objectType, relation }),
    )
    for (const tuple of named) {
      if (found.length > need.limit) return found
      found.push(tuple)
      reached.add(`${tuple.object}#${tuple.relation}`)
    }
  }
  return found
}

function isOn(tuple: Tuple, need: { readonly object: string; readonly relation: string }): boolean {
  return tuple.object === need.object && tuple.relation === need.relation
}

function select(
  tuples: ReadonlyMap<string, Tuple>,
  isWanted: (tuple: Tuple) => boolean,
): readonly Tuple[] {
  return [...tuples.values()].filter(isWanted).map(bare)
}

/** The tuple without the time of its writing, which is no fact. */
function bare({ object, relation, user, condition }: Tuple): Tuple {
  return condition === undefined
    ? { object, relation, user }
    : { object, relation, user, condition }
}
