import { describe, expect, test } from 'vitest'
import type { PolicyName } from '#model/policy-name.ts'
import { testPolicyFolder } from '../../../src/library.ts'
import { CORE, SHOP_MODULE, SHOP_POLICY } from '../policy-text.ts'
import { failuresIn, faultsIn } from './in-memory.ts'

/** The shop with a role that works while an option is on, and a test of its roles. */
async function tryRoles(roles: string) {
  const policy = SHOP_POLICY.replace(
    'links:',
    `  approver:
    label: {de: Freigabe, en: Approver}
    permissions: [order_read, order_approve]
    while: approval
links:`,
  )
  const files = {
    'policy.yaml': policy,
    'shop.fga': SHOP_MODULE,
    'roles.pforte.yaml': `model_file: model.fga\ntests:\n  - name: roles\n    roles:\n${roles}`,
  }
  const folder = { name: 'shop' as PolicyName, files: new Map(Object.entries(files)) }
  const { findings, files: reports } = await testPolicyFolder(folder, CORE)
  expect(findings).toEqual([])
  const [report] = reports
  if (report === undefined) throw new Error('no report')
  return report
}

describe('a role', () => {
  test('gives what its permissions say, and what these open', async () => {
    const report = await tryRoles(`      - role: owner
        can: [users_read, order_read, shop_manage, tenant_edit]
        cannot: [users_invite]
      - {role: clerk, can: [order_read], cannot: [shop_manage, tenant_edit]}
`)
    expect([...faultsIn(report), ...failuresIn(report)]).toEqual([])
    expect(report.tests[0]?.results).toHaveLength(8)
  })

  test('gives a permission of a feature only while that is on', async () => {
    const report = await tryRoles(`      - {role: owner, cannot: [order_approve]}
      - {role: owner, can: [order_approve], features: [approval]}
`)
    expect(failuresIn(report)).toEqual([])
  })

  test('that has a feature gives nothing while that is off', async () => {
    const report = await tryRoles(`      - {role: approver, cannot: [order_read, order_approve]}
      - {role: approver, can: [order_read, order_approve], features: [approval]}
`)
    expect(failuresIn(report)).toEqual([])
  })

  test('that gives other than expected fails at the name of the permission, explained', async () => {
    const report = await tryRoles(`      - role: clerk
        can: [order_read, shop_manage]
        cannot: [order_read]
`)
    expect(faultsIn(report)).toEqual([
      'roles.pforte.yaml:7:18: `order_read` stands under `can` as well',
    ])
    const wrong = await tryRoles('      - {role: clerk, can: [shop_manage]}\n')
    expect(failuresIn(wrong)).toEqual([
      'roles.pforte.yaml:5:29: role clerk can shop_manage (user:clerk can_shop_manage scope:clerk): expected allowed, got denied',
    ])
    expect(wrong.tests[0]?.results[0]?.explanation).toContain(
      'role:clerk#shop_manage@user:* is not there',
    )
  })

  test('that is said to be complete gives nothing else', async () => {
    const complete = `      - role: owner
        complete: true
        can: [users_read, order_read, shop_manage, tenant_edit]
`
    expect(failuresIn(await tryRoles(complete))).toEqual([])
    expect(failuresIn(await tryRoles(complete.replace(', tenant_edit', '')))).toEqual([
      'roles.pforte.yaml:5:15: role owner cannot tenant_edit (user:owner can_tenant_edit scope:owner): expected denied, got allowed',
    ])
  })
})

test('names that the policy does not have are told, with what may have been meant', async () => {
  const report =
    await tryRoles(`      - {role: clark, can: [orders_read], cannot: [order_aprove, x], features: [aproval]}
`)
  expect(faultsIn(report)).toEqual([
    'roles.pforte.yaml:5:16: `policy.yaml` has no role `clark` (did you mean `clerk`?)',
    'roles.pforte.yaml:5:29: `policy.yaml` has no permission `orders_read` (did you mean `order_read`?)',
    'roles.pforte.yaml:5:52: `policy.yaml` has no permission `order_aprove` (did you mean `order_approve`?)',
    'roles.pforte.yaml:5:66: `policy.yaml` has no permission `x`',
    'roles.pforte.yaml:5:81: `policy.yaml` has no feature `aproval` (did you mean `approval`?)',
  ])
})
