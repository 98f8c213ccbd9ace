import { describe, expect, it } from 'vitest'
import type { JsonObject } from '#model/json.ts'
import { changesOf } from '#policy/plan/access-impact.ts'
import { explainChange } from '#policy/plan/explain-change.ts'
import { makePlan, type Plan } from '#policy/plan/plan.ts'
import { departuresFrom, readPlanFile } from '#policy/plan/plan-file.ts'
import { planJson } from '#policy/plan/plan-json.ts'
import { changesByRole, failsOn, planSummary } from '#policy/plan/plan-summary.ts'
import { planText } from '#policy/plan/plan-text.ts'
import { plannedModel } from '#policy/plan/planned-model.ts'
import { SHOP_MODULE, SHOP_POLICY } from '../policy-text.ts'
import { bruteForce, linesOf } from './planned-change.ts'
import { link, NOW, order, planOf, shopFolder, shopTuples, tenantTuples } from './shop-plan.ts'

const BLIND_CLERK = { 'policy.yaml': SHOP_POLICY.replace('[order_read]', '[]') }
const NO_LINKS = { 'shop.fga': SHOP_MODULE.replace(' or link', '') }

function inWindow(_: string, { not_after: until }: JsonObject) {
  if (until === undefined) return 'error'
  return NOW < String(until) ? 'met' : 'unmet'
}

describe('a permission that a role loses', { timeout: 60_000 }, () => {
  it('is lost by exactly those who had it by that role', async () => {
    const plan = await planOf(BLIND_CLERK, shopTuples())
    expect(linesOf(plan.impact)).toEqual(
      [
        'order:2#can_order_read@user:cleo: allowed to denied',
        'order:2#can_order_read@user:dora: allowed to denied',
        'order:3#can_order_read@user:cleo: allowed to denied',
        'order:3#can_order_read@user:dora: allowed to denied',
        'order:1#can_order_read@user:ben: allowed to denied',
        'order:2#can_order_read@user:ben: allowed to denied',
        'order:3#can_order_read@user:ben: allowed to denied',
        'scope:corner#can_order_read@user:ben: allowed to denied',
        'scope:corner-back#can_order_read@user:ben: allowed to denied',
        'scope:corner-back#can_order_read@user:cleo: allowed to denied',
        'scope:corner-back#can_order_read@user:dora: allowed to denied',
      ].toSorted(),
    )
  })

  it('is lost by those whom asking every question finds', async () => {
    const plan = await planOf(BLIND_CLERK, shopTuples())
    const running = await shopFolder()
    const next = await shopFolder(BLIND_CLERK)
    const { lines } = bruteForce(
      {
        before: plannedModel(running.built.json).model,
        after: plannedModel(next.built.json).model,
        tuples: shopTuples(),
        differences: plan.roles.deletes.map((key) => ({ key, tuple: undefined })),
      },
      inWindow,
    )
    expect(linesOf(plan.impact)).toEqual(lines)
  })

  it('is counted by role, scope and relation', async () => {
    const plan = await planOf(BLIND_CLERK, shopTuples())
    const [clerk, ...others] = changesByRole(plan)
    expect(others).toEqual([])
    expect(clerk).toEqual({
      name: 'clerk',
      standard: 'clerk',
      roles: 1,
      gained: 0,
      lost: 11,
      undecided: 0,
      subjects: 3,
    })
    expect(plan.impact.byScope.map(({ name, lost }) => [name, lost])).toEqual([
      ['corner-back', 9],
      ['corner', 2],
    ])
    expect(plan.impact.byRelation.map(({ name, lost }) => [name, lost])).toEqual([
      ['order#can_order_read', 7],
      ['scope#can_order_read', 4],
    ])
  })

  it('is said of the role and of its copies', async () => {
    const plan = await planOf(BLIND_CLERK, shopTuples())
    expect(plan.differences.map(({ text }) => text)).toEqual(['role `clerk` loses `order_read`'])
    expect(plan.roles.followed.map(({ role }) => role)).toEqual(['corner-clerk', 'mill-clerk'])
  })

  it('is kept by whoever has an edited copy', async () => {
    const edited = { user: 'user:*', relation: 'users_read', object: 'role:corner-clerk' }
    const plan = await planOf(BLIND_CLERK, [...shopTuples(), edited])
    expect(linesOf(plan.impact)).toEqual([])
    expect(plan.roles.kept.map(({ kind }) => kind)).toEqual(['edited'])
  })

  it('is explained by how it was had', async () => {
    const { impact } = await planOf(BLIND_CLERK, shopTuples())
    const [change] = [...changesOf(impact)].filter(({ subject }) => subject === 'user:cleo')
    const explanation = change && explainChange(impact, change)
    expect(explanation?.verdict).toBe('allowed')
    expect(explanation?.text).toContain('role:corner-clerk#order_read@user:* is there')
  })
})

