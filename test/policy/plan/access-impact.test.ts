import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { Difference } from '#graph/overlay.ts'
import type { AuthorizationModel } from '#model/authorization-model.ts'
import { compareBinary } from '#model/binary-order.ts'
import { parseDsl } from '#model/dsl.ts'
import type { Tuple } from '#model/tuple.ts'
import { validateModel } from '#model/validate.ts'
import { plannedModel } from '#policy/plan/planned-model.ts'
import { keyText } from '#storage/stored-tuple.ts'
import { judgeRandomCondition, randomModel } from '../../reference/random-model.ts'
import { randomTuples, randomWorld } from '../../reference/random-world.ts'
import { type Randomness, seededRandomness } from '../../reference/randomness.ts'
import { bruteForce, type Change, impactOf, linesOf } from './planned-change.ts'

/** Another seed plays other changes; the default keeps a red run red. */
const SEED = Number(process.env.PFORTE_TEST_SEED ?? 1)

describe('the access impact of random changes', { timeout: 180_000 }, () => {
  it.each([
    ['a model of which one relation changes', 300, oneRelationChanged],
    ['another model', 150, (_: AuthorizationModel, random: Randomness) => soundModel(random)],
    ['the same model, while tuples change', 150, (model: AuthorizationModel) => model],
  ] as const)('is what asking every question finds, for %s', (_, runs, laterModel) => {
    fc.assert(
      fc.property(fc.noBias(fc.nat()), (seed) => {
        const change = randomChange(seed, laterModel)
        const expected = bruteForce(change, judgeRandomCondition)
        const impact = impactOf(change)
        expect(linesOf(impact)).toEqual(expected.lines)
        const compared = new Set(impact.relations.map(({ name }) => name))
        const both = expected.undecided.filter((question) => compared.has(relationOf(question)))
        expect(impact.undecidedBoth.count).toBe(both.length)
        expect(both).toEqual(expect.arrayContaining([...impact.undecidedBoth.examples]))
      }),
      { seed: SEED, numRuns: runs, endOnFailure: true },
    )
  })
})

describe('what is farther than a check may go', () => {
  it('is undecided, and neither gained nor lost', async () => {
    const model = (read: string) =>
      modelOf(`type user
type group
  relations
    define member: [user, group#member]
    define can_enter: ${read}
`)
    const nested = Array.from({ length: 30 }, (_, level) => ({
      user: `group:${level}#member`,
      relation: 'member',
      object: `group:${level + 1}`,
    }))
    const impact = impactOf({
      before: await model('member'),
      after: await model('member but not member'),
      tuples: [{ user: 'user:anna', relation: 'member', object: 'group:0' }, ...nested],
      differences: [],
    })
    const ofAnna = linesOf(impact).filter((line) => line.includes('@user:anna'))
    // OpenFGA's limit of a check: 25 hops from group to group.
    expect(ofAnna).toEqual(
      Array.from(
        { length: 26 },
        (_, level) => `group:${level}#can_enter@user:anna: allowed to denied`,
      ).toSorted(compareBinary),
    )
    expect(impact.undecidedBoth.examples).toContain('group:26#can_enter@user:anna')
  })
})

describe('the clock of a plan', () => {
  it('wins over the time that a tuple holds, as the gateway does', async () => {
    const model = (read: string) =>
      modelOf(`type user
type document
  relations
    define reader: [user with until]
    define can_read: ${read}

condition until(now: timestamp, end: timestamp) {
  now < end
}
`)
    const context = { now: '2020-01-01T00:00:00Z', end: '2026-02-01T00:00:00Z' }
    const reader = { user: 'user:anna', relation: 'reader', object: 'document:1' }
    const impact = impactOf({
      before: await model('reader'),
      after: await model('reader but not reader'),
      tuples: [{ ...reader, condition: { name: 'until', context } }],
      differences: [],
    })
    expect(linesOf(impact)).toEqual([])
  })
})

function randomChange(
  seed: number,
  laterModel: (model: AuthorizationModel, random: Randomness) => AuthorizationModel,
): Change {
  const { model: before, tuples } = randomWorld(seed)
  const random = seededRandomness(seed + 1)
  const after = laterModel(before, random)
  const stored = lastOfEachKey([...tuples, ...randomTuples(after, random, 8, 0)])
  const written = randomTuples(after, random, random.below(5), 0)
  const gone = stored.filter(() => random.chance(0.1))
  const differences: readonly Difference[] = [
    ...gone.map((key) => ({ key, tuple: undefined })),
    ...written.map((tuple) => ({ key: tuple, tuple })),
  ]
  return { before, after, tuples: stored, differences }
}

function soundModel(random: Randomness): AuthorizationModel {
  for (;;) {
    const model = randomModel(random)
    if (validateModel(model).length === 0) return model
  }
}

/** The model with one relation as another model has it, if it is sound so. */
function oneRelationChanged(model: AuthorizationModel, random: Randomness): AuthorizationModel {
  for (;;) {
    const donor = soundModel(random)
    const slots = [...donor.types.values()].flatMap(({ name, relations }) =>
      [...relations.values()].map((relation) => ({ name, relation })),
    )
    const [first, ...rest] = slots
    if (first === undefined) continue
    const { name, relation } = random.pick([first, ...rest])
    const type = model.types.get(name)
    if (type === undefined) continue
    const relations = new Map(type.relations).set(relation.name, relation)
    const changed = { ...model, types: new Map(model.types).set(name, { ...type, relations }) }
    if (validateModel(changed).length === 0) return changed
  }
}

function lastOfEachKey(tuples: readonly Tuple[]): readonly Tuple[] {
  return [...new Map(tuples.map((tuple) => [keyText(tuple), tuple])).values()]
}

function relationOf(question: string): string {
  const [, type, relation] = /^([^:]+):[^#]+#([^@]+)@/.exec(question) ?? []
  return `${type}#${relation}`
}

async function modelOf(dsl: string): Promise<AuthorizationModel> {
  const parsed = await parseDsl(`model\n  schema 1.1\n${dsl}`, 'model.fga')
  if (parsed.kind === 'findings') throw new Error(JSON.stringify(parsed.findings))
  return plannedModel(parsed.json).model
}
