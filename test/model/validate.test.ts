import { describe, expect, it } from 'vitest'
import { parseDsl } from '#model/dsl.ts'
import type { JsonObject } from '#model/json.ts'
import { MAX_MODEL_BYTES } from '#model/model-json.ts'
import { codeOf, direct, documents, judge, user, withCondition, withTypes } from './sample-model.ts'

const users = [user]
const computed = (relation: string): JsonObject => ({ computedUserset: { relation } })
const arrow = (relation: string, tupleset: string): JsonObject => ({
  tupleToUserset: { tupleset: { relation: tupleset }, computedUserset: { relation } },
})
const union = (...child: readonly JsonObject[]): JsonObject => ({ union: { child } })
const intersection = (...child: readonly JsonObject[]): JsonObject => ({ intersection: { child } })

/** What is wrong with types written in the DSL below type `user`. */
async function faultsOf(types: string): Promise<readonly string[]> {
  const read = await parseDsl(`model\n  schema 1.1\ntype user\n${types}`)
  if (read.kind === 'model json') return []
  return read.findings.filter(({ severity }) => severity === 'error').map(({ message }) => message)
}

/** What is wrong with relations written in the DSL in a type `document`. */
function faultsIn(...relations: readonly string[]): Promise<readonly string[]> {
  const lines = relations.map((relation) => `    define ${relation}\n`)
  return faultsOf(`type document\n  relations\n${lines.join('')}`)
}

describe('names', () => {
  it.each(['self', 'this'])('refuses a type named `%s`', (name) => {
    expect(judge(withTypes([user, { type: name }]))).toMatchObject([
      { code: 'invalid_authorization_model', message: `a type cannot be named \`${name}\`` },
    ])
  })

  it.each(['self', 'this'])('refuses a relation named `%s`', async (name) => {
    expect(await faultsIn(`${name}: [user]`)).toEqual([`a relation cannot be named \`${name}\``])
  })
})

describe('references of a rewrite', () => {
  it('refuses a relation computed from itself', async () => {
    expect(await faultsIn('viewer: [user] or viewer')).toEqual([
      'relation `viewer` is computed from itself',
    ])
  })

  it('refuses a relation that is not defined', async () => {
    expect(await faultsIn('viewer: [user] and (ghost or specter)')).toEqual([
      'relation `ghost` is not defined on type `document`',
      'relation `specter` is not defined on type `document`',
    ])
  })

  it('refuses an arrow over a relation that is not defined', async () => {
    expect(await faultsIn('viewer: [user] or viewer from parent')).toEqual([
      'relation `parent` is not defined on type `document`',
    ])
  })

  it('refuses an arrow over a relation that is not direct', async () => {
    const faults = await faultsIn(
      'holder: [document]',
      'parent: [document] or holder',
      'viewer: [user] or viewer from parent',
    )
    expect(faults).toEqual([
      '`viewer from parent`: relation `parent` must be direct, like `[document]`',
    ])
  })

  it('refuses an arrow to a relation that no type of its tupleset has', async () => {
    expect(await faultsIn('parent: [user]', 'viewer: viewer from parent')).toEqual([
      '`viewer from parent`: no type of `parent` has a relation `viewer`',
    ])
  })

  it('takes an arrow to a relation that one type of its tupleset has', async () => {
    expect(
      await faultsIn('parent: [user, document]', 'viewer: [user] or viewer from parent'),
    ).toEqual([])
  })
})

