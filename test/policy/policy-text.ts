/** A small policy, as its author writes it, for tests to spoil. */
import { readFileSync } from 'node:fs'
import type { PolicyName } from '#model/policy-name.ts'
import { type Build, buildPolicy } from '#policy/build-policy.ts'

export const CORE = readFileSync('model.fga', 'utf8')

export const SHOP_POLICY = `title: {de: Laden, en: Shop}
tenant_kinds:
  shop: {label: {de: Laden, en: Shop}}
permission_groups:
  orders: {de: Bestellungen, en: Orders}
permissions:
  order_read: {label: {de: Ansehen, en: See}, group: orders}
  order_approve: {label: {de: Freigeben, en: Approve}, while: approval}
  shop_manage: {label: {de: Verwalten, en: Manage}, opens: [tenant_edit]}
features:
  approval: {label: {de: Freigabe, en: Approval}}
roles:
  owner:
    label: {de: Inhaberin, en: Owner}
    permissions: [users_read, order_read, order_approve, shop_manage]
    deletable: false
  clerk:
    label: {de: Verkäufer, en: Clerk}
    permissions: [order_read]
    tenant_kinds: [shop]
    assigned_by: [owner]
links:
  order_link: {label: Link, type: order, relation: link, form: link}
administration:
  first_member: [owner]
`

export const SHOP_MODULE = `module shop

type order
  relations
    define shop: [scope]
    define link: [link with in_window]
    define can_order_read: can_order_read from shop or link
`

export function buildShop(files: Readonly<Record<string, string>> = {}): Promise<Build> {
  const texts = { 'policy.yaml': SHOP_POLICY, 'shop.fga': SHOP_MODULE, ...files }
  const folder = { name: 'shop' as PolicyName, files: new Map(Object.entries(texts)) }
  return buildPolicy(CORE, folder)
}

/** What is wrong with the shop, a line each: `file:line:column: message`. */
export async function faultsOfShop(
  files: Readonly<Record<string, string>>,
): Promise<readonly string[]> {
  const build = await buildShop(files)
  if (build.kind === 'built') return []
  return build.findings.map(
    ({ file, line, column, message }) => `${file}:${line}:${column}: ${message}`,
  )
}
