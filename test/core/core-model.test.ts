import { readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import {
  ADMINISTERED_TYPES,
  CORE_PERMISSIONS,
  LINK_TYPE,
  WINDOW_CONDITION,
} from '#core/core-model.ts'
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
import { isAllowed, storeWith } from '../authorizer/embedded-store.ts'

const core = readFileSync('model.fga', 'utf8')

describe('the words of the core', () => {
  it('are the permissions of model.fga, in their order', () => {
    const role = /^type role\n([\s\S]*?)\n\n/m.exec(core)?.[1] ?? ''
    const toggles = [...role.matchAll(/define (\w+): \[user:\*\]/g)].map(([, name]) => name)
    expect(Object.keys(CORE_PERMISSIONS)).toEqual(toggles)
  })

  it('are its types: some administered, and what is a subject only', () => {
    const types = [...core.matchAll(/^type (\w+)/gm)].map(([, name]) => name)
    expect(new Set(types)).toEqual(
      new Set([...ADMINISTERED_TYPES, 'user', LINK_TYPE, 'standard_role']),
    )
  })

  it('are its condition', () => {
    expect(core).toContain(`condition ${WINDOW_CONDITION}(`)
  })
})

describe('the tuples of the core', () => {
  const world = [
    ...memberTuples('acme', 'anna'),
    ...memberTuples('acme', 'ben'),
    ...memberTuples('acme', 'cleo'),
    ...seatTuples('acme', ['l1', 'l2']),
    ...licenceTuples('l1', 'anna'),
    ...licenceTuples('l2', 'ben'),
    ...scopeTuples({ id: 'acme', tenant: 'acme' }),
    ...scopeTuples({ id: 'hall', tenant: 'acme', parent: 'acme' }),
    ...groupTuples('night', ['ben', 'cleo']),
    ...roleTuples({ id: 'acme-lead', permissions: ['users_read', 'roles_read'], standard: 'lead' }),
    ...bindingTuples({
      ...{ id: 'b1', tenant: 'acme', role: 'acme-lead' },
      ...{ subject: 'user:anna', scope: 'acme' },
    }),
    ...bindingTuples({
      ...{ id: 'b2', tenant: 'acme', role: 'acme-lead' },
      ...{ subject: 'group:night#member', scope: 'hall' },
    }),
  ]

  it.each([
    ['scope:acme#can_users_read@user:anna', true],
    ['scope:hall#can_roles_read@user:anna', true],
    ['scope:hall#can_users_edit@user:anna', false],
    ['scope:hall#can_users_read@user:ben', true],
    ['scope:acme#can_users_read@user:ben', false],
    // Of the group, and without a licence.
    ['scope:hall#can_users_read@user:cleo', false],
  ])('say who may do what: %s %s', async (question, allowed) => {
    const store = await storeWith(core, world)
    expect(await isAllowed(store, question)).toBe(allowed)
  })

  it.each([true, false])('say whether a feature is on: %s', async (enabled) => {
    const store = await storeWith(
      core.replace('define seat:', 'define has_extra: [feature#enabled]\n    define seat:'),
      [
        ...memberTuples('acme', 'anna'),
        ...seatTuples('acme', 'everybody'),
        ...scopeTuples({ id: 'acme', tenant: 'acme' }),
        ...featureTuples('acme', { id: 'acme-extra', key: 'extra', enabled }),
        ...roleTuples({ id: 'lead', permissions: ['users_read'] }),
        ...bindingTuples({
          ...{ id: 'b', tenant: 'acme', role: 'lead', subject: 'user:anna', scope: 'acme' },
          feature: 'acme-extra',
        }),
      ],
    )
    expect(await isAllowed(store, 'scope:acme#can_users_read@user:anna')).toBe(enabled)
    expect(await isAllowed(store, 'tenant:acme#has_extra@user:anna')).toBe(enabled)
  })
})