describe('type restrictions', () => {
  it('wants them where tuples are taken', () => {
    expect(judge(documents({ viewer: direct }))).toMatchObject([
      { message: 'relation `viewer` of type `document` takes tuples and has no type restriction' },
    ])
  })

  it('wants none where no tuples are taken', () => {
    const relations = { owner: direct, viewer: computed('owner') }
    expect(judge(documents(relations, { owner: users, viewer: users }))).toMatchObject([
      { message: 'relation `viewer` of type `document` takes no tuples and has type restrictions' },
    ])
  })

  it('counts a `this` deep in a rewrite', () => {
    const relations = {
      owner: direct,
      viewer: {
        difference: { base: union(computed('owner'), direct), subtract: computed('owner') },
      },
    }
    expect(judge(documents(relations, { owner: users, viewer: users }))).toEqual([])
  })

  it('refuses a type that is not defined', async () => {
    expect(await faultsIn('viewer: [user, ghost]')).toEqual([
      '`ghost`: type `ghost` is not defined',
    ])
  })

  it('refuses a relation that is not defined', async () => {
    expect(await faultsIn('viewer: [user#ghost]')).toEqual([
      '`user#ghost`: relation `ghost` is not defined on type `user`',
    ])
  })

  it('refuses an empty relation', () => {
    const json = documents({ viewer: direct }, { viewer: [{ type: 'user', relation: '' }] })
    expect(judge(json)).toMatchObject([{ message: '`user#`: the relation is empty' }])
  })

  it('refuses a condition that is not defined', async () => {
    expect(await faultsIn('viewer: [user with ghost]')).toEqual([
      '`user with ghost`: condition `ghost` is not defined',
    ])
  })

  it.each(['document:*', 'document#parent'])('refuses `%s` on a tupleset', async (reference) => {
    expect(
      await faultsIn(`parent: [document, ${reference}]`, 'viewer: [user] or viewer from parent'),
    ).toEqual([`\`${reference}\`: only types can stand in \`parent\`, which is used in a \`from\``])
  })

  it('takes a condition on a tupleset', async () => {
    const faults = await faultsOf(`type document
  relations
    define parent: [document with c]
    define viewer: [user] or viewer from parent
condition c(x: int) {
  x < 1
}
`)
    expect(faults).toEqual([])
  })

  it('ignores restrictions of a relation that is not there', () => {
    const json = documents({ viewer: direct }, { viewer: users, ghost: [{ type: 'phantom' }] })
    expect(judge(json)).toEqual([])
  })
})

describe('entry points', () => {
  const none = (relation: string) =>
    `relation \`${relation}\` of type \`document\` can never hold anybody: nothing leads into it`
  const loop = (relation: string) =>
    `relation \`${relation}\` of type \`document\` can never hold anybody: it only leads to itself`

  it('refuses relations that are only computed from each other', async () => {
    expect(await faultsIn('a: b', 'b: c', 'c: a')).toEqual([loop('a'), loop('b'), loop('c')])
  })

  it('refuses a relation that only takes its own usersets', async () => {
    expect(await faultsIn('viewer: [document#viewer]')).toEqual([none('viewer')])
  })

  it('refuses a relation that only leads to itself by an arrow', async () => {
    expect(await faultsIn('parent: [document]', 'viewer: viewer from parent')).toEqual([
      none('viewer'),
    ])
  })

  it('refuses an intersection with an operand that nothing leads into', async () => {
    expect(await faultsIn('parent: [document]', 'viewer: [user] and viewer from parent')).toEqual([
      none('viewer'),
    ])
  })

  it('refuses a difference with a side that nothing leads into', async () => {
    expect(
      await faultsIn(
        'parent: [document]',
        'viewer: [user] but not (viewer from parent and viewer from parent)',
      ),
    ).toEqual([none('viewer')])
  })

  it.each([
    ['a type', 'viewer: [document#viewer, user]'],
    ['a wildcard', 'viewer: [document#viewer, user:*]'],
    ['one operand of a union', 'viewer: [user] or viewer from parent'],
  ])('takes a relation that %s leads into', async (_, viewer) => {
    expect(await faultsIn('parent: [document]', viewer)).toEqual([])
  })

  it('judges a relation that both operands lead to in the order of the search', async () => {
    const both = ['x: a', 'a: b and c', 'c: b']
    expect(await faultsIn(...both, 'b: [user]')).toEqual([])
    expect(await faultsIn(...both, 'b: d', 'd: [user]')).toEqual([loop('x')])
  })

  it('refuses a union of one operand', () => {
    expect(judge(documents({ viewer: union(direct) }, { viewer: users }))).toMatchObject([
      {
        message: 'the union in `viewer` of type `document` needs two operands',
        type: 'document',
        relation: 'viewer',
      },
    ])
  })

  it('refuses an intersection of none', () => {
    expect(judge(documents({ viewer: intersection() }))).toMatchObject([
      { message: 'the intersection in `viewer` of type `document` needs two operands' },
    ])
  })

  it('takes a lone operand behind an entry point of a union', () => {
    const json = documents({ viewer: union(direct, union(direct)) }, { viewer: users })
    expect(judge(json)).toEqual([])
  })

  it('gives up a search of exponentially many paths', () => {
    const types = Array.from({ length: 40 }, (_, index) => ({
      type: `t${index}`,
      relations: {
        left: direct,
        right: direct,
        r: index === 39 ? direct : intersection(arrow('r', 'left'), arrow('r', 'right')),
      },
      metadata: {
        relations: {
          left: { directly_related_user_types: [{ type: `t${Math.min(index + 1, 39)}` }] },
          right: { directly_related_user_types: [{ type: `t${Math.min(index + 1, 39)}` }] },
          ...(index === 39 && { r: { directly_related_user_types: [{ type: 't0' }] } }),
        },
      },
    }))
    expect(judge(withTypes(types)).map(({ message }) => message)).toEqual([
      'relation `r` of type `t0` takes too many steps to tell whether anybody can be in it',
    ])
  })

  it('gives up a path too long for the stack', () => {
    const nested = (levels: number, inner: JsonObject): JsonObject =>
      levels === 0 ? inner : union(nested(levels - 1, inner), inner)
    const names = Array.from({ length: 100 }, (_, index) => `r${index}`)
    const relations = names.map((name, index) => [
      name,
      nested(100, index === 99 ? direct : computed(`r${index + 1}`)),
    ])
    const json = documents(Object.fromEntries(relations), { r99: users })
    expect(codeOf(json)).toBe('invalid_authorization_model')
  })
})

