import type { PolicyName } from '#model/policy-name.ts'
import { buildPolicy } from '#policy/build-policy.ts'
import type { PolicyFolder } from '#policy/policy-folder.ts'
import { CORE, SHOP_MODULE, SHOP_POLICY } from './policy-text.ts'

export const SHOP = 'shop' as PolicyName

/** Clerks approve orders, too. */
export const GENEROUS = SHOP_POLICY.replace(
  'permissions: [order_read]',
  'permissions: [order_read, order_approve]',
)

/** The shop with changed texts, as `pforte build` leaves its folder. */
export async function builtShop(
  changed: Readonly<Record<string, string>> = {},
): Promise<PolicyFolder> {
  const texts = { 'policy.yaml': SHOP_POLICY, 'shop.fga': SHOP_MODULE, ...changed }
  const files = new Map(Object.entries(texts))
  const build = await buildPolicy(CORE, { name: SHOP, files })
  if (build.kind === 'findings') throw new Error(JSON.stringify(build.findings))
  return { name: SHOP, files: new Map([...files, ...build.built.made]) }
}
