import { describe, expect, it } from 'vitest'
import { parseDsl } from '#model/dsl.ts'
import { modelDifference } from '#policy/plan/model-difference.ts'
import { plannedModel } from '#policy/plan/planned-model.ts'
import { policyDifference } from '#policy/plan/policy-difference.ts'
import type { Policy } from '#policy/policy.ts'
import { readPolicy } from '#policy/read-policy.ts'
import { SHOP_POLICY } from '../policy-text.ts'

async function modelOf(dsl: string) {
  const parsed = await parseDsl(`model\n  schema 1.1\n${dsl}`, 'model.fga')
  if (parsed.kind === 'findings') throw new Error(JSON.stringify(parsed.findings))
  return plannedModel(parsed.json).model
}

/** A document with these definitions, `a`, `b` and `c` beside them. */
function documentModel(...definitions: readonly string[]) {
  const defines = [...definitions, 'a: [user]', 'b: [user]', 'c: [user]']
  return modelOf(
    `type user\ntype document\n  relations\n${defines.map((line) => `    define ${line}\n`).join('')}`,
  )
}

async function wordsFor(before: string, after: string): Promise<readonly string[]> {
  const differences = modelDifference(await documentModel(before), await documentModel(after))
  return differences.map(({ text }) => text)
}

describe('a relation that changes', () => {
  it.each([
    ['can: a', 'can: a or b from parent', ['`document#can` also by `b from parent`']],
    ['can: a or b', 'can: a', ['`document#can` no longer by `b`']],
    ['can: a', 'can: a and b', ['`document#can` needs `b` as well']],
    ['can: a and b and c', 'can: a and c', ['`document#can` no longer needs `b`']],
    ['can: a', 'can: a but not b', ['`document#can` no longer for `b`']],
    ['can: a but not b', 'can: a', ['`document#can` for `b`, too']],
    ['can: a but not b', 'can: (a or c) but not b', ['`document#can` also by `c`']],
    ['can: a or b', 'can: b or a', []],
    ['can: a', 'can: b', ['`document#can` was `a`, becomes `b`']],
    [
      'can: a and (b or c)',
      'can: a or c',
      ['`document#can` was `a and (b or c)`, becomes `a or c`'],
    ],
    ['can: [user]', 'can: [user] or a', ['`document#can` also by `a`']],
    [
      'can: [user] or a',
      'can: [user, user:*, document#b] or a',
      ['`document#can` may also name `document#b`', '`document#can` may also name `user:*`'],
    ],
    ['can: [user, document#b]', 'can: [user]', ['`document#can` may no longer name `document#b`']],
  ])('from `%s` to `%s` is said in words', async (before, after, words) => {
    const parent = (definition: string) => `${definition}\n    define parent: [document]`
    expect(await wordsFor(parent(before), parent(after))).toEqual(words)
  })

  it('comes and goes by name, with what it is', async () => {
    expect(await wordsFor('old: a', 'new: a or b')).toEqual([
      'relation `document#new` is new: `a or b`',
      'relation `document#old` is no more',
    ])
  })
})

describe('types and conditions that change', () => {
  it('are told by name, relations with their type', async () => {
    const before = await modelOf('type user\ntype old\n  relations\n    define a: [user]\n')
    const after = await modelOf('type user\ntype new\n  relations\n    define a: [user]\n')
    expect(modelDifference(before, after).map(({ text }) => text)).toEqual([
      'type `new` is new',
      'type `old` is no more',
    ])
  })

  it('are told with parameters and expression', async () => {
    const withCondition = (condition: string) =>
      modelOf(
        `type user\ntype document\n  relations\n    define a: [user with near]\n${condition}\n`,
      )
    const before = await withCondition('condition near(x: int) {\n  x < 5\n}')
    const after = await withCondition('condition near(x: int, y: list<string>) {\n  x < 6\n}')
    expect(modelDifference(before, after).map(({ text }) => text)).toEqual([
      'condition `near` took `x: int`, takes `x: int, y: list<string>`',
      'condition `near` was `x < 5`, becomes `x < 6`',
    ])
  })
})

describe('a policy that changes', () => {
  function policyOf(text: string): Policy {
    const reading = readPolicy(text)
    if (reading.kind === 'findings') throw new Error(JSON.stringify(reading.findings))
    return reading.value
  }

  function wordsAfter(...replaced: readonly (readonly [string, string])[]): readonly string[] {
    const text = replaced.reduce((all, [from, to]) => all.replace(from, to), SHOP_POLICY)
    expect(text).not.toBe(SHOP_POLICY)
    return policyDifference(policyOf(SHOP_POLICY), policyOf(text)).map(({ text: words }) => words)
  }

  it('is the same as itself', () => {
    expect(policyDifference(policyOf(SHOP_POLICY), policyOf(SHOP_POLICY))).toEqual([])
  })

  it('says what becomes of permissions and features', () => {
    expect(
      wordsAfter([', while: approval}', '}'], ['label: {de: Ansehen, en: See}', 'label: Look']),
    ).toEqual([
      'permission `order_approve`: feature: approval → none',
      'permission `order_read`: label: “See” (“Ansehen”) → “Look”',
    ])
  })

  it('says what becomes of roles', () => {
    expect(
      wordsAfter(
        ['    permissions: [order_read]', '    permissions: [order_approve]'],
        ['    tenant_kinds: [shop]\n', '    while: approval\n'],
        ['    assigned_by: [owner]\n', ''],
      ),
    ).toEqual([
      'role `clerk` gets `order_approve`',
      'role `clerk` loses `order_read`',
      'role `clerk`: tenant kinds: shop → all',
      'role `clerk`: feature (of bindings made from then on): none → approval',
      'role `clerk`: assigned by: owner → none',
    ])
  })

  it('says what becomes of links and of the administration', () => {
    expect(
      wordsAfter(['form: link}', 'form: code}'], ['first_member: [owner]', 'always_one: [owner]']),
    ).toEqual([
      'link `order_link`: form: link → code',
      'administration: roles of the first member: owner → none',
      'administration: roles that always have a holder: none → owner',
    ])
  })
})
