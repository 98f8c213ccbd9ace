/** Who may read what, by the platform's own rules: nothing here knows tuples or a model. */
import { type Document, type Group, type Line, NOW } from './platform-world.ts'

/** Everybody who can read a document. */
export function readersOf(document: Document): ReadonlySet<string> {
  const { machine, owner, share, blocked } = document
  const { line, crew } = machine
  const { facility } = line
  const readers = new Set([
    owner,
    ...usersOf(crew),
    line.lead,
    facility.manager,
    ...usersOf(facility.operators),
    ...usersOf(facility.organization.admins),
  ])
  if (share !== undefined && NOW < share.until) readers.add(share.user)
  if (blocked !== undefined) readers.delete(blocked)
  return readers
}

/** All that the lead of a line can read: leads own nothing, and nobody shares with them. */
export function readableToLead(line: Line): readonly string[] {
  return line.machines.flatMap(({ documents }) => documents.map(({ name }) => name))
}

/** Members of members, all the way down. */
function usersOf(group: Group): readonly string[] {
  return [...group.users, ...group.children.flatMap(usersOf)]
}