describe('cycles', () => {
  it('refuses relations computed from each other although users can be in them', async () => {
    const circular = (name: string) =>
      `relation \`${name}\` of type \`document\` is computed from itself`
    expect(await faultsIn('a: [user] or b', 'b: [user] or c', 'c: [user] but not a')).toEqual([
      circular('a'),
      circular('b'),
      circular('c'),
    ])
  })

  it('names only the relations that stand in the cycle', async () => {
    const faults = await faultsIn('a: [user] or b', 'b: [user] or a', 'c: [user] or a')
    expect(faults).toHaveLength(2)
  })

  it('takes a recursion through tuples', async () => {
    const faults = await faultsOf(`type group
  relations
    define parent: [group]
    define member: [user, group#member] or member from parent
`)
    expect(faults).toEqual([])
  })
})

describe('conditions', () => {
  it('refuses a name inside that is not the name outside', () => {
    expect(judge(withCondition({ name: 'd', expression: 'true' }))).toMatchObject([
      { message: 'condition `c` is named `d` inside', condition: 'c' },
    ])
  })

  const parameter = (type: JsonObject) =>
    withCondition({ name: 'c', expression: 'true', parameters: { x: type } })
  const int = { type_name: 'TYPE_NAME_INT' }

  it.each([
    ['a list without an element type', { type_name: 'TYPE_NAME_LIST' }],
    ['a map of two element types', { type_name: 'TYPE_NAME_MAP', generic_types: [int, int] }],
    ['an int with an element type', { type_name: 'TYPE_NAME_INT', generic_types: [int] }],
    [
      'a list of lists of nothing',
      { type_name: 'TYPE_NAME_LIST', generic_types: [{ type_name: 'TYPE_NAME_LIST' }] },
    ],
  ])('refuses %s', (_, type) => {
    expect(codeOf(parameter(type))).toBe('invalid_authorization_model')
  })

  it('takes a map of lists', () => {
    const list = { type_name: 'TYPE_NAME_LIST', generic_types: [int] }
    expect(judge(parameter({ type_name: 'TYPE_NAME_MAP', generic_types: [list] }))).toEqual([])
  })
})

describe('the findings of a model', () => {
  it('come all at once', async () => {
    const faults = await faultsOf(`type zebra
  relations
    define b: [ghost]
    define a: ghost
type ant
  relations
    define self: [user]
`)
    expect(faults).toEqual([
      '`ghost`: type `ghost` is not defined',
      'relation `ghost` is not defined on type `zebra`',
      'a relation cannot be named `self`',
    ])
  })

  it('do not depend on the order of types and relations', () => {
    const relations = { a: computed('ghost'), b: direct, c: computed('phantom') }
    const document = { type: 'document', relations }
    const reversed = {
      type: 'document',
      relations: Object.fromEntries(Object.entries(relations).reverse()),
    }
    expect(judge(withTypes([reversed, user]))).toEqual(judge(withTypes([user, document])))
  })

  it('name what is unsound only after what is too large', () => {
    const ghosts = Array.from({ length: MAX_MODEL_BYTES / 64 }, (_, i) => [
      `r${i}`,
      computed('ghost'),
    ])
    expect(codeOf(documents(Object.fromEntries(ghosts)))).toBe('invalid_authorization_model')
    const long = ghosts.map(([name, rewrite]) => [String(name).padEnd(50, '_'), rewrite])
    expect(codeOf(documents(Object.fromEntries(long)))).toBe('exceeded_entity_limit')
  })
})
