/** What SPACES declares for the administration to hold. */
import { readFileSync } from 'node:fs'
import { expect, it } from 'vitest'
import type { Policy } from '#policy/policy.ts'
import { readPolicy } from '#policy/read-policy.ts'

const FIVE_ROLES = ['administrator', 'manager', 'role_manager', 'editor', 'revisor']

function spaces(): Policy {
  const reading = readPolicy(readFileSync('policies/spaces/policy.yaml', 'utf8'))
  if (reading.kind === 'findings') throw new Error('policies/spaces/policy.yaml does not read')
  return reading.value
}

it('SPACES-R09 has the five roles, of which none is deleted, and no custom ones', () => {
  const { roles, administration } = spaces()
  expect([...roles.keys()]).toEqual(FIVE_ROLES)
  expect([...roles.values()].filter(({ deletable }) => deletable)).toEqual([])
  expect(administration.customRoles.definedBy).toBe('nobody')
})

it('SPACES-R02 has each role assigned by Role Managers alone', () => {
  expect([...spaces().roles].map(([key, { assignedBy }]) => [key, assignedBy])).toEqual(
    FIVE_ROLES.map((key) => [key, ['role_manager']]),
  )
})

it('SPACES-R04 names a role in each invitation', () => {
  expect(spaces().administration.invitationNamesRole).toBe(true)
})

it('makes the first member of a Space its Administrator and Role Manager', () => {
  expect(spaces().administration.firstMember).toEqual(['administrator', 'role_manager'])
})

it('ALL-R06 has no links', () => {
  expect([...spaces().links]).toEqual([])
})
