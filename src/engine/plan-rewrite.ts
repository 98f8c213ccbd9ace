import type {
  AuthorizationModel,
  Relation,
  RelationReference,
  Rewrite,
  TypeDefinition,
} from '#model/authorization-model.ts'
import {
  type ArrowRewrite,
  CONDITIONAL_FORM,
  type DirectRewrite,
  type Forms,
  type Naming,
  NOTHING,
  type ParentRestriction,
  type PlanNode,
  type PlannedRewrite,
  UNCONDITIONAL_FORM,
  type UsersetRestriction,
} from './plan-node.ts'
import { isNamedBy, type SubjectKind } from './reachability.ts'

/** What planning a rewrite needs to know of the plan around it. */
export interface Surroundings {
  readonly model: AuthorizationModel
  readonly naming: Naming
  readonly subject: SubjectKind
  node(type: string, relation: string): PlanNode | undefined
}

/** The rewrite of one relation, cut to what the subject can reach; `NOTHING` when that is nothing. */
export function planRewrite(
  around: Surroundings,
  type: TypeDefinition,
  relation: Relation,
): PlannedRewrite {
  const plan = (rewrite: Rewrite): PlannedRewrite => {
    switch (rewrite.kind) {
      case 'this':
        return planDirect(around, type, relation)
      case 'computedUserset': {
        const node = around.node(type.name, rewrite.relation)
        return node?.reachable ? { kind: 'computedUserset', node } : NOTHING
      }
      case 'tupleToUserset':
        return planArrow(around, type, rewrite.tupleset, rewrite.computed)
      case 'union':
        return union(rewrite.children.map(plan))
      case 'intersection':
        return intersection(rewrite.children.map(plan))
      case 'difference':
        return difference(plan(rewrite.base), plan(rewrite.subtract))
    }
  }
  return plan(relation.rewrite)
}

function planDirect(
  around: Surroundings,
  type: TypeDefinition,
  relation: Relation,
): PlannedRewrite {
  const { subject } = around
  const restrictions = relation.directlyRelated
  const ofSubject = restrictions.filter((restriction) => isNamedBy(subject, restriction))
  const rewrite: DirectRewrite = {
    kind: 'direct',
    relation: around.naming.relationId(type.name, relation.name),
    subject: formsOf(ofSubject.filter((restriction) => !restriction.wildcard)),
    wildcard: formsOf(ofSubject.filter((restriction) => restriction.wildcard)),
    usersets: planUsersets(around, restrictions),
  }
  const empty =
    rewrite.subject.bits === 0 && rewrite.wildcard.bits === 0 && rewrite.usersets.length === 0
  return empty ? NOTHING : rewrite
}

function planUsersets(
  around: Surroundings,
  restrictions: readonly RelationReference[],
): readonly UsersetRestriction[] {
  const usersets: UsersetRestriction[] = []
  for (const { type, relation } of restrictions) {
    if (relation === undefined) continue
    const node = around.node(type, relation)
    if (!node?.reachable || usersets.some((userset) => userset.node === node)) continue
    const same = restrictions.filter((other) => other.type === type && other.relation === relation)
    usersets.push({ relation: node.relation, node, ...formsOf(same) })
  }
  return usersets
}

function planArrow(
  around: Surroundings,
  type: TypeDefinition,
  tupleset: string,
  computed: string,
): PlannedRewrite {
  const restrictions = type.relations.get(tupleset)?.directlyRelated ?? []
  const parents: ParentRestriction[] = []
  for (const { type: parentType } of restrictions) {
    const node = around.node(parentType, computed)
    if (!node?.reachable || parents.some((parent) => parent.node === node)) continue
    const same = restrictions.filter((other) => other.type === parentType)
    parents.push({ type: node.type, node, ...formsOf(same) })
  }
  if (parents.length === 0) return NOTHING
  const arrow: ArrowRewrite = {
    kind: 'tupleToUserset',
    tupleset: around.naming.relationId(type.name, tupleset),
    parents,
  }
  return arrow
}

function formsOf(restrictions: readonly RelationReference[]): Forms {
  let bits = 0
  const conditions: string[] = []
  for (const { condition } of restrictions) {
    if (condition === undefined) bits |= UNCONDITIONAL_FORM
    else {
      bits |= CONDITIONAL_FORM
      conditions.push(condition)
    }
  }
  return { bits, conditions }
}

function union(children: readonly PlannedRewrite[]): PlannedRewrite {
  const flat = children.flatMap((child) => (child.kind === 'union' ? child.children : [child]))
  const [only] = flat
  if (only === undefined) return NOTHING
  return flat.length === 1 ? only : { kind: 'union', children: cheapFirst(flat) }
}

function intersection(children: readonly PlannedRewrite[]): PlannedRewrite {
  if (children.includes(NOTHING)) return NOTHING
  const flat = children.flatMap((child) =>
    child.kind === 'intersection' ? child.children : [child],
  )
  const [only] = flat
  return flat.length === 1 && only !== undefined
    ? only
    : { kind: 'intersection', children: cheapFirst(flat) }
}

function difference(base: PlannedRewrite, subtract: PlannedRewrite): PlannedRewrite {
  if (base === NOTHING) return NOTHING
  return subtract === NOTHING ? base : { kind: 'difference', children: [base, subtract] }
}

function cheapFirst(rewrites: readonly PlannedRewrite[]): readonly PlannedRewrite[] {
  return [...rewrites].sort((left, right) => expense(left) - expense(right))
}

/** A rough order, not a cost: one look-up, a same-object relation, a list of usersets, a walk upwards. */
function expense(rewrite: PlannedRewrite): number {
  switch (rewrite.kind) {
    case 'direct':
      return rewrite.usersets.length === 0 ? 0 : 2
    case 'computedUserset':
      return 1
    case 'tupleToUserset':
      return 4
    case 'union':
    case 'intersection':
    case 'difference':
      return 3
  }
}
