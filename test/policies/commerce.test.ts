/** What COMMERCE declares for the administration to hold. */
import { readFileSync } from 'node:fs'
import { expect, it } from 'vitest'
import type { Policy, StandardRole } from '#policy/policy.ts'
import { readPolicy } from '#policy/read-policy.ts'

function commerce(): Policy {
  const reading = readPolicy(readFileSync('policies/commerce/policy.yaml', 'utf8'))
  if (reading.kind === 'findings') throw new Error('policies/commerce/policy.yaml does not read')
  return reading.value
}

/** Keys of the roles for which something holds. */
function rolesWhere(holds: (role: StandardRole) => boolean) {
  return [...commerce().roles].filter(([, role]) => holds(role)).map(([key]) => key)
}

it('COMMERCE-R22 deletes every standard role but the administrator’s', () => {
  expect(rolesWhere(({ deletable }) => !deletable)).toEqual(['account_administrator'])
})

it('COMMERCE-R15 has the Order Approver alone depend on the approval process', () => {
  expect(rolesWhere((role) => role.while === 'approval')).toEqual(['order_approver'])
})

it('COMMERCE-R15 has approval and what goes with it end with the approval process', () => {
  const { permissions } = commerce()
  const depending = [...permissions].filter(([, permission]) => permission.while === 'approval')
  expect(depending.map(([key]) => key)).toEqual([
    'order_review',
    'order_approve',
    'order_add_product_awaiting',
    'order_change_quantity_awaiting',
  ])
})

it('COMMERCE-R17 lets an account define custom roles', () => {
  expect(commerce().administration.customRoles.definedBy).toBe('tenant')
})

it('COMMERCE-R17 implies no permission by another one', () => {
  const { permissions } = commerce()
  expect([...permissions.values()].filter(({ opens }) => opens.length > 0)).toEqual([])
})

it('COMMERCE-R24 COMMERCE-R06 reserves editing master data to the Account Administrator', () => {
  expect(commerce().administration.customRoles.reservedPermissions).toEqual(['users_edit'])
  expect(rolesWhere(({ permissions }) => permissions.includes('users_edit'))).toEqual([
    'account_administrator',
  ])
})

it('COMMERCE-R18 takes a user in without a role', () => {
  expect(commerce().administration.invitationNamesRole).toBe(false)
})

it('makes the first user of an account its Account Administrator', () => {
  expect(commerce().administration.firstMember).toEqual(['account_administrator'])
})

it('has standard roles assigned by Account Administrators', () => {
  expect(rolesWhere(({ assignedBy }) => assignedBy?.join() !== 'account_administrator')).toEqual([])
})

it('ALL-R06 has no links', () => {
  expect([...commerce().links]).toEqual([])
})
