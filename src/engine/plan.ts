/**
 * A plan is an authorization model compiled for one kind of subject (`user`, `group#member`) over
 * one vocabulary: every relation becomes a node whose rewrite holds only what such a subject can
 * reach at all, cheap operands first. Making one reads no tuples.
 */
import type { AuthorizationModel } from '#model/authorization-model.ts'
import { findComponents } from './plan-components.ts'
import {
  CONDITIONAL_FORM,
  type Component,
  edgesOf,
  type Naming,
  NOTHING,
  type Plan,
  type PlanNode,
  type PlannedRewrite,
  UNCONDITIONAL_FORM,
} from './plan-node.ts'
import { planRewrite, type Surroundings } from './plan-rewrite.ts'
import { reachableRelations, type SubjectKind } from './reachability.ts'

/** Compiles a model for one kind of subject. The model must be a valid one. */
export function makePlan(model: AuthorizationModel, naming: Naming, subject: SubjectKind): Plan {
  const reachable = reachableRelations(model, subject)
  const nodes: Mutable<PlanNode>[] = []
  const byName = new Map<string, Map<string, Mutable<PlanNode>>>()
  const byRelation: (PlanNode | undefined)[] = []
  const unset: Component = { recursive: false, staged: false }
  for (const type of model.types.values()) {
    const relations = new Map<string, Mutable<PlanNode>>()
    byName.set(type.name, relations)
    for (const name of type.relations.keys()) {
      const node: Mutable<PlanNode> = {
        index: nodes.length,
        relation: naming.relationId(type.name, name),
        type: naming.typeId(type.name),
        reachable: reachable.has(type.name, name),
        rewrite: NOTHING,
        component: unset,
        memoised: false,
        pure: false,
      }
      nodes.push(node)
      relations.set(name, node)
      byRelation[node.relation] = node
    }
  }
  const around: Surroundings = {
    model,
    naming,
    subject,
    node: (type, relation) => byName.get(type)?.get(relation),
  }
  for (const type of model.types.values()) {
    for (const relation of type.relations.values()) {
      const node = byName.get(type.name)?.get(relation.name)
      if (node?.reachable) node.rewrite = planRewrite(around, type, relation)
    }
  }
  for (const [index, component] of findComponents(nodes).entries()) {
    const node = nodes[index]
    if (node !== undefined) node.component = component
  }
  markMemoised(nodes)
  const liftable = markPure(nodes)
  const own =
    subject.relation === undefined ? undefined : byName.get(subject.type)?.get(subject.relation)
  return { nodes, nodeOf: (relation) => byRelation[relation], liftable, own }
}

type Mutable<T> = { -readonly [Key in keyof T]: T[Key] }

/** Keeps what may be asked twice in a request and costs more than a look-up. */
function markMemoised(nodes: readonly Mutable<PlanNode>[]): void {
  const waysIn = new Map<PlanNode, number>()
  for (const node of nodes) {
    edgesOf(node.rewrite, (to, hop) => waysIn.set(to, (waysIn.get(to) ?? 0) + (hop ? 2 : 1)))
  }
  for (const node of nodes) {
    const leaf = node.rewrite.kind === 'direct' && node.rewrite.usersets.length === 0
    node.memoised = node.component.recursive || (!leaf && (waysIn.get(node) ?? 0) > 1)
  }
}

/** Marks the greatest set of pure nodes; returns those that are asked as usersets. */
function markPure(nodes: readonly Mutable<PlanNode>[]): readonly PlanNode[] {
  for (const node of nodes) node.pure = node.reachable && isPlainlyDirect(node.rewrite)
  for (let changed = true; changed; ) {
    changed = false
    for (const node of nodes) {
      if (!node.pure || node.rewrite.kind !== 'direct') continue
      if (node.rewrite.usersets.every((userset) => userset.node.pure)) continue
      node.pure = false
      changed = true
    }
  }
  const asked = new Set<PlanNode>()
  for (const node of nodes) {
    edgesOf(node.rewrite, (to, hop) => {
      if (hop && to.pure) asked.add(to)
    })
  }
  return [...asked]
}

function isPlainlyDirect(rewrite: PlannedRewrite): boolean {
  if (rewrite === NOTHING) return true
  return (
    rewrite.kind === 'direct' &&
    (rewrite.subject.bits & CONDITIONAL_FORM) === 0 &&
    (rewrite.wildcard.bits & CONDITIONAL_FORM) === 0 &&
    rewrite.usersets.every((userset) => userset.bits === UNCONDITIONAL_FORM)
  )
}
