import type { FactsNeed } from '#model/facts-need.ts'

/** Needs without those that the rows of a whole list bring along. */
export function foldNeeds(needs: readonly FactsNeed[]): readonly FactsNeed[] {
  const whole = new Set<string>()
  for (const need of needs) if (need.kind === 'rows') whole.add(listKey(need))
  if (whole.size === 0) return needs
  return needs.filter(
    (need) => !((need.kind === 'tuple' || need.kind === 'usersets') && whole.has(listKey(need))),
  )
}

function listKey(need: { readonly object: string; readonly relation: string }): string {
  return JSON.stringify([need.object, need.relation])
}
