import type { AuthorizationModel, Rewrite, TypeDefinition } from './authorization-model.ts'

/** The parts of a rewrite that are no set operations, in the order written. */
export type RewriteLeaf = Extract<
  Rewrite,
  { readonly kind: 'this' | 'computedUserset' | 'tupleToUserset' }
>

export function leavesOf(rewrite: Rewrite): readonly RewriteLeaf[] {
  switch (rewrite.kind) {
    case 'this':
    case 'computedUserset':
    case 'tupleToUserset':
      return [rewrite]
    case 'union':
    case 'intersection':
      return rewrite.children.flatMap(leavesOf)
    case 'difference':
      return [...leavesOf(rewrite.base), ...leavesOf(rewrite.subtract)]
  }
}

/** The relations whose tuples an arrow of the type reads: `parent` of `viewer from parent`. */
export function tuplesetsOf(type: TypeDefinition): ReadonlySet<string> {
  const leaves = [...type.relations.values()].flatMap((relation) => leavesOf(relation.rewrite))
  return new Set(leaves.flatMap((leaf) => (leaf.kind === 'tupleToUserset' ? [leaf.tupleset] : [])))
}

/** `type#relation` of every relation that an arrow of the model reads. */
export function tuplesetNamesOf(model: AuthorizationModel): ReadonlySet<string> {
  const names = [...model.types.values()].flatMap((type) =>
    Array.from(tuplesetsOf(type), (tupleset) => `${type.name}#${tupleset}`),
  )
  return new Set(names)
}
