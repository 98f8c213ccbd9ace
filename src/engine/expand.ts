/**
 * expand: one level of a relation of an object, as a tree of its rewrite: who is named in its rows,
 * and which other relations lead on. Asked of the model as written, not of a plan.
 */
import type {
  AuthorizationModel,
  Relation,
  RelationReference,
  Rewrite,
} from '#model/authorization-model.ts'
import type { UsersetTree } from '#model/userset-tree.ts'
import type { Facts, ObjectId, RelationId, Rows, SubjectId } from './facts.ts'
import { objectText, subjectText } from './text.ts'

export type Expansion =
  | { readonly kind: 'tree'; readonly root: UsersetTree }
  /** Rows that were asked for are not here. */
  | { readonly kind: 'needs facts' }

/** Expands a relation that the model has. Conditions are not evaluated; rows the model does not allow are left out. */
export function expand(
  model: AuthorizationModel,
  facts: Facts,
  object: ObjectId,
  relation: RelationId,
): Expansion {
  const type = model.types.get(facts.typeName(facts.typeOf(object)))
  const definition = type?.relations.get(facts.relationName(relation))
  if (type === undefined || definition === undefined)
    throw new Error('expand of an unknown relation')
  const here = objectText(facts, object)
  const name = `${here}#${definition.name}`
  let complete = true

  const namedIn = (of: Relation): readonly SubjectId[] => {
    const id = facts.relationId(type.name, of.name)
    const { subjects, whole } = subjectsOf(facts, object, id, of.directlyRelated)
    if (!whole) complete = false
    return subjects
  }
  const expandRewrite = (rewrite: Rewrite): UsersetTree => {
    switch (rewrite.kind) {
      case 'this': {
        const users = namedIn(definition).map((subject) => subjectText(facts, subject))
        return { name, kind: 'users', users }
      }
      case 'computedUserset':
        return { name, kind: 'computed', userset: `${here}#${rewrite.relation}` }
      case 'tupleToUserset': {
        const tupleset = type.relations.get(rewrite.tupleset)
        const parents = tupleset === undefined ? [] : namedIn(tupleset)
        // Also of parents whose type lacks the relation: an expansion says what is written.
        const computed = parents.map(
          (parent) => `${subjectText(facts, parent)}#${rewrite.computed}`,
        )
        return { name, kind: 'tupleToUserset', tupleset: `${here}#${rewrite.tupleset}`, computed }
      }
      case 'union':
      case 'intersection':
        return { name, kind: rewrite.kind, nodes: rewrite.children.map(expandRewrite) }
      case 'difference':
        return {
          name,
          kind: 'difference',
          base: expandRewrite(rewrite.base),
          subtract: expandRewrite(rewrite.subtract),
        }
    }
  }
  const root = expandRewrite(definition.rewrite)
  return complete ? { kind: 'tree', root } : { kind: 'needs facts' }
}

/** The subjects of all rows that the restrictions allow, in the order of their ids. */
function subjectsOf(
  facts: Facts,
  object: ObjectId,
  relation: RelationId,
  restrictions: readonly RelationReference[],
): { readonly subjects: readonly SubjectId[]; readonly whole: boolean } {
  const rows: Rows = { slab: new Int32Array(0), start: 0, end: 0 }
  const whole = facts.rows(object, relation, rows)
  const subjects: SubjectId[] = []
  for (const row of rows.slab.subarray(rows.start, rows.end)) {
    const subject = row >> 1
    const condition =
      (row & 1) === 0
        ? undefined
        : facts.conditionInstance(facts.condition(object, relation, subject)).name
    if (restrictions.some((allowed) => allows(facts, allowed, subject, condition))) {
      subjects.push(subject)
    }
  }
  return { subjects, whole }
}

function allows(
  facts: Facts,
  restriction: RelationReference,
  subject: SubjectId,
  condition: string | undefined,
): boolean {
  if (restriction.condition !== condition) return false
  if (subject < 0) {
    const relation = facts.relationOfUserset(subject)
    return (
      restriction.type === facts.typeName(facts.typeOfRelation(relation)) &&
      restriction.relation === facts.relationName(relation)
    )
  }
  if (restriction.relation !== undefined) return false
  const wildcard = facts.isWildcard(subject)
  return (
    restriction.type === facts.typeName(facts.typeOf(subject)) &&
    wildcard === (restriction.wildcard ?? false)
  )
}
