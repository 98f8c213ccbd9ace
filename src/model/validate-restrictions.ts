import type {
  AuthorizationModel,
  Relation,
  RelationReference,
  TypeDefinition,
} from './authorization-model.ts'
import type { Fault } from './finding.ts'
import { showReference } from './reference-text.ts'
import { leavesOf } from './rewrite-references.ts'

interface Restricted {
  readonly model: AuthorizationModel
  readonly type: TypeDefinition
  readonly relation: Relation
  /** The relations of the type that arrows read. */
  readonly tuplesets: ReadonlySet<string>
}

/** Type restrictions that are missing, out of place, or name what is not defined. */
export function findRestrictionFaults(restricted: Restricted): readonly Fault[] {
  const { type, relation } = restricted
  const place = { type: type.name, relation: relation.name }
  const name = `relation \`${relation.name}\` of type \`${type.name}\``
  const isAssignable = leavesOf(relation.rewrite).some((leaf) => leaf.kind === 'this')
  if (isAssignable && relation.directlyRelated.length === 0) {
    return [{ message: `${name} takes tuples and has no type restriction`, ...place }]
  }
  if (!isAssignable && relation.directlyRelated.length > 0) {
    return [{ message: `${name} takes no tuples and has type restrictions`, ...place }]
  }
  return relation.directlyRelated.flatMap((reference) => {
    const fault = findReferenceFault(restricted, reference)
    if (fault === undefined) return []
    const words = showReference(reference)
    return [{ ...place, message: `\`${words}\`: ${fault.why}`, words: fault.words ?? words }]
  })
}

/** `words` when less than the whole reference is at fault. */
function findReferenceFault(
  { model, relation, tuplesets }: Restricted,
  reference: RelationReference,
): { readonly why: string; readonly words?: string } | undefined {
  const type = model.types.get(reference.type)
  if (type === undefined) return { why: `type \`${reference.type}\` is not defined` }
  const isPlain = reference.relation === undefined && reference.wildcard === undefined
  if (!isPlain && tuplesets.has(relation.name)) {
    return { why: `only types can stand in \`${relation.name}\`, which is used in a \`from\`` }
  }
  if (reference.relation === '') return { why: 'the relation is empty' }
  if (reference.relation !== undefined && !type.relations.has(reference.relation)) {
    return {
      why: `relation \`${reference.relation}\` is not defined on type \`${reference.type}\``,
    }
  }
  const condition = reference.condition
  if (condition !== undefined && !model.conditions.has(condition)) {
    return { why: `condition \`${condition}\` is not defined`, words: condition }
  }
  return undefined
}
