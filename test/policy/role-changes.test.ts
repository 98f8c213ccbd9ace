import { describe, expect, it } from 'vitest'
import { roleTuples } from '#core/core-tuples.ts'
import type { Policy } from '#policy/policy.ts'
import { readPolicy } from '#policy/read-policy.ts'
import { type RoleCopy, readRoles, roleChanges } from '#policy/role-changes.ts'

/** A policy with the permissions `p`, `q`, `r`, or those that are given, and these standard roles. */
function policyWith(
  roles: Readonly<Record<string, readonly string[]>>,
  permissions: readonly string[] = ['p', 'q', 'r'],
): Policy {
  const reading = readPolicy(
    JSON.stringify({
      title: 'Shop',
      administration: {},
      permissions: Object.fromEntries(permissions.map((key) => [key, { label: key }])),
      roles: Object.fromEntries(
        Object.entries(roles).map(([key, keys]) => [key, { label: key, permissions: keys }]),
      ),
    }),
  )
  if (reading.kind === 'findings') throw new Error(JSON.stringify(reading.findings))
  return reading.value
}

function copyOf(standard: string, ...permissions: string[]): RoleCopy {
  return { id: `t-${standard}`, standards: [standard], permissions }
}

function customRole(...permissions: string[]): RoleCopy {
  return { id: 'own', standards: [], permissions }
}

function toggle(role: string, relation: string) {
  return { user: 'user:*', relation, object: `role:${role}` }
}

const NOTHING = { writes: [], deletes: [], followed: [], kept: [], stripped: [] }

describe('a copy of a standard role', () => {
  const before = policyWith({ clerk: ['p', 'q'] })
  const after = policyWith({ clerk: ['q', 'r'] })

  it('follows when nobody edited it', () => {
    expect(roleChanges(before, after, [copyOf('clerk', 'q', 'p')])).toEqual({
      ...NOTHING,
      writes: [toggle('t-clerk', 'r')],
      deletes: [toggle('t-clerk', 'p')],
      followed: [{ role: 't-clerk', standard: 'clerk', added: ['r'], removed: ['p'] }],
    })
  })

  it('stays when somebody edited it, and it is said how it differs', () => {
    expect(roleChanges(before, after, [copyOf('clerk', 'q', 'users_read')])).toEqual({
      ...NOTHING,
      kept: [
        {
          kind: 'edited',
          role: 't-clerk',
          standard: 'clerk',
          added: ['users_read'],
          missing: ['p'],
        },
      ],
    })
  })

  it('is not mentioned when it is edited to what the standard role becomes', () => {
    expect(roleChanges(before, after, [copyOf('clerk', 'q', 'r')])).toEqual(NOTHING)
  })

  it('is not mentioned when its standard role stays as it is', () => {
    expect(roleChanges(before, before, [copyOf('clerk', 'p')])).toEqual(NOTHING)
  })

  it('follows to nothing when its standard role is emptied', () => {
    const changes = roleChanges(before, policyWith({ clerk: [] }), [copyOf('clerk', 'p', 'q')])
    expect(changes.deletes).toEqual([toggle('t-clerk', 'p'), toggle('t-clerk', 'q')])
  })

  it('stays as it is when its standard role is gone, and that is said', () => {
    expect(roleChanges(before, policyWith({}), [copyOf('clerk', 'p', 'q')])).toEqual({
      ...NOTHING,
      kept: [{ kind: 'standard gone', role: 't-clerk', standard: 'clerk' }],
    })
  })

  it('stays when it is a copy of several', () => {
    const both = { id: 'both', standards: ['clerk', 'owner'], permissions: ['p', 'q'] }
    expect(roleChanges(before, after, [both])).toEqual({
      ...NOTHING,
      kept: [{ kind: 'several standards', role: 'both', standards: ['clerk', 'owner'] }],
    })
  })

  it('stays when no policy was applied yet, compared with what is to come', () => {
    expect(roleChanges(undefined, after, [copyOf('clerk', 'p', 'q')])).toEqual({
      ...NOTHING,
      kept: [{ kind: 'edited', role: 't-clerk', standard: 'clerk', added: ['p'], missing: ['r'] }],
    })
  })
})

describe('a permission that is no more', () => {
  const before = policyWith({ clerk: ['p', 'q'] })
  const after = policyWith({ clerk: ['p'] }, ['p', 'r'])

  it('goes from roles that tenants made, and from edited copies', () => {
    const edited = copyOf('clerk', 'q', 'users_read')
    expect(roleChanges(before, after, [customRole('p', 'q'), edited])).toEqual({
      ...NOTHING,
      deletes: [toggle('own', 'q'), toggle('t-clerk', 'q')],
      kept: [
        {
          kind: 'edited',
          role: 't-clerk',
          standard: 'clerk',
          added: ['users_read'],
          missing: ['p'],
        },
      ],
      stripped: [
        { role: 'own', removed: ['q'] },
        { role: 't-clerk', removed: ['q'] },
      ],
    })
  })

  it('is none that the core or the new policy still has', () => {
    expect(roleChanges(before, after, [customRole('p', 'users_read')])).toEqual(NOTHING)
  })

  it('takes nothing that was no permission of the old policy', () => {
    expect(roleChanges(before, after, [customRole('of_a_module')])).toEqual(NOTHING)
  })
})

describe('reading roles', () => {
  it('tells what is switched on and whose copy a role is', () => {
    const tuples = [
      ...roleTuples({ id: 't-clerk', permissions: ['q', 'p'], standard: 'clerk' }),
      ...roleTuples({ id: 'own', permissions: ['p'] }),
      { user: 'role:own', relation: 'role', object: 'binding:b' },
      { user: 'user:anna', relation: 'p', object: 'role:own' },
    ]
    expect(readRoles(tuples)).toEqual([
      { id: 'own', standards: [], permissions: ['p'] },
      { id: 't-clerk', standards: ['clerk'], permissions: ['p', 'q'] },
    ])
  })
})
