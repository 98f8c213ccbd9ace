/**
 * What a new policy does to the roles that tenants have: a tenant's copy of a standard role follows it
 * if nobody edited the copy, and is left alone otherwise. A toggle of a permission that is no more
 * goes from every role, since no model would allow its tuple.
 */
import { ROLE_TYPE, STANDARD_ROLE_TYPE } from '#core/core-model.ts'
import { compareBinary } from '#model/binary-order.ts'
import { parseObject, type TupleKey } from '#model/tuple.ts'
import type { Policy } from './policy.ts'
import { permissionKeys } from './read-policy.ts'

/** A role as its tuples say it: a copy of a standard role, or one that a tenant made itself. */
export interface RoleCopy {
  readonly id: string
  /** Keys of the standard roles that it is a copy of: none, or one; more is somebody's doing. */
  readonly standards: readonly string[]
  /** What is switched on, sorted. */
  readonly permissions: readonly string[]
}

/** What a role gets and loses, each sorted. */
export interface ToggleChange {
  readonly added: readonly string[]
  readonly removed: readonly string[]
}

export interface FollowingCopy extends ToggleChange {
  readonly role: string
  readonly standard: string
}

/** A copy that does not follow its standard role although that changes. */
export type KeptCopy =
  /** `added` and `missing`, compared with the standard role that it is to be a copy of. */
  | {
      readonly kind: 'edited'
      readonly role: string
      readonly standard: string
      readonly added: readonly string[]
      readonly missing: readonly string[]
    }
  /** The policy has no such standard role any more: the copy stays as the tenant's own. */
  | { readonly kind: 'standard gone'; readonly role: string; readonly standard: string }
  | {
      readonly kind: 'several standards'
      readonly role: string
      readonly standards: readonly string[]
    }

/** A role that loses toggles since their permissions are no more. */
interface StrippedRole {
  readonly role: string
  readonly removed: readonly string[]
}

export interface RoleChanges {
  readonly writes: readonly TupleKey[]
  readonly deletes: readonly TupleKey[]
  /** Copies with a change, by role. */
  readonly followed: readonly FollowingCopy[]
  readonly kept: readonly KeptCopy[]
  /** Of the roles that do not follow. */
  readonly stripped: readonly StrippedRole[]
}

const STANDARD_RELATION = 'standard'
const STANDARD_PREFIX = `${STANDARD_ROLE_TYPE}:`
const EVERYBODY = 'user:*'

/** The roles that a store's tuples make up, by id. Tuples of other objects are passed over. */
export function readRoles(tuples: Iterable<TupleKey>): readonly RoleCopy[] {
  const roles = new Map<string, { standards: string[]; permissions: string[] }>()
  for (const { object, relation, user } of tuples) {
    if (!object.startsWith(`${ROLE_TYPE}:`)) continue
    const id = parseObject(object)?.id
    if (id === undefined) continue
    const role = roles.get(id) ?? { standards: [], permissions: [] }
    roles.set(id, role)
    if (relation === STANDARD_RELATION && user.startsWith(STANDARD_PREFIX)) {
      role.standards.push(user.slice(STANDARD_PREFIX.length))
    } else if (user === EVERYBODY) role.permissions.push(relation)
  }
  return [...roles]
    .map(([id, { standards, permissions }]) => ({
      id,
      standards: standards.toSorted(compareBinary),
      permissions: permissions.toSorted(compareBinary),
    }))
    .toSorted((left, right) => compareBinary(left.id, right.id))
}

/**
 * What becomes of the roles when `after` takes the place of `before`; undefined: no policy was applied
 * yet, so that nothing is known to be unedited or to be no more.
 */
export function roleChanges(
  before: Policy | undefined,
  after: Policy,
  roles: readonly RoleCopy[],
): RoleChanges {
  const gone = before === undefined ? new Set<string>() : gonePermissions(before, after)
  const outcomes = roles.map((role) => outcomeOf(role, before, after, gone))
  const changes = outcomes.flatMap(({ role, added, removed }) =>
    [
      ...added.map((relation) => ({ kind: 'write' as const, relation })),
      ...removed.map((relation) => ({ kind: 'delete' as const, relation })),
    ].map(({ kind, relation }) => ({
      kind,
      tuple: { user: EVERYBODY, relation, object: `${ROLE_TYPE}:${role}` },
    })),
  )
  const tuplesOf = (wanted: 'write' | 'delete') =>
    changes.flatMap(({ kind, tuple }) => (kind === wanted ? [tuple] : []))
  return {
    writes: tuplesOf('write'),
    deletes: tuplesOf('delete'),
    followed: outcomes.flatMap((outcome) => {
      const { standard, role, added, removed } = outcome
      return standard === undefined ? [] : [{ role, standard, added, removed }]
    }),
    kept: outcomes.flatMap(({ kept }) => (kept === undefined ? [] : [kept])),
    stripped: outcomes.flatMap(({ standard, role, removed }) =>
      standard === undefined && removed.length > 0 ? [{ role, removed }] : [],
    ),
  }
}

/** What becomes of one role; `standard` where it follows that one. */
interface Outcome extends ToggleChange {
  readonly role: string
  readonly standard?: string
  readonly kept?: KeptCopy
}

function outcomeOf(
  role: RoleCopy,
  before: Policy | undefined,
  after: Policy,
  gone: ReadonlySet<string>,
): Outcome {
  const stays = {
    role: role.id,
    added: [],
    removed: role.permissions.filter((permission) => gone.has(permission)),
  }
  const [standard, ...others] = role.standards
  if (standard === undefined) return stays
  const was = before?.roles.get(standard)?.permissions
  const becomes = after.roles.get(standard)?.permissions
  if (becomes === undefined) {
    // It was gone before, too: nothing changes and nothing is to be said.
    if (was === undefined) return stays
    return { ...stays, kept: { kind: 'standard gone', role: role.id, standard } }
  }
  if (was !== undefined && isSameSet(was, becomes)) return stays
  if (others.length > 0) {
    const { id, standards } = role
    return { ...stays, kept: { kind: 'several standards', role: id, standards } }
  }
  const added = without(becomes, role.permissions)
  const removed = without(role.permissions, becomes)
  if (was !== undefined && isSameSet(was, role.permissions)) {
    return { role: role.id, standard, added, removed }
  }
  if (added.length === 0 && removed.length === 0) return stays
  // What it has to be compared with is the standard role that it was copied from, if that is known.
  const original = was ?? becomes
  const edited = {
    added: without(role.permissions, original),
    missing: without(original, role.permissions),
  }
  return { ...stays, kept: { kind: 'edited', role: role.id, standard, ...edited } }
}

function gonePermissions(before: Policy, after: Policy): ReadonlySet<string> {
  const kept = permissionKeys(after)
  return new Set([...permissionKeys(before)].filter((permission) => !kept.has(permission)))
}

function without(keys: readonly string[], taken: readonly string[]): readonly string[] {
  return keys.filter((key) => !taken.includes(key)).toSorted(compareBinary)
}

function isSameSet(left: readonly string[], right: readonly string[]): boolean {
  return without(left, right).length === 0 && without(right, left).length === 0
}
