import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import type { Facts } from '#engine/facts.ts'
import { type OnDemandFacts, onDemandFacts } from '#graph/on-demand-facts.ts'
import { overlaidFacts } from '#graph/overlay.ts'
import type { FactsNeed } from '#model/facts-need.ts'
import { parseObject, type Tuple } from '#model/tuple.ts'
import { look, plainFacts, presence, relationOf, subjectOf, tuple } from './reading.ts'
import { aTupleOf } from './worlds.ts'

/** What a store answers, read off the meaning of each need. */
function fetchRows(tuples: readonly Tuple[], need: FactsNeed): readonly Tuple[] {
  switch (need.kind) {
    case 'tuple':
      return inList(tuples, need).filter((each) => each.user === need.user)
    case 'rows':
      return inList(tuples, need)
    case 'usersets':
      return inList(tuples, need).filter((each) => each.user.includes('#'))
    case 'objects':
      return naming(tuples, need.user, [need])
    case 'memberships': {
      const found = new Set<Tuple>()
      const users = new Set([need.user])
      for (const user of users) {
        for (const row of naming(tuples, user, need.relations)) {
          found.add(row)
          users.add(`${row.object}#${row.relation}`)
        }
      }
      return [...found].slice(0, need.limit + 1)
    }
  }
}

function inList(tuples: readonly Tuple[], list: { object: string; relation: string }) {
  return tuples.filter((each) => each.object === list.object && each.relation === list.relation)
}

function naming(
  tuples: readonly Tuple[],
  user: string,
  relations: readonly { objectType: string; relation: string }[],
) {
  return tuples.filter(
    (each) =>
      each.user === user &&
      relations.some(
        ({ objectType, relation }) =>
          each.relation === relation && parseObject(each.object)?.type === objectType,
      ),
  )
}

function fetchNeeds(demanded: OnDemandFacts, tuples: readonly Tuple[]): readonly FactsNeed[] {
  const needs = demanded.takeNeeds()
  demanded.provide(
    needs,
    needs.map((need) => fetchRows(tuples, need)),
  )
  return needs
}

const relation = (facts: Facts, text: string) => {
  const [type = '', name = ''] = text.split('#')
  return facts.relationId(type, name)
}

/** So few names that look-ups keep meeting what others fetched. */
const CROWDED = {
  objects: ['group:a', 'group:b', 'doc:1'],
  relations: ['member', 'viewer'],
  users: ['user:anne', 'user:*', 'group:a#member', 'group:b#member'],
}

const aLookUp = fc.record({
  kind: fc.constantFrom('has', 'has', 'rows', 'usersets', 'objects', 'memberships'),
  object: fc.constantFrom(...CROWDED.objects),
  relation: fc.constantFrom(...CROWDED.relations),
  user: fc.constantFrom(...CROWDED.users),
  limit: fc.constantFrom(0, 2, 100),
})

