import { describe, expect, it } from 'vitest'
import { staleFiles } from '#policy/build-policy.ts'
import { isAllowed, storeWith } from '../authorizer/embedded-store.ts'
import { buildShop, faultsOfShop, SHOP_MODULE, SHOP_POLICY } from './policy-text.ts'

async function builtShop(files: Readonly<Record<string, string>> = {}) {
  const build = await buildShop(files)
  if (build.kind === 'findings') throw new Error(JSON.stringify(build.findings))
  return build.built
}

describe('a built policy', () => {
  it('has the core, a block for each permission, and the module, in one model', async () => {
    const { made } = await builtShop()
    const model = made.get('model.fga') ?? ''
    for (const line of [
      '    define has_approval: [feature#enabled]',
      '    define order_read: [user:*]',
      '    define order_read: holder and order_read from role',
      '    define order_read: order_read from binding or order_read from parent',
      '    define can_order_read: order_read and insider',
      '    define can_order_approve: order_approve and insider and has_approval from tenant',
      '    define tenant_edit: [user:*] or shop_manage',
      '    define can_order_read: can_order_read from shop or link',
    ]) {
      expect(model.split('\n')).toContain(line)
    }
    expect(model).toMatch(/^# Made by `pforte build` of .*policy.yaml, shop.fga/)
    expect(model).toContain('model\n  schema 1.1\n')
  })

  it('has its standard roles as tuples for tests', async () => {
    const { made } = await builtShop()
    expect(made.get('roles.yaml')).toContain(
      '- {user: "user:*", relation: order_read, object: "role:clerk"}\n',
    )
  })

  it('gives what a permission opens in the core, and nothing to who has it not', async () => {
    const { made } = await builtShop()
    const store = await storeWith(made.get('model.fga') ?? '', [
      'role:owner#shop_manage@user:*',
      'role:clerk#order_read@user:*',
    ])
    expect(await isAllowed(store, 'role:owner#tenant_edit@user:anna')).toBe(true)
    expect(await isAllowed(store, 'role:clerk#tenant_edit@user:anna')).toBe(false)
  })

  it('is current only with the files that are made of it', async () => {
    const built = await builtShop()
    const folder = (files: ReadonlyMap<string, string>) => ({ name: 'shop' as never, files })
    expect(staleFiles(folder(built.made), built)).toEqual([])
    const crlf = new Map(
      [...built.made].map(([file, text]) => [file, text.replaceAll('\n', '\r\n')]),
    )
    expect(staleFiles(folder(crlf), built)).toEqual([])
    expect(staleFiles(folder(new Map()), built)).toEqual(['model.fga', 'roles.yaml'])
  })

  it('keeps a relation of the module that is called like the metadata of modules', async () => {
    const { made } = await builtShop({
      'shop.fga': `${SHOP_MODULE}    define module: [user]\n    define source_info: module\n`,
    })
    expect(made.get('model.fga')).toContain(
      '    define module: [user]\n    define source_info: module\n',
    )
  })

  it('is the same from sources with other line ends and a byte order mark', async () => {
    const plain = await builtShop()
    const other = await builtShop({
      'policy.yaml': `\uFEFF${SHOP_POLICY.replaceAll('\n', '\r\n')}`,
      'shop.fga': SHOP_MODULE.replaceAll('\n', '\r\n'),
    })
    expect(other.made).toEqual(plain.made)
  })
})

describe('a policy that cannot be built says where and why', () => {
  const spoilt = (find: string, replace: string) => {
    expect(SHOP_POLICY).toContain(find)
    return { 'policy.yaml': SHOP_POLICY.replace(find, replace) }
  }

  it.each([
    [
      'an unknown key',
      spoilt('tenant_kinds:\n', 'tenantkinds: {}\ntenant_kinds:\n'),
      'policy.yaml:2:1: `tenantkinds` is not known here; known are title, description, tenant_kinds, permission_groups, permissions, features, roles, links, administration, assertions',
    ],
    [
      'a key that is missing',
      spoilt('label: {de: Freigabe, en: Approval}', 'initially: on'),
      'policy.yaml:11:13: `features.approval.label`: is missing: it must be a text, or one each under `de` and `en`',
    ],
    [
      'a key of a wrong type',
      spoilt('permissions: [order_read]', 'permissions: order_read'),
      'policy.yaml:19:18: `roles.clerk.permissions`: must be a list of keys',
    ],
    [
      'a permission that no model has',
      spoilt('permissions: [order_read]', 'permissions: [order_raed]'),
      'policy.yaml:19:19: `roles.clerk.permissions.0`: there is no permission `order_raed` (did you mean `order_read`?)',
    ],
    [
      'a permission that stands twice',
      spoilt('permissions: [order_read]', 'permissions: [order_read, order_read]'),
      'policy.yaml:19:31: `roles.clerk.permissions.1`: `order_read` stands here twice',
    ],
    [
      'two roles of one key',
      spoilt('  clerk:', '  owner:'),
      'policy.yaml:17:3: `owner` stands here twice; a key stands once in a map',
    ],
    [
      'a name that no relation can have',
      spoilt('order_approve: {', '"order.approve": {'),
      'policy.yaml:8:3: `permissions.order.approve`: must be a key of lower case letters, digits and underscores, like `order_read`',
    ],
    [
      'a feature that is not declared',
      spoilt('while: approval', 'while: aproval'),
      'policy.yaml:8:63: `permissions.order_approve.while`: there is no feature `aproval` (did you mean `approval`?)',
    ],
    [
      'a permission that opens none of the core',
      spoilt('opens: [tenant_edit]', 'opens: [order_read]'),
      'policy.yaml:9:61: `permissions.shop_manage.opens.0`: must be a permission of the core, like `tenant_edit`',
    ],
    [
      'a permission of the core in a group that is not declared',
      spoilt('  shop_manage:', '  users_read: { label: People, group: peple }\n  shop_manage:'),
      'policy.yaml:9:39: `permissions.users_read.group`: there is no permission group `peple`',
    ],
    [
      'a permission of the core that depends on a feature',
      spoilt('  shop_manage:', '  users_read: { label: People, while: approval }\n  shop_manage:'),
      'policy.yaml:9:39: `permissions.users_read.while`: `users_read` is a permission of the core: only its texts and its group can be given',
    ],
    [
      'a deprecated role that gives something',
      spoilt('    tenant_kinds: [shop]\n', '    deprecated: true\n'),
      'policy.yaml:19:18: `roles.clerk.permissions`: a deprecated role gives nothing: the list must be empty',
    ],
    [
      'a role that is assigned by nobody known',
      spoilt('assigned_by: [owner]', 'assigned_by: [boss]'),
      'policy.yaml:21:19: `roles.clerk.assigned_by.0`: there is no role `boss`',
    ],
    [
      'a permission named like a relation of the core',
      { 'policy.yaml': SHOP_POLICY.replaceAll('order_approve', 'parent') },
      'policy.yaml:8:3: relation `parent` of type `scope` is defined twice',
    ],
    [
      'a link that is tied by whom nobody knows',
      spoilt('relation: link, form', 'relation: link, tied_by: can_order_share, form'),
      'policy.yaml:23:67: `links.order_link.tied_by`: the model has no relation `order#can_order_share`',
    ],
    [
      'a link to a relation that takes none',
      spoilt('relation: link, form', 'relation: shop, form'),
      'policy.yaml:23:52: `links.order_link.relation`: `order#shop` takes no link: it must allow `[link with in_window]`',
    ],
    [
      'broken YAML',
      spoilt('roles:\n', 'roles: [\n'),
      'policy.yaml:14:5: Block collections are not allowed within flow collections',
    ],
  ])('%s', async (_, files, fault) => {
    expect(await faultsOfShop(files)).toContain(fault)
  })

  it('a module that redefines a relation of the core', async () => {
    const files = {
      'shop.fga': `${SHOP_MODULE}\nextend type scope\n  relations\n    define insider: [user]\n`,
    }
    expect(await faultsOfShop(files)).toEqual([
      'shop.fga:11:12: relation `insider` of type `scope` is defined twice',
    ])
  })

  it('a module that names what is not there', async () => {
    const files = { 'shop.fga': SHOP_MODULE.replace('[scope]', '[scop]') }
    expect(await faultsOfShop(files)).toEqual([
      'shop.fga:5:19: `scop`: type `scop` is not defined',
      'shop.fga:7:28: `can_order_read from shop`: no type of `shop` has a relation `can_order_read`',
    ])
  })

  it('a module that does not begin as one', async () => {
    const files = { 'shop.fga': SHOP_MODULE.replace('module shop', 'model\n  schema 1.1') }
    expect(await faultsOfShop(files)).toEqual([
      'shop.fga:1:1: a module begins with `module` and its name, not with `model`',
    ])
  })

  it('a module without its first line', async () => {
    const files = { 'shop.fga': SHOP_MODULE.replace(/^module shop\n/, '') }
    expect(await faultsOfShop(files)).toEqual([
      'shop.fga:2:1: a module begins with `module` and its name',
    ])
  })

  it('a module with a condition that is none', async () => {
    const condition = 'condition busy(load: int) {\n  load > "much"\n}\n'
    const module = SHOP_MODULE.replace('[scope]', '[scope, scope with busy]')
    expect(await faultsOfShop({ 'shop.fga': `${module}\n${condition}` })).toEqual([
      expect.stringMatching(/^shop\.fga:9:11: condition `busy`: .*_>_/),
    ])
  })

  it('YAML that would grow without end', async () => {
    const bomb = ['a: &a [x, x, x, x, x, x, x, x, x]']
    for (const [name, before] of ['ba', 'cb', 'dc', 'ed', 'fe']) {
      bomb.push(`${name}: &${name} [${Array(9).fill(`*${before}`).join(', ')}]`)
    }
    expect(await faultsOfShop({ 'policy.yaml': `${bomb.join('\n')}\n` })).toEqual([
      'policy.yaml:1:1: more than 100 aliases are resolved here; write the values out',
    ])
  })

  it('YAML whose merges would multiply', async () => {
    const bomb = ['a: &a {x: 1}']
    for (const [name, before] of ['ba', 'cb', 'dc', 'ed', 'fe', 'gf', 'hg', 'ih', 'ji']) {
      bomb.push(`${name}: &${name} {<<: [${Array(9).fill(`*${before}`).join(', ')}]}`)
    }
    expect(await faultsOfShop({ 'policy.yaml': `${bomb.join('\n')}\n` })).toEqual([
      'policy.yaml:1:1: more than 100 aliases are resolved here; write the values out',
    ])
  })

  it('YAML that stands within itself', async () => {
    for (const yaml of ['title: x\nroles: &a {xx: *a}\n', 'title: x\nroles: &a {<<: *a}\n']) {
      expect(await faultsOfShop({ 'policy.yaml': yaml })).toEqual([
        'policy.yaml:2:16: `*a` stands within what it names, which would have no end',
      ])
    }
  })

  it('a merge of what is no map', async () => {
    expect(await faultsOfShop({ 'policy.yaml': '<<: 1\n' })).toEqual([
      'policy.yaml:1:1: what `<<` merges must be a map, or a list of maps',
    ])
  })

  it('more keys than anybody reads, without taking a time for each two of them', async () => {
    const keys = Array.from({ length: 40_000 }, (_, index) => `k${index}: 1\n`).join('')
    const faults = await faultsOfShop({ 'policy.yaml': `${SHOP_POLICY}${keys}` })
    expect(faults).toHaveLength(40_000)
    expect(faults.at(-1)).toMatch(
      /^policy\.yaml:\d+:1: `k39999` is not known here; known are title/,
    )
    const twice = await faultsOfShop({ 'policy.yaml': `${keys}k7: 2\n` })
    expect(twice).toEqual([
      'policy.yaml:40001:1: `k7` stands here twice; a key stands once in a map',
    ])
  }, 20_000)

  it('a module that is no text: of its faults the first hundred', async () => {
    const faults = await faultsOfShop({ 'shop.fga': `${SHOP_MODULE}${'@'.repeat(1_000)}` })
    expect(faults).toHaveLength(100)
  })

  it('a model that is too large, which no line of it is to blame for', async () => {
    const permissions = Array.from({ length: 900 }, (_, index) => `  p${index}: {label: x}\n`)
    const policy = SHOP_POLICY.replace(/^permissions:\n/m, `permissions:\n${permissions.join('')}`)
    expect(await faultsOfShop({ 'policy.yaml': policy })).toEqual([
      expect.stringMatching(/^policy\.yaml:1:1: a model has at most 262144 bytes, not \d+$/),
    ])
  })

  it('a policy that says nothing', async () => {
    expect(await faultsOfShop({ 'policy.yaml': '' })).toEqual([
      'policy.yaml:1:1: must be a map; its keys can be title, description, tenant_kinds, permission_groups, permissions, features, roles, links, administration, assertions',
    ])
  })
})

describe('the rules of routes.yaml', () => {
  const routes = (rule: string) => ({ 'routes.yaml': `host: shop.local\nroutes:\n  - ${rule}\n` })

  it.each([
    '{methods: [GET, HEAD], path: "/public/**", allow: anyone}',
    '{methods: ["*"], path: /me, allow: authenticated}',
    '{methods: [GET], path: "/orders/{id}", relation: can_order_read, object: "order:{id}"}',
  ])('are sound: %s', async (rule) => {
    expect(await faultsOfShop(routes(rule))).toEqual([])
  })

  it.each([
    [
      '{methods: [GET], path: "/orders/{id}", relation: can_read, object: "order:{id}"}',
      'routes.yaml:3:54: `routes.0.relation`: the model has no relation `order#can_read`',
    ],
    [
      '{methods: [GET], path: "/orders/{id}", relation: can_order_read, object: "order:{no}"}',
      'routes.yaml:3:78: `routes.0.object`: the path has no `{no}`',
    ],
    [
      '{methods: [GET], path: "/x", relation: can_order_read, object: "ordr:1"}',
      'routes.yaml:3:68: `routes.0.object`: the model has no type `ordr`',
    ],
    [
      '{methods: [get], path: "/x", allow: anyone}',
      'routes.yaml:3:16: `routes.0.methods.0`: must be a method in upper case, or "*"',
    ],
    [
      '{methods: [GET], path: "/a//b", allow: anyone}',
      'routes.yaml:3:28: `routes.0.path`: must be a path like /docs/{id} or /admin/**',
    ],
    [
      '{methods: [GET], path: "/x"}',
      'routes.yaml:3:5: `routes.0`: a rule has either `allow`, or `relation` and `object`',
    ],
  ])('are not: %s', async (rule, fault) => {
    expect(await faultsOfShop(routes(rule))).toEqual([fault])
  })
})
