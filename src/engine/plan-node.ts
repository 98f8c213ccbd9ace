/**
 * The vocabulary of a plan: nodes, one a relation, and their rewrites, cut to what one kind of
 * subject can reach. See `plan.ts` for how they are made.
 */
import type { RelationId, TypeId } from './facts.ts'

/** Which forms a restriction lets a row have: bits, and the names of the conditions it may carry. */
export interface Forms {
  /** 0: none; see `UNCONDITIONAL_FORM`, `CONDITIONAL_FORM`. */
  readonly bits: number
  readonly conditions: readonly string[]
}

export const UNCONDITIONAL_FORM = 1
export const CONDITIONAL_FORM = 2

export interface UsersetRestriction extends Forms {
  readonly relation: RelationId
  readonly node: PlanNode
}

export interface ParentRestriction extends Forms {
  readonly type: TypeId
  /** The computed relation on parents of this type. */
  readonly node: PlanNode
}

/** The rows of a relation itself. */
export interface DirectRewrite {
  readonly kind: 'direct'
  readonly relation: RelationId
  /** Rows that name the subject itself; none for a typed wildcard. */
  readonly subject: Forms
  /** Rows that name the wildcard of the subject's type. */
  readonly wildcard: Forms
  readonly usersets: readonly UsersetRestriction[]
}

interface ComputedRewrite {
  readonly kind: 'computedUserset'
  readonly node: PlanNode
}

export interface ArrowRewrite {
  readonly kind: 'tupleToUserset'
  readonly tupleset: RelationId
  readonly parents: readonly ParentRestriction[]
}

/** A union without children is never true. */
export interface SetRewrite {
  readonly kind: 'union' | 'intersection'
  readonly children: readonly PlannedRewrite[]
}

interface DifferenceRewrite {
  readonly kind: 'difference'
  /** Base and subtract; a pair, so that all set operations have one shape in memory. */
  readonly children: readonly [PlannedRewrite, PlannedRewrite]
}

export type PlannedRewrite =
  | DirectRewrite
  | ComputedRewrite
  | ArrowRewrite
  | SetRewrite
  | DifferenceRewrite

/** A strongly connected component of a plan: relations that are asked through each other. */
export interface Component {
  /** False for a single node that never asks itself. */
  readonly recursive: boolean
  /** Whether a member asks another on the subtracted side of an exclusion. */
  readonly staged: boolean
}

export interface PlanNode {
  /** Position in `Plan.nodes`. */
  readonly index: number
  readonly relation: RelationId
  readonly type: TypeId
  /** False: no subject of this kind can ever stand in it. */
  readonly reachable: boolean
  readonly rewrite: PlannedRewrite
  readonly component: Component
  /** Whether its answer is kept for the length of a request: not for what is cheap or asked once. */
  readonly memoised: boolean
  /** Direct rows only, without conditions, and the same of every userset in it: see `lift.ts`. */
  readonly pure: boolean
}

export interface Plan {
  readonly nodes: readonly PlanNode[]
  nodeOf(relation: RelationId): PlanNode | undefined
  /** Pure nodes that some restriction names as a userset; empty when nothing can be lifted. */
  readonly liftable: readonly PlanNode[]
  /** The node that a userset subject of this kind is always in, for its own object. */
  readonly own: PlanNode | undefined
}

/** How a plan names things: the ids of its vocabulary. */
export interface Naming {
  typeId(type: string): TypeId
  relationId(type: string, relation: string): RelationId
}

export const NOTHING: SetRewrite = { kind: 'union', children: [] }

/** Everything a rewrite asks of other nodes, with how: on the same object, or after a hop. */
export function edgesOf(
  rewrite: PlannedRewrite,
  visit: (node: PlanNode, hop: boolean, subtracted: boolean) => void,
  subtracted = false,
): void {
  switch (rewrite.kind) {
    case 'direct':
      for (const userset of rewrite.usersets) visit(userset.node, true, subtracted)
      return
    case 'computedUserset':
      visit(rewrite.node, false, subtracted)
      return
    case 'tupleToUserset':
      for (const parent of rewrite.parents) visit(parent.node, true, subtracted)
      return
    case 'union':
    case 'intersection':
    case 'difference':
      for (const [index, child] of rewrite.children.entries()) {
        edgesOf(child, visit, subtracted || (rewrite.kind === 'difference' && index === 1))
      }
  }
}
