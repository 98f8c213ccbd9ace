import type {
  AuthorizationModel,
  Relation,
  RelationReference,
  TypeDefinition,
} from './authorization-model.ts'
import type { Fault } from './finding.ts'
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
    const why = findReferenceFault(restricted, reference)
    if (why === undefined) return []
    const words = showReference(reference)
    return [{ message: `\`${words}\`: ${why}`, words, ...place }]
  })
}

function findReferenceFault(
  { model, relation, tuplesets }: Restricted,
  reference: RelationReference,
): string | undefined {
  const type = model.types.get(reference.type)
  if (type === undefined) return `type \`${reference.type}\` is not defined`
  const isPlain = reference.relation === undefined && reference.wildcard === undefined
  if (!isPlain && tuplesets.has(relation.name)) {
    return `only types can stand in \`${relation.name}\`, which is used in a \`from\``
  }
  if (reference.relation === '') return 'the relation is empty'
  if (reference.relation !== undefined && !type.relations.has(reference.relation)) {
    return `relation \`${reference.relation}\` is not defined on type \`${reference.type}\``
  }
  if (reference.condition !== undefined && !model.conditions.has(reference.condition)) {
    return `condition \`${reference.condition}\` is not defined`
  }
  return undefined
}

/** As in the DSL: `group#member with in_window`. */
export function showReference(reference: RelationReference): string {
  const relation = reference.relation === undefined ? '' : `#${reference.relation}`
  const wildcard = reference.wildcard ? ':*' : ''
  const condition = reference.condition === undefined ? '' : ` with ${reference.condition}`
  return `${reference.type}${relation}${wildcard}${condition}`
}
