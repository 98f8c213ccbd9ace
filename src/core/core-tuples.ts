/**
 * What the administration's rows are in tuples of the core model: members, roles, bindings, scopes,
 * features, licences. One function a noun; ids come without their type.
 */
import type { TupleKey } from '#model/tuple.ts'

/** A role of one tenant, or a custom one: what is switched on, and whose copy it is. */
export interface RoleRow {
  readonly id: string
  readonly permissions: readonly string[]
  /** Key of the standard role that this is a copy of. */
  readonly standard?: string
}

export interface BindingRow {
  readonly id: string
  readonly tenant: string
  readonly role: string
  /** `user:anna`, `group:night-shift#member`. */
  readonly subject: string
  readonly scope: string
  /** Id of the feature without which the binding gives nothing; absent: it always works. */
  readonly feature?: string
}

export interface ScopeRow {
  readonly id: string
  readonly tenant: string
  readonly parent?: string
}

export function roleTuples({ id, permissions, standard }: RoleRow): readonly TupleKey[] {
  const object = `role:${id}`
  return [
    ...(standard === undefined
      ? []
      : [{ user: `standard_role:${standard}`, relation: 'standard', object }]),
    ...permissions.map((relation) => ({ user: 'user:*', relation, object })),
  ]
}

export function bindingTuples(row: BindingRow): readonly TupleKey[] {
  const object = `binding:${row.id}`
  return [
    { user: `tenant:${row.tenant}`, relation: 'tenant', object },
    { user: `role:${row.role}`, relation: 'role', object },
    { user: row.subject, relation: 'subject', object },
    {
      user: row.feature === undefined ? 'user:*' : `feature:${row.feature}#enabled`,
      relation: 'available',
      object,
    },
    { user: object, relation: 'binding', object: `scope:${row.scope}` },
  ]
}

export function scopeTuples({ id, tenant, parent }: ScopeRow): readonly TupleKey[] {
  const object = `scope:${id}`
  return [
    { user: `tenant:${tenant}`, relation: 'tenant', object },
    ...(parent === undefined ? [] : [{ user: `scope:${parent}`, relation: 'parent', object }]),
  ]
}

/** An active member; one that is not active has no such tuple. */
export function memberTuples(tenant: string, member: string): readonly TupleKey[] {
  return [{ user: `user:${member}`, relation: 'member', object: `tenant:${tenant}` }]
}

/** Everybody may have a seat, or the holders of licences alone. */
export function seatTuples(
  tenant: string,
  seats: 'everybody' | readonly string[],
): readonly TupleKey[] {
  const users =
    seats === 'everybody' ? ['user:*'] : seats.map((licence) => `licence:${licence}#holder`)
  return users.map((user) => ({ user, relation: 'seat', object: `tenant:${tenant}` }))
}

export function licenceTuples(licence: string, holder: string): readonly TupleKey[] {
  return [{ user: `user:${holder}`, relation: 'holder', object: `licence:${licence}` }]
}

export function groupTuples(group: string, members: readonly string[]): readonly TupleKey[] {
  return members.map((member) => ({
    user: `user:${member}`,
    relation: 'member',
    object: `group:${group}`,
  }))
}

/** A feature of a tenant; `key` is the policy's. Without `enabled` it is there and off. */
export function featureTuples(
  tenant: string,
  { id, key, enabled }: { readonly id: string; readonly key: string; readonly enabled: boolean },
): readonly TupleKey[] {
  return [
    { user: `feature:${id}#enabled`, relation: featureRelation(key), object: `tenant:${tenant}` },
    ...(enabled ? [{ user: 'user:*', relation: 'enabled', object: `feature:${id}` }] : []),
  ]
}

/** The relation by which a tenant has a feature of the policy. */
export function featureRelation(key: string): string {
  return `has_${key}`
}
