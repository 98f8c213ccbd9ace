import { type Component, edgesOf, type PlanNode } from './plan-node.ts'

/** The component of each node, in the order of the nodes (Tarjan). */
export function findComponents(nodes: readonly PlanNode[]): readonly Component[] {
  const components: Component[] = []
  const position = new Map<PlanNode, number>()
  const low = new Map<PlanNode, number>()
  const stack: PlanNode[] = []
  const settled = new Set<PlanNode>()

  const visit = (node: PlanNode): void => {
    const own = position.size
    position.set(node, own)
    low.set(node, own)
    stack.push(node)
    edgesOf(node.rewrite, (to) => {
      if (!position.has(to)) visit(to)
      if (settled.has(to)) return
      low.set(node, Math.min(low.get(node) ?? own, low.get(to) ?? own))
    })
    if (low.get(node) !== own) return
    const members = stack.splice(stack.lastIndexOf(node))
    const component = describe(new Set(members))
    for (const member of members) {
      settled.add(member)
      components[member.index] = component
    }
  }
  for (const node of nodes) if (!position.has(node)) visit(node)
  return components
}

function describe(members: ReadonlySet<PlanNode>): Component {
  let recursive = false
  let staged = false
  for (const member of members) {
    edgesOf(member.rewrite, (to, _hop, subtracted) => {
      if (!members.has(to)) return
      recursive = true
      if (subtracted) staged = true
    })
  }
  return { recursive, staged }
}
