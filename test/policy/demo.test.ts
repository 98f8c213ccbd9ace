import { describe, expect, it } from 'vitest'
import type { PolicyName } from '#model/policy-name.ts'
import { readDemo } from '#policy/demo.ts'
import { demoTuples } from '#policy/demo-tuples.ts'
import { fillDemo } from '#policy/fill-demo.ts'
import { readPolicy } from '#policy/read-policy.ts'
import { isAllowed, storeWith } from '../authorizer/embedded-store.ts'
import { buildShop, SHOP_MODULE, SHOP_POLICY } from './policy-text.ts'

const DEMO = `tenants:
  corner:
    kind: shop
    label: Corner shop
    features: [approval]
    scopes:
      back: {label: Back room}
    groups:
      night: {label: Night shift, members: [cleo]}
    custom_roles:
      stock: {label: Stock, permissions: [users_read]}
    members:
      anna: {first_name: Anna, last_name: Arndt, email: anna@corner.example, roles: [owner]}
      ben:
        first_name: Ben
        last_name: Beck
        email: ben@corner.example
        status: deactivated
        roles: [owner]
      cleo: {first_name: Cleo, last_name: Conrad, email: cleo@corner.example}
      dora:
        first_name: Dora
        last_name: Dietz
        email: dora@corner.example
        roles: [{role: clerk, scope: back}, stock]
    group_roles:
      - {group: night, role: clerk, scope: back}
    links:
      l1: {object: "order:1", relation: link, not_before: 2020-01-01T00:00:00Z, not_after: 2099-01-01T00:00:00Z}
      l2: {object: "order:1", relation: link, not_before: 2020-01-01T00:00:00Z, not_after: 2020-02-01T00:00:00Z}
      l3: {object: "order:1", relation: link, not_before: 2020-01-01T00:00:00Z, not_after: 2099-01-01T00:00:00Z, withdrawn: true}
tuples:
  - {user: "scope:back", relation: shop, object: "order:1"}
questions:
  - {text: May Anna read it?, user: "user:anna", relation: can_order_read, object: "order:1", allowed: true}
`

function policyOfShop() {
  const reading = readPolicy(SHOP_POLICY)
  if (reading.kind === 'findings') throw new Error('the shop is sound')
  return reading.value
}

function faultsOf(demo: string): readonly string[] {
  const reading = readDemo(demo, policyOfShop())
  if (reading.kind === 'value') return []
  return reading.findings.map(
    ({ file, line, column, message }) => `${file}:${line}:${column}: ${message}`,
  )
}

async function filledShop() {
  const build = await buildShop()
  const demo = readDemo(DEMO, policyOfShop())
  if (build.kind === 'findings' || demo.kind === 'findings') throw new Error('the shop is sound')
  const model = build.built.made.get('model.fga') ?? ''
  return storeWith(model, demoTuples(demo.value, policyOfShop()))
}

describe('the organization of a demo', () => {
  it.each([
    ['scope:corner#can_order_approve@user:anna', true],
    ['scope:corner#can_tenant_edit@user:anna', true],
    ['order:1#can_order_read@user:anna', true],
    // Deactivated.
    ['scope:corner#can_order_read@user:ben', false],
    // In the back room only, as one of the night shift.
    ['order:1#can_order_read@user:cleo', true],
    ['scope:corner#can_order_read@user:cleo', false],
    // A role of her own tenant beside a standard one.
    ['order:1#can_order_read@user:dora', true],
    ['scope:corner#can_users_read@user:dora', true],
    ['scope:corner#can_order_approve@user:dora', false],
    ['order:1#can_order_read@link:l1', true],
    ['order:1#can_order_read@link:l2', false],
    ['order:1#can_order_read@link:l3', false],
  ])('may %s: %s', async (question, allowed) => {
    const context = { now: '2026-01-01T00:00:00Z' }
    expect(await isAllowed(await filledShop(), question, { context })).toBe(allowed)
  })

  it("has its tenant's own copy of each role that it offers", () => {
    const demo = readDemo(DEMO, policyOfShop())
    if (demo.kind === 'findings') throw new Error('the demo is sound')
    const copies = demoTuples(demo.value, policyOfShop()).filter(
      ({ relation }) => relation === 'standard',
    )
    expect(copies.map(({ user, object }) => `${object} of ${user}`)).toEqual([
      'role:corner-owner of standard_role:owner',
      'role:corner-clerk of standard_role:clerk',
    ])
  })
})

describe('filling stores with demos', () => {
  const folder = (files: Readonly<Record<string, string>>) => ({
    name: 'shop' as PolicyName,
    files: new Map(
      Object.entries({ 'policy.yaml': SHOP_POLICY, 'shop.fga': SHOP_MODULE, ...files }),
    ),
  })

  it('refuses a policy that has no store', async () => {
    const { authorizer } = await storeWith('model\n  schema 1.1\ntype user\n')
    await expect(fillDemo(authorizer, [folder({ 'demo.yaml': DEMO })])).rejects.toThrow(
      'policies/shop has no store',
    )
  })

  it('leaves out a folder without a demo', async () => {
    const { authorizer } = await storeWith('model\n  schema 1.1\ntype user\n')
    expect(await fillDemo(authorizer, [folder({})])).toEqual([])
  })
})

describe('a demo that does not fit its policy says where and why', () => {
  it.each([
    [
      'roles: [owner]}',
      'roles: [ownr]}',
      'demo.yaml:13:86: there is no role `ownr` (did you mean `owner`?)',
    ],
    ['features: [approval]', 'features: [extra]', 'demo.yaml:5:16: there is no feature `extra`'],
    [
      'kind: shop',
      'kind: shp',
      'demo.yaml:3:11: there is no tenant kind `shp` (did you mean `shop`?)',
    ],
    [
      'members: [cleo]',
      'members: [leo]',
      'demo.yaml:9:45: there is no member `leo` (did you mean `cleo`?)',
    ],
    [
      'email: cleo@corner.example',
      'email: cleo',
      'demo.yaml:20:58: `tenants.corner.members.cleo.email`: must be an address like anna@nordwind.example',
    ],
    [
      'not_before: 2020-01-01T00:00:00Z',
      'not_before: soon',
      'demo.yaml:29:59: `tenants.corner.links.l1.not_before`: must be a time like 2026-03-01T12:00:00Z',
    ],
  ])('%s as %s', (find, replace, fault) => {
    expect(DEMO).toContain(find)
    expect(faultsOf(DEMO.replace(find, replace))).toContain(fault)
  })
})
