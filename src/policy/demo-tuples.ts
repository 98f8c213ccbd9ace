import { WINDOW_CONDITION } from '#core/core-model.ts'
import {
  bindingTuples,
  featureTuples,
  groupTuples,
  licenceTuples,
  memberTuples,
  roleTuples,
  scopeTuples,
  seatTuples,
} from '#core/core-tuples.ts'
import type { Tuple } from '#model/tuple.ts'
import type { Demo, DemoLink, DemoRole, DemoTenant } from './demo.ts'
import type { Policy } from './policy.ts'

/** All tuples of a demo. A tenant has its own copy of each role that its kind of tenant offers. */
export function demoTuples(demo: Demo, policy: Policy): readonly Tuple[] {
  return [
    ...Object.entries(demo.tenants).flatMap(([id, tenant]) => tenantTuples(id, tenant, policy)),
    ...demo.tuples,
  ]
}

function tenantTuples(id: string, tenant: DemoTenant, policy: Policy): readonly Tuple[] {
  const licences = Object.entries(tenant.licences)
  const seats = policy.administration.licenceNeeded
    ? licences.map(([licence]) => licence)
    : 'everybody'
  const active = Object.entries(tenant.members).filter(([, { status }]) => status === 'active')
  return [
    ...active.flatMap(([member]) => memberTuples(id, member)),
    ...seatTuples(id, seats),
    ...licences.flatMap(([licence, holder]) => licenceTuples(licence, holder)),
    ...[...policy.features.keys()].flatMap((key) =>
      featureTuples(id, { id: `${id}-${key}`, key, enabled: tenant.features.includes(key) }),
    ),
    ...scopeTuples({ id, tenant: id }),
    ...Object.entries(tenant.scopes).flatMap(([scope, { parent = id }]) =>
      scopeTuples({ id: scope, tenant: id, parent }),
    ),
    ...Object.entries(tenant.groups).flatMap(([group, { members }]) => groupTuples(group, members)),
    ...tenantRoles(id, tenant, policy),
    ...bindings(id, tenant, policy),
    ...Object.entries(tenant.links).flatMap(([link, tied]) => linkTuples(link, tied)),
  ]
}

function tenantRoles(
  id: string,
  { kind, custom_roles }: DemoTenant,
  policy: Policy,
): readonly Tuple[] {
  const offered = [...policy.roles].filter(
    ([, { tenantKinds, deprecated }]) =>
      !deprecated &&
      (kind === undefined || tenantKinds === undefined || tenantKinds.includes(kind)),
  )
  return [
    ...offered.flatMap(([standard, { permissions }]) =>
      roleTuples({ id: roleId(id, standard), permissions, standard }),
    ),
    ...Object.entries(custom_roles).flatMap(([custom, { permissions }]) =>
      roleTuples({ id: roleId(id, custom), permissions }),
    ),
  ]
}

function bindings(id: string, tenant: DemoTenant, policy: Policy): readonly Tuple[] {
  const bind = (subject: string, holder: string, { role, scope = id }: DemoRole) => {
    const feature = policy.roles.get(role)?.while
    return bindingTuples({
      // No id of a demo has a slash.
      id: [id, holder, role, scope].join('/'),
      tenant: id,
      role: roleId(id, role),
      subject,
      scope,
      ...(feature !== undefined && { feature: `${id}-${feature}` }),
    })
  }
  return [
    ...Object.entries(tenant.members).flatMap(([member, { roles }]) =>
      roles.flatMap((role) => bind(`user:${member}`, member, role)),
    ),
    ...tenant.group_roles.flatMap(({ group, ...role }) =>
      bind(`group:${group}#member`, `group.${group}`, role),
    ),
  ]
}

function roleId(tenant: string, role: string): string {
  return `${tenant}-${role}`
}

function linkTuples(link: string, tied: DemoLink): readonly Tuple[] {
  if (tied.withdrawn) return []
  const { object, relation, not_before, not_after } = tied
  const condition = { name: WINDOW_CONDITION, context: { not_before, not_after } }
  return [{ user: `link:${link}`, relation, object, condition }]
}
