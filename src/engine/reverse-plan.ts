/**
 * A plan read backwards, for one target: which subproblems a subject's rows prove, and what those
 * prove in turn, up to the target. Each step says what else must hold on the way to the root of the
 * rewrite it enters, so that every step of a walk is exact.
 */
import type { RelationId } from './facts.ts'
import { keepPlan } from './kept-plans.ts'
import type { DirectRewrite, Forms, Plan, PlanNode, PlannedRewrite } from './plan-node.ts'

/** Another operand that must be allowed, or a subtracted one that must be denied. */
export interface Guard {
  readonly rewrite: PlannedRewrite
  readonly negated: boolean
}

/** Rows that name the subject, or its wildcard, prove `into` for their object. */
interface Entry {
  readonly into: PlanNode
  readonly rewrite: DirectRewrite
  readonly guards: readonly Guard[]
}

export interface Use {
  /** What is proved by it. */
  readonly into: PlanNode
  /**
   * From where: the same object; objects whose rows name this userset; objects whose tupleset names
   * this object.
   */
  readonly by: 'object' | 'userset' | 'tupleset'
  /** The relation of the rows; of no meaning for the same object. */
  readonly relation: RelationId
  readonly forms: Forms
  readonly guards: readonly Guard[]
}

export interface ReversePlan {
  readonly entries: readonly Entry[]
  /** By the index of the node that is used. */
  readonly uses: readonly (readonly Use[])[]
}

const NO_USES: readonly Use[] = []
const ANY_FORM: Forms = { bits: 0, conditions: [] }

const reversed = new WeakMap<PlanNode, ReversePlan>()

/** Made for each target of a plan, and kept while there is room. */
export function reversePlan(plan: Plan, target: PlanNode): ReversePlan {
  const known = reversed.get(target)
  if (known !== undefined) return known
  const entries: Entry[] = []
  const uses: Use[][] = plan.nodes.map(() => [])
  const waiting = [target]
  const seen = new Set(waiting)
  for (let node = waiting.pop(); node !== undefined; node = waiting.pop()) {
    const into = node
    const use = (of: PlanNode, how: Omit<Use, 'into'>) => {
      uses[of.index]?.push({ into, ...how })
      if (seen.has(of)) return
      seen.add(of)
      waiting.push(of)
    }
    collect(into, into.rewrite, [], entries, use)
  }
  const made = { entries, uses: uses.map((list) => (list.length === 0 ? NO_USES : list)) }
  reversed.set(target, made)
  keepPlan(plan.nodes.length, () => reversed.delete(target))
  return made
}

function collect(
  into: PlanNode,
  rewrite: PlannedRewrite,
  guards: readonly Guard[],
  entries: Entry[],
  use: (of: PlanNode, how: Omit<Use, 'into'>) => void,
): void {
  switch (rewrite.kind) {
    case 'direct':
      if (rewrite.subject.bits !== 0 || rewrite.wildcard.bits !== 0) {
        entries.push({ into, rewrite, guards })
      }
      for (const userset of rewrite.usersets) {
        use(userset.node, { by: 'userset', relation: rewrite.relation, forms: userset, guards })
      }
      return
    case 'computedUserset':
      use(rewrite.node, { by: 'object', relation: into.relation, forms: ANY_FORM, guards })
      return
    case 'tupleToUserset':
      for (const parent of rewrite.parents) {
        use(parent.node, { by: 'tupleset', relation: rewrite.tupleset, forms: parent, guards })
      }
      return
    case 'union':
      for (const child of rewrite.children) collect(into, child, guards, entries, use)
      return
    case 'intersection': {
      const driver = narrowest(rewrite.children)
      const others = rewrite.children
        .filter((child) => child !== driver)
        .map((child) => ({ rewrite: child, negated: false }))
      if (driver !== undefined) collect(into, driver, [...guards, ...others], entries, use)
      return
    }
    case 'difference': {
      const [base, subtract] = rewrite.children
      collect(into, base, [...guards, { rewrite: subtract, negated: true }], entries, use)
    }
  }
}

/** The operand of an intersection that is likely true of the fewest objects: the walk enters by it. */
function narrowest(operands: readonly PlannedRewrite[]): PlannedRewrite | undefined {
  return [...operands].sort((left, right) => breadth(left, 4) - breadth(right, 4))[0]
}

/** A rough order only: wildcards are broad, arrows broader than rows, unions as broad as their sum. */
function breadth(rewrite: PlannedRewrite, levels: number): number {
  if (levels === 0) return 4
  switch (rewrite.kind) {
    case 'direct':
      return 1 + rewrite.usersets.length + (rewrite.wildcard.bits === 0 ? 0 : 32)
    case 'computedUserset':
      return breadth(rewrite.node.rewrite, levels - 1)
    case 'tupleToUserset':
      return 8
    case 'union':
      return rewrite.children.reduce((sum, child) => sum + breadth(child, levels - 1), 0)
    case 'intersection':
      return Math.min(...rewrite.children.map((child) => breadth(child, levels - 1)))
    case 'difference':
      return breadth(rewrite.children[0], levels - 1)
  }
}
