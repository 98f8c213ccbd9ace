/**
 * Plans are kept for the next question, but not all of them for good: a model of a thousand
 * relations has a thousand kinds of subjects and as many targets, each with a plan of a thousand
 * nodes.
 */

/** Nodes of all plans together, forward and reverse: some 150 MB. */
export const MAX_KEPT_NODES = 200_000

/** What the smallest plan counts for. */
const LEAST_NODES = 10

interface KeptPlan {
  readonly nodes: number
  drop(): void
}

/** In the order in which they were made. */
const kept = new Set<KeptPlan>()
let keptNodes = 0

/** Notes a plan. When there are too many, those made first are dropped, and made again when next asked for. */
export function keepPlan(size: number, drop: () => void): void {
  const nodes = Math.max(size, LEAST_NODES)
  kept.add({ nodes, drop })
  keptNodes += nodes
  for (const oldest of kept) {
    if (keptNodes <= MAX_KEPT_NODES) return
    kept.delete(oldest)
    keptNodes -= oldest.nodes
    oldest.drop()
  }
}
