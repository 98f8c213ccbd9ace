/** What FORMS declares for the administration and for sessions to hold. */
import { readFileSync } from 'node:fs'
import { expect, it } from 'vitest'
import type { Policy } from '#policy/policy.ts'
import { readPolicy } from '#policy/read-policy.ts'

function forms(): Policy {
  const reading = readPolicy(readFileSync('policies/forms/policy.yaml', 'utf8'))
  if (reading.kind === 'findings') throw new Error('policies/forms/policy.yaml does not read')
  return reading.value
}

it('FORMS-R01 invites by e-mail address, whatever the permissions', () => {
  expect(forms().administration.invitationNamesRole).toBe(false)
})

it('FORMS-R02 FORMS-R03 FORMS-R07 FORMS-R08 needs a licence for each member', () => {
  expect(forms().administration.licenceNeeded).toBe(true)
})

it('FORMS-R04 lets administrators alone manage licences', () => {
  const managing = [...forms().roles].filter(([, { permissions }]) =>
    permissions.includes('licences_manage'),
  )
  expect(managing.map(([key]) => key)).toEqual(['administrator'])
})

it('FORMS-R05 signs in to the web and mobile applications, each by its permission', () => {
  expect([...forms().administration.signIn]).toEqual([
    ['web', 'app_login_web'],
    ['mobile', 'app_login_mobile'],
  ])
})

it('FORMS-R06 has analytics and workflows depend on the plan, and nothing else', () => {
  const bound = [...forms().permissions].filter(([, permission]) => permission.while !== undefined)
  expect(bound.map(([key, permission]) => [key, permission.while])).toEqual([
    ['workflows_create', 'workflows'],
    ['analytics_use', 'analytics'],
    ['analytics_report_view', 'analytics'],
  ])
})

it('FORMS-R20 has links to actions, reports and analytics reports, tied by whoever may do what they do', () => {
  expect([...forms().links].map(([, { label: _, ...kind }]) => kind)).toEqual([
    { type: 'action', relation: 'link', tiedBy: 'can_action_update_status', form: 'link' },
    { type: 'report', relation: 'link', tiedBy: 'can_report_view', form: 'link' },
    {
      type: 'analytics_report',
      relation: 'link',
      tiedBy: 'can_analytics_report_view',
      form: 'link',
    },
  ])
})

it('makes the first member of a workspace its administrator', () => {
  const { firstMember, alwaysOne } = forms().administration
  expect(firstMember).toEqual(['administrator'])
  expect(alwaysOne).toEqual(['administrator'])
})

it('ALL-R08 has each role assigned by administrators alone', () => {
  const { roles } = forms()
  expect([...roles].map(([key, { assignedBy }]) => [key, assignedBy])).toEqual([
    ['administrator', ['administrator']],
    ['restricted', ['administrator']],
    ['outside_partner', ['administrator']],
  ])
})