describe('facts on demand', () => {
  test('answer as a plain list of tuples does, or that they are not here; and after a fetch they answer', () => {
    fc.assert(
      fc.property(
        fc.uniqueArray(aTupleOf(CROWDED), {
          minLength: 6,
          maxLength: 24,
          selector: (each) => JSON.stringify([each.object, each.relation, each.user]),
        }),
        fc.array(fc.tuple(aLookUp, fc.boolean()), { maxLength: 40 }),
        (tuples, lookUps) => {
          const demanded = onDemandFacts()
          const { facts } = demanded
          const plain = plainFacts(tuples)
          const ask = ({ kind, object, relation, user, limit }: (typeof lookUps)[0][0]) => {
            const type = parseObject(object)?.type ?? ''
            const id = facts.relationId(type, relation)
            if (kind === 'memberships') {
              facts.expectMemberships(subjectOf(facts, user), [id], limit)
              return undefined
            }
            if (kind === 'has') {
              const answer = presence(facts, { object, relation, user })
              if (answer === 'not here') return undefined
              return [answer, plain.presence({ object, relation, user })]
            }
            const node = kind === 'objects' ? user : object
            const answer = look(facts, kind as 'rows', node, id)
            return answer && [answer, plain.look(kind as 'rows', node, type, relation)]
          }
          for (const [lookUp, isFetched] of lookUps) {
            const before = ask(lookUp)
            if (before !== undefined) expect(before[0]).toEqual(before[1])
            if (!isFetched) continue
            // A cut of memberships may leave `objects` to a second round.
            for (let round = 0; round < 2; round++) {
              fetchNeeds(demanded, tuples)
              ask(lookUp)
            }
            fetchNeeds(demanded, tuples)
            const after = ask(lookUp)
            if (lookUp.kind !== 'memberships') expect(after).toBeDefined()
            if (after !== undefined) expect(after[0]).toEqual(after[1])
          }
        },
      ),
      { numRuns: 200 },
    )
  })

  test('note a need once, whoever misses it', () => {
    const demanded = onDemandFacts()
    const { facts } = demanded
    presence(facts, tuple('doc:1#viewer@user:anne'))
    presence(facts, tuple('doc:1#viewer@user:anne'))
    look(facts, 'usersets', 'doc:1', relation(facts, 'doc#viewer'))
    look(facts, 'usersets', 'doc:1', relation(facts, 'doc#viewer'))
    expect(demanded.takeNeeds()).toEqual([
      { kind: 'tuple', object: 'doc:1', relation: 'viewer', user: 'user:anne' },
      { kind: 'usersets', object: 'doc:1', relation: 'viewer' },
    ])
    expect(demanded.takeNeeds()).toEqual([])
  })

  test('ask for a whole list instead of its parts', () => {
    const demanded = onDemandFacts()
    const { facts } = demanded
    presence(facts, tuple('doc:1#viewer@user:anne'))
    presence(facts, tuple('doc:2#viewer@user:anne'))
    look(facts, 'usersets', 'doc:1', relation(facts, 'doc#viewer'))
    look(facts, 'rows', 'doc:1', relation(facts, 'doc#viewer'))
    const stored = [tuple('doc:1#viewer@user:anne'), tuple('doc:1#viewer@group:eng#member')]
    expect(fetchNeeds(demanded, stored)).toEqual([
      { kind: 'tuple', object: 'doc:2', relation: 'viewer', user: 'user:anne' },
      { kind: 'rows', object: 'doc:1', relation: 'viewer' },
    ])
    expect(presence(facts, tuple('doc:1#viewer@user:anne'))).toBe('present')
    expect(presence(facts, tuple('doc:1#viewer@user:bob'))).toBe('absent')
    expect(look(facts, 'usersets', 'doc:1', relation(facts, 'doc#viewer'))).toEqual([
      'group:eng#member',
    ])
  })

  test('do not take a list for whole because a row of it came with another need', () => {
    const demanded = onDemandFacts()
    const { facts } = demanded
    const stored = [
      tuple('group:eng#member@user:anne'),
      tuple('group:eng#member@group:ops#member'),
      tuple('group:all#member@group:eng#member'),
    ]
    const member = relation(facts, 'group#member')
    facts.expectMemberships(subjectOf(facts, 'user:anne'), [member], 100)
    fetchNeeds(demanded, stored)
    expect(look(facts, 'rows', 'group:eng', member)).toBeUndefined()
    expect(look(facts, 'usersets', 'group:eng', member)).toBeUndefined()
    expect(look(facts, 'objects', 'group:ops#member', member)).toBeUndefined()
    expect(presence(facts, tuple('group:eng#member@user:bob'))).toBe('not here')
  })

  test('answer all the way up after one fetch of memberships, those of everybody with them', () => {
    const demanded = onDemandFacts()
    const { facts } = demanded
    const stored = [
      tuple('group:a#member@user:anne'),
      tuple('group:b#member@group:a#member'),
      tuple('group:c#member@group:b#member'),
      tuple('group:open#member@user:*'),
      tuple('group:c#owner@group:open#member'),
    ]
    const relations = ['group#member', 'group#owner'].map((text) => relation(facts, text))
    facts.expectMemberships(subjectOf(facts, 'user:anne'), relations, 100)
    look(facts, 'objects', 'user:anne', relation(facts, 'group#member'))
    expect(fetchNeeds(demanded, stored).map((need) => need.kind)).toEqual([
      'memberships',
      'memberships',
    ])
    const up = (user: string, text: string) => look(facts, 'objects', user, relation(facts, text))
    expect(up('user:anne', 'group#member')).toEqual(['group:a'])
    expect(up('group:a#member', 'group#member')).toEqual(['group:b'])
    expect(up('group:b#member', 'group#member')).toEqual(['group:c'])
    expect(up('group:c#member', 'group#member')).toEqual([])
    expect(up('group:c#member', 'group#owner')).toEqual([])
    expect(up('user:*', 'group#member')).toEqual(['group:open'])
    expect(up('group:open#member', 'group#owner')).toEqual(['group:c'])
    expect(demanded.takeNeeds()).toEqual([])
  })

  test('do not fetch memberships again that were cut off, and go on list by list', () => {
    const demanded = onDemandFacts()
    const { facts } = demanded
    const stored = ['a', 'b', 'c', 'd'].map((group) => tuple(`group:${group}#member@user:anne`))
    const member = relation(facts, 'group#member')
    const ask = () => {
      facts.expectMemberships(subjectOf(facts, 'user:anne'), [member], 2)
      return look(facts, 'objects', 'user:anne', member)
    }
    expect(ask()).toBeUndefined()
    fetchNeeds(demanded, stored)
    expect(ask()).toBeUndefined()
    expect(fetchNeeds(demanded, stored)).toEqual([
      { kind: 'objects', user: 'user:anne', objectType: 'group', relation: 'member' },
    ])
    expect(ask()).toEqual(['group:a', 'group:b', 'group:c', 'group:d'])
  })

  test('give what a contextual tuple says without a fetch', () => {
    const demanded = onDemandFacts()
    const contextual = tuple('doc:1#viewer@user:anne', { name: 'soon' })
    const facts = overlaidFacts(demanded.facts, [{ key: contextual, tuple: contextual }])
    expect(presence(facts, contextual)).toBe('["soon",null]')
    expect(presence(facts, tuple('doc:1#viewer@user:bob'))).toBe('not here')
    expect(look(facts, 'rows', 'doc:1', relationOf(facts, 'doc:1', 'viewer'))).toBeUndefined()
    fetchNeeds(demanded, [tuple('doc:1#viewer@user:bob'), tuple('doc:1#viewer@user:anne')])
    expect(look(facts, 'rows', 'doc:1', relationOf(facts, 'doc:1', 'viewer'))).toEqual([
      'user:anne with ["soon",null]',
      'user:bob',
    ])
  })

  test('do not take a user for absent because the usersets of the list are here', () => {
    const demanded = onDemandFacts()
    const { facts } = demanded
    const stored = [tuple('doc:1#viewer@user:anne'), tuple('doc:1#viewer@group:eng#member')]
    look(facts, 'usersets', 'doc:1', relation(facts, 'doc#viewer'))
    fetchNeeds(demanded, stored)
    expect(presence(facts, tuple('doc:1#viewer@user:anne'))).toBe('not here')
    expect(presence(facts, tuple('doc:1#viewer@group:eng#member'))).toBe('present')
    expect(presence(facts, tuple('doc:1#viewer@group:ops#member'))).toBe('absent')
  })

  test('do not take a tuple for absent while the objects of its user are only awaited', () => {
    const demanded = onDemandFacts()
    const { facts } = demanded
    facts.expectMemberships(subjectOf(facts, 'user:anne'), [relation(facts, 'group#member')], 100)
    expect(presence(facts, tuple('group:eng#member@user:anne'))).toBe('not here')
  })

  test('keep their ids from round to round', () => {
    const demanded = onDemandFacts()
    const { facts } = demanded
    const anne = subjectOf(facts, 'user:anne')
    const eng = subjectOf(facts, 'group:eng#member')
    presence(facts, tuple('group:eng#member@user:anne'))
    fetchNeeds(demanded, [tuple('group:eng#member@user:anne')])
    expect(subjectOf(facts, 'user:anne')).toBe(anne)
    expect(subjectOf(facts, 'group:eng#member')).toBe(eng)
    expect(presence(facts, tuple('group:eng#member@user:anne'))).toBe('present')
  })

  test('keep the id of a condition whose tuple is provided again', () => {
    const demanded = onDemandFacts()
    const { facts } = demanded
    const stored = [
      tuple('doc:1#viewer@user:anne', { name: 'soon' }),
      tuple('doc:1#viewer@user:bob', { name: 'later' }),
    ]
    presence(facts, tuple('doc:1#viewer@user:anne'))
    fetchNeeds(demanded, stored)
    const ids = [
      facts.objectId('doc', '1'),
      relationOf(facts, 'doc:1', 'viewer'),
      subjectOf(facts, 'user:anne'),
    ] as const
    const condition = facts.condition(...ids)
    const instance = facts.conditionInstance(condition)
    look(facts, 'rows', 'doc:1', ids[1])
    fetchNeeds(demanded, stored.toReversed())
    expect(facts.condition(...ids)).toBe(condition)
    expect(facts.conditionInstance(condition)).toBe(instance)
  })
})
