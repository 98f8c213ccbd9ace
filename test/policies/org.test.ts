/** What ORG declares for the administration and for sessions to hold. */
import { readFileSync } from 'node:fs'
import { expect, it } from 'vitest'
import type { Policy } from '#policy/policy.ts'
import { readPolicy } from '#policy/read-policy.ts'

function org(): Policy {
  const reading = readPolicy(readFileSync('policies/org/policy.yaml', 'utf8'))
  if (reading.kind === 'findings') throw new Error('policies/org/policy.yaml does not read')
  return reading.value
}

it('ORG-R01 ORG-R03 signs in to the backoffice and the mobile application, each by its permission', () => {
  expect([...org().administration.signIn]).toEqual([
    ['web', 'backoffice_use'],
    ['mobile', 'mobile_use'],
  ])
})

it('ORG-R05 has codes tied to a device by whoever may tie codes to that device', () => {
  expect([...org().links].map(([key, { label: _, ...kind }]) => [key, kind])).toEqual([
    [
      'device_code',
      { type: 'device', relation: 'code', tiedBy: 'can_device_link_code', form: 'code' },
    ],
  ])
})

it('ORG-R10 has the same roles in a customer’s organisation', () => {
  const { roles, tenantKinds } = org()
  expect([...tenantKinds.keys()]).toEqual(['main_organisation', 'customer'])
  expect([...roles].map(([key, { tenantKinds: kinds }]) => [key, kinds])).toEqual([
    ['employee', undefined],
    ['administrator', undefined],
  ])
})

it('makes the first member of an organisation its administrator and an employee', () => {
  const { firstMember, alwaysOne } = org().administration
  expect(firstMember).toEqual(['administrator', 'employee'])
  expect(alwaysOne).toEqual(['administrator'])
})

it('ALL-R08 has both roles assigned by administrators alone', () => {
  expect([...org().roles].map(([key, { assignedBy }]) => [key, assignedBy])).toEqual([
    ['employee', ['administrator']],
    ['administrator', ['administrator']],
  ])
})

it('ALL-R07 lets an organisation define roles of its own', () => {
  expect(org().administration.customRoles).toEqual({ definedBy: 'tenant', reservedPermissions: [] })
})
