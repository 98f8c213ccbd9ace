import type { RelationReference } from './authorization-model.ts'

/** A type restriction as the DSL writes it: `group#member with in_window`. */
export function showReference(reference: RelationReference): string {
  const relation = reference.relation === undefined ? '' : `#${reference.relation}`
  const wildcard = reference.wildcard ? ':*' : ''
  const condition = reference.condition === undefined ? '' : ` with ${reference.condition}`
  return `${reference.type}${relation}${wildcard}${condition}`
}
