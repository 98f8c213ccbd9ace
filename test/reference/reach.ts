/** Which relations of a model rest on which: by name, `type#relation`, over every kind of rewrite. */
import type { AuthorizationModel, Relation, Rewrite } from '#model/authorization-model.ts'

export function relationNamed(model: AuthorizationModel, name: string): Relation | undefined {
  const [type = '', relation = ''] = name.split('#')
  return model.types.get(type)?.relations.get(relation)
}

/** All relations that one's answer can rest on: itself, its tuplesets, and whatever those lead to. */
export function reachOf(model: AuthorizationModel, start: string): ReadonlySet<string> {
  return reachOfRewrite(model, start, relationNamed(model, start)?.rewrite).add(start)
}

/** The same for a part of a relation's rewrite; the relation itself is in it only by recursion. */
export function reachOfRewrite(
  model: AuthorizationModel,
  name: string,
  rewrite: Rewrite | undefined,
): Set<string> {
  const reach = new Set(rewrite === undefined ? [] : namesRead(model, name, rewrite))
  // The set grows while it is walked.
  for (const next of reach) {
    const relation = relationNamed(model, next)
    if (relation === undefined) continue
    for (const read of namesRead(model, next, relation.rewrite)) reach.add(read)
  }
  return reach
}

function namesRead(model: AuthorizationModel, name: string, rewrite: Rewrite): readonly string[] {
  const type = name.split('#')[0] ?? ''
  switch (rewrite.kind) {
    case 'this':
      return usersetsOf(model, name)
    case 'computedUserset':
      return [`${type}#${rewrite.relation}`]
    case 'tupleToUserset': {
      const tupleset = `${type}#${rewrite.tupleset}`
      const parents = relationNamed(model, tupleset)?.directlyRelated ?? []
      return [tupleset, ...parents.map((parent) => `${parent.type}#${rewrite.computed}`)]
    }
    case 'union':
    case 'intersection':
      return rewrite.children.flatMap((child) => namesRead(model, name, child))
    case 'difference':
      return [rewrite.base, rewrite.subtract].flatMap((side) => namesRead(model, name, side))
  }
}

/** The usersets that a relation's own tuples may name. */
export function usersetsOf(model: AuthorizationModel, name: string): readonly string[] {
  return (relationNamed(model, name)?.directlyRelated ?? []).flatMap((reference) =>
    reference.relation === undefined ? [] : [`${reference.type}#${reference.relation}`],
  )
}

/** The subtracted sides within a rewrite, outermost ones only. */
export function subtractedSides(rewrite: Rewrite): readonly Rewrite[] {
  switch (rewrite.kind) {
    case 'this':
    case 'computedUserset':
    case 'tupleToUserset':
      return []
    case 'union':
    case 'intersection':
      return rewrite.children.flatMap(subtractedSides)
    case 'difference':
      return [rewrite.subtract, ...subtractedSides(rewrite.base)]
  }
}

/** Whether a part of a rewrite reads the relation's own tuples. */
export function readsTuples(rewrite: Rewrite): boolean {
  switch (rewrite.kind) {
    case 'this':
      return true
    case 'computedUserset':
    case 'tupleToUserset':
      return false
    case 'union':
    case 'intersection':
      return rewrite.children.some(readsTuples)
    case 'difference':
      return readsTuples(rewrite.base) || readsTuples(rewrite.subtract)
  }
}

/** Whether all rewrites are unions: no answer rests on what is not there. */
export function isUnionOnly(model: AuthorizationModel): boolean {
  const unites = (rewrite: Rewrite): boolean => {
    switch (rewrite.kind) {
      case 'this':
      case 'computedUserset':
      case 'tupleToUserset':
        return true
      case 'union':
        return rewrite.children.every(unites)
      case 'intersection':
      case 'difference':
        return false
    }
  }
  return [...model.types.values()].every(({ relations }) =>
    [...relations.values()].every((relation) => unites(relation.rewrite)),
  )
}