describe('the text of a plan', () => {
  it('says why nobody is in it, and counts nothing where nothing can differ', async () => {
    const empty = await planOf(BLIND_CLERK, [])
    const text = [...planText(empty, { full: false, paint: (_, words) => words })]
    expect(text).toContain('  Nobody gains or loses anything: the store holds no tuples.')
    const same = await planOf({}, shopTuples())
    expect([...planText(same, { full: false, paint: (_, words) => words })]).toEqual([
      expect.stringMatching(/^`shop`: the folder against /),
      'Model and policy are the same.',
      '\nAccess',
      '  Nobody gains or loses anything.',
    ])
  })

  it('says by role who loses, and of each example how it was had', async () => {
    const plan = await planOf(BLIND_CLERK, shopTuples())
    const text = [...planText(plan, { full: false, paint: (_, words) => words })].join('\n')
    expect(text).toContain('11 lost, 0 gained, by 3 subjects.')
    expect(text).toMatch(/^ {2}clerk \(1 copy\) +11 +0 +0 +3$/m)
    expect(text).toContain(`
    user:ben  can_order_read  order:1
      has it by: role:corner-clerk on scope:corner (binding:ben-clerk-corner)
`)
  })
})

describe('a change of the model', () => {
  it('is said in words, with those who lose by it', async () => {
    const plan = await planOf(NO_LINKS, shopTuples())
    expect(plan.differences.map(({ text }) => text)).toEqual([
      '`order#can_order_read` no longer by `link`',
    ])
    expect(linesOf(plan.impact)).toEqual(['order:2#can_order_read@link:open: allowed to denied'])
  })

  it('is judged at the time of the plan', async () => {
    const plan = await planOf({}, [order('1', 'corner'), link('over', '1', NOW)], {
      before: NO_LINKS,
    })
    expect(linesOf(plan.impact)).toEqual([])
  })

  it('gives and takes nothing where it is not read', async () => {
    const plan = await planOf(
      { 'shop.fga': `${SHOP_MODULE}    define buyer: [user]\n` },
      shopTuples(),
    )
    expect(plan.impact.relations).toEqual([])
    expect(plan.impact.extent).toEqual({ kind: 'exact', subjects: 0, steps: 0 })
  })

  it('tells what cannot be decided, and takes it for no gain and no loss', async () => {
    const open = { ...link('open', '2', ''), condition: { name: 'in_window', context: {} } }
    const plan = await planOf(NO_LINKS, [order('2', 'corner'), open])
    expect(linesOf(plan.impact)).toEqual(['order:2#can_order_read@link:open: undecided to denied'])
    expect(planSummary(plan)).toMatchObject({ gained: 0, lost: 0, mayBeGained: 0, mayBeLost: 1 })
    expect(failsOn(plan, 'lost')).toBe(true)
    expect(failsOn(plan, 'gained')).toBe(false)
  })

  it('counts what is undecided before as after', async () => {
    const open = { ...link('open', '2', ''), condition: { name: 'in_window', context: {} } }
    const also = { 'shop.fga': SHOP_MODULE.replace(' or link', ' or link or buyer') }
    const plan = await planOf({ 'shop.fga': `${also['shop.fga']}    define buyer: [user]\n` }, [
      order('2', 'corner'),
      open,
    ])
    expect(plan.impact.undecidedBoth).toEqual({
      count: 1,
      examples: ['order:2#can_order_read@link:open'],
    })
  })
})

