import type { Tuple } from '#model/tuple.ts'
import type { Document, Facility, Group, Line, Machine, PlatformWorld } from './platform-world.ts'

/** All tuples of the platform, none twice; organizations first, documents beside their machines. */
export function* platformTuples({ organizations }: PlatformWorld): Generator<Tuple> {
  for (const { name, admins, facilities } of organizations) {
    yield* groupTuples(admins)
    yield tuple(name, 'admin', `${admins.name}#member`)
    for (const facility of facilities) yield* facilityTuples(facility)
  }
}

function* facilityTuples(facility: Facility): Generator<Tuple> {
  const { name, organization, operators, manager, lines } = facility
  const role = roleOf(name)
  yield* groupTuples(operators)
  yield tuple(role, 'assignee', `${operators.name}#member`)
  yield tuple(name, 'organization', organization.name)
  yield tuple(name, 'viewer', `${role}#assignee`)
  yield tuple(name, 'manager', manager)
  for (const line of lines) yield* lineTuples(line)
}

function* lineTuples({ name, facility, lead, machines }: Line): Generator<Tuple> {
  yield tuple(name, 'facility', facility.name)
  yield tuple(roleOf(name), 'assignee', lead)
  yield tuple(name, 'viewer', `${roleOf(name)}#assignee`)
  for (const machine of machines) yield* machineTuples(machine)
}

function* machineTuples({ name, line, crew, documents }: Machine): Generator<Tuple> {
  yield* groupTuples(crew)
  yield tuple(name, 'line', line.name)
  yield tuple(name, 'viewer', `${crew.name}#member`)
  for (const document of documents) yield* documentTuples(document)
}

function* documentTuples({ name, machine, owner, share, blocked }: Document): Generator<Tuple> {
  yield tuple(name, 'machine', machine.name)
  yield tuple(name, 'owner', owner)
  if (blocked !== undefined) yield tuple(name, 'blocked', blocked)
  if (share === undefined) return
  const condition = { name: 'before', context: { until: share.until } }
  yield { ...tuple(name, 'shared', share.user), condition }
}

function* groupTuples({ name, users, children }: Group): Generator<Tuple> {
  for (const user of users) yield tuple(name, 'member', user)
  for (const child of children) {
    yield tuple(name, 'member', `${child.name}#member`)
    yield* groupTuples(child)
  }
}

function roleOf(place: string): string {
  return `role:${place.replace(':', '-')}`
}

function tuple(object: string, relation: string, user: string): Tuple {
  return { object, relation, user }
}
