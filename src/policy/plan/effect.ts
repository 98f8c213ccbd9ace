import { formatTupleKey } from '#model/tuple.ts'
import type { RoleChanges } from '#policy/role-changes.ts'
import { type AccessImpact, changesOf } from './access-impact.ts'
import type { Orphans } from './orphans.ts'

/** All that would come of a plan. */
export interface Effect {
  readonly roles: RoleChanges
  readonly orphans: Orphans
  readonly impact: AccessImpact
}

/** A line each, the same lines for the same effect. */
export function* effectLines({ roles, orphans, impact }: Effect): Generator<string> {
  for (const tuple of roles.writes) yield `write ${formatTupleKey(tuple)}`
  for (const tuple of roles.deletes) yield `delete ${formatTupleKey(tuple)}`
  for (const kept of roles.kept) yield `kept ${JSON.stringify(kept)}`
  for (const { relation, reason, count } of orphans.groups) {
    yield `orphans ${count} ${relation} ${reason}`
  }
  yield* impactLines(impact)
}

function* impactLines(impact: AccessImpact): Generator<string> {
  for (const { subject, relation, object, before, after } of changesOf(impact)) {
    yield `${object}#${relation}@${subject} ${before} ${after}`
  }
  yield `undecided ${impact.undecidedBoth.count}`
  if (impact.extent.kind === 'sample') yield `sample ${JSON.stringify(impact.extent)}`
}