describe('tuples that would count for nothing', () => {
  it('are counted by relation and reason', async () => {
    const policy = { 'policy.yaml': SHOP_POLICY.replace(/^links:\n.*\n/m, '') }
    const userLinks = SHOP_MODULE.replace('[link with in_window]', '[user]')
    const files = { ...policy, 'shop.fga': userLinks }
    const plan = await planOf(files, shopTuples(), { before: policy })
    expect(plan.orphans.groups).toEqual([
      {
        relation: 'order#link',
        reason: "type 'link' is not an allowed type restriction for 'order#link'",
        count: 2,
        examples: [
          link('open', '2', '2099-01-01T00:00:00Z'),
          link('over', '2', '2021-01-01T00:00:00Z'),
        ],
      },
    ])
    expect(plan.orphans.count).toBe(2)
  })

  it('are no toggles that the plan takes away itself', async () => {
    const withoutReading = {
      'policy.yaml': SHOP_POLICY.replace(/^ {2}order_approve:.*\n/m, '').replace(
        ' order_approve,',
        '',
      ),
    }
    const plan = await planOf(withoutReading, tenantTuples('corner', ['anna']))
    expect(plan.roles.deletes).toEqual([
      { user: 'user:*', relation: 'order_approve', object: 'role:corner-owner' },
    ])
    expect(plan.orphans.count).toBe(0)
    expect(plan.differences.map(({ text }) => text)).toEqual([
      'permission `order_approve` is no more',
      'role `owner` loses `order_approve`',
    ])
  })
})

describe('a store that is not there yet', () => {
  it('gets all that is new, and nobody gains or loses', async () => {
    const plan = await makePlan({
      ...(await shopFolder()),
      now: Date.parse(NOW),
      pause: () => Promise.resolve(),
    })
    expect(plan.from).toBeUndefined()
    expect(plan.impact.stored).toEqual([])
    expect(plan.differences.map(({ text }) => text)).toEqual(
      expect.arrayContaining(['permission `order_read` is new', 'type `order` is new']),
    )
  })
})

describe('a plan that is too much work', () => {
  it('is a sample, and says of how many and by which seed', async () => {
    const plan = await planOf(BLIND_CLERK, shopTuples(), { maxSteps: 120 })
    const { impact } = plan
    expect([failsOn(plan, 'lost'), failsOn(plan, 'gained')]).toEqual([true, true])
    expect(impact.extent).toMatchObject({ kind: 'sample', seed: 20_261_125 })
    const exact = await planOf(BLIND_CLERK, shopTuples())
    expect(linesOf(exact.impact)).toEqual(expect.arrayContaining([...linesOf(impact)]))
  })
})

describe('a plan in a file', () => {
  async function written(plan: Plan) {
    const file = readPlanFile([...planJson(plan, false)].join('\n'))
    if (file === undefined) throw new Error('what was written is no plan')
    return file
  }

  it('is kept by an apply that does the same', async () => {
    const file = await written(await planOf(BLIND_CLERK, shopTuples()))
    const harmless = { user: 'user:anna', relation: 'member', object: 'group:day' }
    expect(departuresFrom(file, await planOf(BLIND_CLERK, [...shopTuples(), harmless]))).toEqual([])
  })

  it('is left by an apply that takes access from others', async () => {
    const file = await written(await planOf(BLIND_CLERK, shopTuples()))
    const later = await planOf(BLIND_CLERK, [...shopTuples(), order('6', 'corner')])
    expect(departuresFrom(file, later)).toEqual([
      'the tuples of the store have changed, and other people would gain or lose access',
    ])
  })

  it('is left by other files, and by a store that runs another version', async () => {
    const file = await written(await planOf(BLIND_CLERK, shopTuples()))
    expect(departuresFrom(file, await planOf(NO_LINKS, shopTuples(), { version: 4 }))).toEqual([
      'the files of the folder are others',
      'the store runs version 4, and ran version 3',
    ])
  })

  it('is no other JSON, and no other text', () => {
    expect([readPlanFile('{"plan":2}'), readPlanFile('plan')]).toEqual([undefined, undefined])
  })
})
