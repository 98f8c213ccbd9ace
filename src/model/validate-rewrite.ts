import type { AuthorizationModel, Relation, TypeDefinition } from './authorization-model.ts'
import type { Fault } from './finding.ts'
import { leavesOf, type RewriteLeaf } from './rewrite-references.ts'

/** References of a relation's rewrite that lead nowhere, and tuplesets that are not direct. */
export function findRewriteFaults(
  model: AuthorizationModel,
  type: TypeDefinition,
  relation: Relation,
): readonly Fault[] {
  return leavesOf(relation.rewrite).flatMap((leaf) => {
    const fault = findLeafFault(model, type, relation, leaf)
    if (fault === undefined) return []
    return [{ ...fault, type: type.name, relation: relation.name }]
  })
}

function findLeafFault(
  model: AuthorizationModel,
  type: TypeDefinition,
  relation: Relation,
  leaf: RewriteLeaf,
): Pick<Fault, 'message' | 'words'> | undefined {
  if (leaf.kind === 'this') return undefined
  if (leaf.kind === 'tupleToUserset') return findArrowFault(model, type, leaf)
  if (leaf.relation === relation.name) {
    const message = `relation \`${relation.name}\` is computed from itself`
    return { message, words: leaf.relation }
  }
  return type.relations.has(leaf.relation) ? undefined : undefinedRelation(leaf.relation, type)
}

function findArrowFault(
  model: AuthorizationModel,
  type: TypeDefinition,
  arrow: { readonly tupleset: string; readonly computed: string },
): Pick<Fault, 'message' | 'words'> | undefined {
  const words = `${arrow.computed} from ${arrow.tupleset}`
  const tupleset = type.relations.get(arrow.tupleset)
  if (tupleset === undefined) return undefinedRelation(arrow.tupleset, type)
  if (tupleset.rewrite.kind !== 'this') {
    const message = `\`${words}\`: relation \`${arrow.tupleset}\` must be direct, like \`[${type.name}]\``
    return { message, words: arrow.tupleset }
  }
  const leadsSomewhere = tupleset.directlyRelated.some((reference) =>
    model.types.get(reference.type)?.relations.has(arrow.computed),
  )
  if (leadsSomewhere) return undefined
  const message = `\`${words}\`: no type of \`${arrow.tupleset}\` has a relation \`${arrow.computed}\``
  return { message, words }
}

function undefinedRelation(
  name: string,
  type: TypeDefinition,
): { readonly message: string; readonly words: string } {
  return { message: `relation \`${name}\` is not defined on type \`${type.name}\``, words: name }
}
