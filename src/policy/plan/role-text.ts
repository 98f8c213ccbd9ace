/** What becomes of tenants' roles, in words: which copies follow, and which stay and why. */

import { countOf } from '#policy/count-text.ts'
import type { FollowingCopy, KeptCopy, RoleChanges, ToggleChange } from '#policy/role-changes.ts'

/** Roles of one outcome that are named; the others are counted. */
const MAX_NAMED = 5

export function roleText(
  { followed, kept, stripped }: RoleChanges,
  full: boolean,
): readonly string[] {
  const most = full ? Number.POSITIVE_INFINITY : MAX_NAMED
  const byStandard = Map.groupBy(followed, ({ standard }) => standard)
  return [
    ...[...byStandard].map(([standard, copies]) => followingLine(standard, copies, most)),
    ...someOf(kept.map(keptLine), most, 'more stay'),
    ...someOf(
      stripped.map(
        ({ role, removed }) =>
          `${role} loses what is no permission any more: ${removed.join(', ')}`,
      ),
      most,
      'more lose what is no permission any more',
    ),
  ]
}

function followingLine(standard: string, copies: readonly FollowingCopy[], most: number): string {
  const roles = copies.map(({ role }) => role)
  const [first] = copies
  const verb = copies.length === 1 ? 'follows' : 'follow'
  const names = someOf(roles, most, 'more').join(', ')
  return `${countOf(copies.length, 'copy', 'copies')} of \`${standard}\` ${verb}: ${first ? toggles(first) : ''} (${names})`
}

function keptLine(kept: KeptCopy): string {
  switch (kept.kind) {
    case 'edited': {
      const { role, standard, added, missing } = kept
      return `${role} stays, since it was edited: \`${standard}\` with ${toggles({ added, removed: missing })}`
    }
    case 'standard gone':
      return `${kept.role} stays as the tenant's own: there is no \`${kept.standard}\` any more`
    case 'several standards':
      return `${kept.role} stays: it is a copy of several (${kept.standards.join(', ')})`
  }
}

function toggles({ added, removed }: ToggleChange): string {
  const words = [...added.map((key) => `+ ${key}`), ...removed.map((key) => `- ${key}`)]
  return words.join(', ')
}

function someOf(texts: readonly string[], most: number, rest: string): readonly string[] {
  const left = texts.length - most
  return left > 0 ? [...texts.slice(0, most), `… and ${left} ${rest}`] : texts
}
