/** Plans of the shop: what it is, what it is to become, and the tuples of its tenants. */
import {
  bindingTuples,
  featureTuples,
  groupTuples,
  memberTuples,
  roleTuples,
  scopeTuples,
  seatTuples,
} from '#core/core-tuples.ts'
import type { PolicyName } from '#model/policy-name.ts'
import type { Tuple } from '#model/tuple.ts'
import type { BuiltPolicy } from '#policy/build-policy.ts'
import { makePlan, type Plan } from '#policy/plan/plan.ts'
import type { PolicyFolder } from '#policy/policy-folder.ts'
import { buildShop, SHOP_MODULE, SHOP_POLICY } from '../policy-text.ts'

export const NOW = '2026-03-01T12:00:00Z'

type Files = Readonly<Record<string, string>>

/** The shop with some of its files written anew. */
export async function shopFolder(
  files: Files = {},
): Promise<{ readonly folder: PolicyFolder; readonly built: BuiltPolicy }> {
  const build = await buildShop(files)
  if (build.kind === 'findings') throw new Error(JSON.stringify(build.findings))
  const { built } = build
  const texts = { 'policy.yaml': SHOP_POLICY, 'shop.fga': SHOP_MODULE, ...files }
  const folder = {
    name: 'shop' as PolicyName,
    files: new Map([...Object.entries(texts), ...built.made]),
  }
  return { folder, built }
}

/** What applying the shop with these files would do where the shop as it stands runs. */
export async function planOf(
  files: Files,
  tuples: readonly Tuple[],
  options: { readonly before?: Files; readonly maxSteps?: number; readonly version?: number } = {},
): Promise<Plan> {
  const running = await shopFolder(options.before)
  const next = await shopFolder(files)
  return makePlan({
    ...next,
    snapshot: {
      version: options.version ?? 3,
      modelId: '01HVMMBCMGZNT3SED4Z17ECXCA',
      revision: 'r7',
      model: running.built.json,
      files: running.folder.files,
      tuples,
    },
    now: Date.parse(NOW),
    pause: () => Promise.resolve(),
    ...(options.maxSteps !== undefined && { maxSteps: options.maxSteps }),
  })
}

/** A tenant with copies of the shop's roles, as they are while nobody has edited them. */
export function tenantTuples(tenant: string, members: readonly string[]): readonly Tuple[] {
  return [
    ...members.flatMap((member) => memberTuples(tenant, member)),
    ...seatTuples(tenant, 'everybody'),
    ...featureTuples(tenant, { id: `${tenant}-approval`, key: 'approval', enabled: true }),
    ...scopeTuples({ id: tenant, tenant }),
    ...scopeTuples({ id: `${tenant}-back`, tenant, parent: tenant }),
    ...roleTuples({
      id: `${tenant}-owner`,
      permissions: ['users_read', 'order_read', 'order_approve', 'shop_manage'],
      standard: 'owner',
    }),
    ...roleTuples({ id: `${tenant}-clerk`, permissions: ['order_read'], standard: 'clerk' }),
  ]
}

/** `anna owner corner`: a binding of her role to the scope, which hangs in the tenant. */
function bound(tenant: string, ...lines: readonly string[]): readonly Tuple[] {
  return lines.flatMap((line) => {
    const [who = '', role = '', scope = tenant] = line.split(' ')
    const subject = who.includes(':') ? who : `user:${who}`
    const id = `${who}-${role}-${scope}`.replace(/[:#]/g, '-')
    return bindingTuples({ id, tenant, role: `${tenant}-${role}`, subject, scope })
  })
}

export function order(id: string, scope: string): Tuple {
  return { user: `scope:${scope}`, relation: 'shop', object: `order:${id}` }
}

export function link(id: string, to: string, until: string): Tuple {
  return {
    user: `link:${id}`,
    relation: 'link',
    object: `order:${to}`,
    condition: {
      name: 'in_window',
      context: { not_before: '2020-01-01T00:00:00Z', not_after: until },
    },
  }
}

/** Two tenants with scopes, groups, foreign bindings, edited roles, orders and links. */
export function shopTuples(): readonly Tuple[] {
  return [
    ...tenantTuples('corner', ['anna', 'ben', 'cleo', 'dora']),
    ...groupTuples('night', ['cleo', 'gone']),
    ...bound('corner', 'anna owner', 'ben clerk', 'dora clerk corner-back'),
    ...bound('corner', 'group:night#member clerk corner-back', 'ben clerk corner-back'),
    ...tenantTuples('mill', ['eva', 'finn']),
    ...bound('mill', 'eva owner', 'finn clerk mill-back', 'eva clerk'),
    // Finn's role hangs on a foreign scope: it gives nothing there.
    ...bound('mill', 'finn clerk corner'),
    ...roleTuples({ id: 'mill-stock', permissions: ['order_read', 'users_read'] }),
    ...bound('mill', 'finn stock mill-back'),
    order('1', 'corner'),
    order('2', 'corner-back'),
    order('3', 'corner-back'),
    order('4', 'mill-back'),
    order('5', 'mill'),
    link('open', '2', '2099-01-01T00:00:00Z'),
    link('over', '2', '2021-01-01T00:00:00Z'),
  ]
}
