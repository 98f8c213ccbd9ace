/**
 * A seeded organization platform of any size: groups nested six deep, roles, facilities with lines,
 * machines and documents, shares under a condition, blocked users. It holds the things themselves;
 * which tuples follow from them is `platform-tuples.ts`, who may do what `platform-answers.ts`.
 */
import { type Randomness, seededRandomness } from '../reference/randomness.ts'

export interface Group {
  readonly name: string
  readonly users: readonly string[]
  readonly children: readonly Group[]
}

export interface Document {
  readonly name: string
  readonly machine: Machine
  readonly owner: string
  readonly share?: { readonly user: string; readonly until: string }
  readonly blocked?: string
}

export interface Machine {
  readonly name: string
  readonly line: Line
  readonly crew: Group
  readonly documents: Document[]
}

export interface Line {
  readonly name: string
  readonly facility: Facility
  /** Holds a role on the line and on nothing else. */
  readonly lead: string
  readonly machines: Machine[]
}

export interface Facility {
  readonly name: string
  readonly organization: Organization
  /** The top of the group that operates it, six levels above the last. */
  readonly operators: Group
  /** One of the last level. */
  readonly deepUser: string
  readonly manager: string
  readonly lines: Line[]
}

interface Organization {
  readonly name: string
  readonly admins: Group
  readonly facilities: Facility[]
}

export interface PlatformWorld {
  readonly organizations: readonly Organization[]
}

/** The time of every question; shares end before or after it. */
export const NOW = '2026-06-01T00:00:00Z'
const ENDED = '2026-01-01T00:00:00Z'
const RUNNING = '2027-01-01T00:00:00Z'

const GROUP_LEVELS = 6
const FACILITIES_AN_ORGANIZATION = 8
const LINES_A_FACILITY = 5
const MACHINES_A_LINE = 4
const DOCUMENTS_A_MACHINE = 40
const USERS_A_FACILITY = 100

/** Counted on the generator's own output: what the constants above come to. */
const TUPLES_A_FACILITY = 2_336

export function platformWorld(tuples: number, seed = 1): PlatformWorld {
  const random = seededRandomness(seed)
  const count = Math.max(2, Math.round(tuples / TUPLES_A_FACILITY))
  const organizations: Organization[] = []
  for (let index = 0; index < count; index++) {
    if (index % FACILITIES_AN_ORGANIZATION === 0) {
      organizations.push(organization(organizations.length))
    }
    const owner = organizations.at(-1)
    if (owner !== undefined) addFacility(owner, index, count, random)
  }
  return { organizations }
}

export function facilitiesOf({ organizations }: PlatformWorld): readonly Facility[] {
  return organizations.flatMap(({ facilities }) => facilities)
}

function organization(index: number): Organization {
  const name = `organization:o${index}`
  const users = [0, 1, 2].map((place) => `user:admin-${index}-${place}`)
  return { name, admins: { name: `group:admins-${index}`, users, children: [] }, facilities: [] }
}

function addFacility(
  organization: Organization,
  index: number,
  count: number,
  random: Randomness,
): void {
  const facility: Facility = {
    name: `facility:f${index}`,
    organization,
    operators: operators(index, 0),
    deepUser: operator(index, GROUP_LEVELS - 1, 0),
    manager: `user:manager-${index}`,
    lines: [],
  }
  organization.facilities.push(facility)
  for (let line = 0; line < LINES_A_FACILITY; line++) {
    addLine(
      facility,
      `${index}-${line}`,
      index,
      (index + 1 + random.below(count - 1)) % count,
      random,
    )
  }
}

/** A level has a few users of its own, a side group, and the next level. */
function operators(facility: number, level: number): Group {
  const name = `group:operators-${facility}-${level}`
  const users = [0, 1, 2, 3].map((place) => operator(facility, level, place))
  if (level === GROUP_LEVELS - 1) return { name, users, children: [] }
  const side = {
    name: `${name}-side`,
    users: [4, 5].map((place) => operator(facility, level, place)),
    children: [],
  }
  return { name, users, children: [side, operators(facility, level + 1)] }
}

function operator(facility: number, level: number, place: number): string {
  return `user:operator-${facility}-${level}-${place}`
}

function addLine(
  facility: Facility,
  name: string,
  own: number,
  other: number,
  random: Randomness,
): void {
  const line: Line = {
    name: `line:${name}`,
    facility,
    lead: `user:lead-${name}`,
    machines: [],
  }
  facility.lines.push(line)
  for (let index = 0; index < MACHINES_A_LINE; index++) {
    const users = Array.from({ length: 8 }, () => member(own, random))
    const crew = { name: `group:crew-${name}-${index}`, users: [...new Set(users)], children: [] }
    const machine: Machine = { name: `machine:${name}-${index}`, line, crew, documents: [] }
    line.machines.push(machine)
    for (let number = 0; number < DOCUMENTS_A_MACHINE; number++) {
      machine.documents.push(document(machine, `${name}-${index}-${number}`, own, other, random))
    }
  }
}

function document(
  machine: Machine,
  name: string,
  own: number,
  other: number,
  random: Randomness,
): Document {
  return {
    name: `document:${name}`,
    machine,
    owner: member(own, random),
    ...(random.chance(0.5) && {
      share: { user: member(other, random), until: random.chance(0.7) ? RUNNING : ENDED },
    }),
    ...(random.chance(0.1) && {
      blocked: random.chance(0.5) ? member(own, random) : operator(own, random.below(6), 0),
    }),
  }
}

function member(facility: number, random: Randomness): string {
  return `user:u${facility}-${random.below(USERS_A_FACILITY)}`
}
