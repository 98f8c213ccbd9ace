import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { createGraph } from '#graph/graph.ts'
import { contextualDifferences, type Difference, overlaidFacts } from '#graph/overlay.ts'
import { requestFacts } from '#graph/request-facts.ts'
import type { Tuple } from '#model/tuple.ts'
import { expectSame, look, plainFacts, presence, tuple } from './reading.ts'
import { aStep, aTuple, type Step, WORLD } from './worlds.ts'

function difference(step: Step): Difference {
  return { key: step.tuple, tuple: step.operation === 'write' ? step.tuple : undefined }
}

const added = (text: string, condition?: Tuple['condition']): Difference => ({
  key: tuple(text),
  tuple: tuple(text, condition),
})
const hidden = (text: string): Difference => ({ key: tuple(text), tuple: undefined })

function factsOf(...texts: string[]) {
  const graph = createGraph()
  for (const text of texts) graph.add(tuple(text))
  return requestFacts(graph)
}

describe('an overlay', () => {
  test('answers as the facts below with the differences really applied, and leaves them as they are', () => {
    fc.assert(
      fc.property(fc.array(aTuple), fc.array(aStep), fc.array(aStep), (stored, first, second) => {
        const graph = createGraph()
        for (const each of stored) graph.add(each)
        const base = requestFacts(graph)
        const once = overlaidFacts(base, first.map(difference))
        const twice = overlaidFacts(once, second.map(difference))
        const plain = plainFacts(stored)
        expectSame(base, plain, WORLD, expect)
        for (const [facts, steps] of [
          [once, first],
          [twice, second],
        ] as const) {
          for (const step of steps) {
            if (step.operation === 'write') plain.add(step.tuple)
            else plain.remove(step.tuple)
          }
          expectSame(facts, plain, WORLD, expect)
        }
        expectSame(base, plainFacts(stored), WORLD, expect)
      }),
      { numRuns: 60 },
    )
  })

  test('replaces the condition of a stored tuple', () => {
    const facts = overlaidFacts(factsOf('doc:1#viewer@user:anne'), [
      added('doc:1#viewer@user:anne', { name: 'soon', context: { until: 1 } }),
    ])
    expect(presence(facts, tuple('doc:1#viewer@user:anne'))).toBe('["soon",{"until":1}]')
  })

  test('lets the later of two tuples with one key win', () => {
    const facts = overlaidFacts(factsOf(), [
      added('doc:1#viewer@user:anne', { name: 'soon' }),
      added('doc:1#viewer@user:anne'),
    ])
    expect(presence(facts, tuple('doc:1#viewer@user:anne'))).toBe('present')
  })

  test('takes the first of two contextual tuples with one key', () => {
    const contextual = contextualDifferences([
      tuple('doc:1#viewer@user:anne', { name: 'soon' }),
      tuple('doc:1#viewer@user:anne'),
    ])
    const facts = overlaidFacts(factsOf(), contextual)
    expect(presence(facts, tuple('doc:1#viewer@user:anne'))).toBe('["soon",null]')
  })

  test('tells a typed wildcard from an object, stored or not', () => {
    const base = factsOf('doc:1#viewer@user:*', 'doc:1#viewer@user:**')
    const facts = overlaidFacts(base, [added('doc:1#viewer@group:*')])
    expect(facts.isWildcard(facts.objectId('user', '*'))).toBe(true)
    expect(facts.isWildcard(facts.objectId('group', '*'))).toBe(true)
    expect(facts.isWildcard(facts.objectId('user', '**'))).toBe(false)
    expect(facts.isWildcard(facts.objectId('user', 'anne'))).toBe(false)
  })

  test('is the facts below when nothing differs', () => {
    const base = factsOf('doc:1#viewer@user:anne')
    expect(overlaidFacts(base, [])).toBe(base)
  })

  test('does not make the graph grow', () => {
    const graph = createGraph()
    graph.add(tuple('doc:1#viewer@user:anne'))
    graph.add(tuple('doc:1#viewer@group:eng#member'))
    const before = graph.bytes()
    overlaidFacts(requestFacts(graph), [
      added('doc:2#viewer@user:bob', { name: 'soon', context: { until: 1 } }),
      added('doc:2#viewer@group:sales#member'),
    ])
    expect(graph.bytes()).toBe(before)
  })

  test('merges a long list in the right places', () => {
    const graph = createGraph()
    for (let n = 0; n < 5_000; n++) graph.add(tuple(`group:all#member@user:${n}`))
    const facts = overlaidFacts(requestFacts(graph), [
      hidden('group:all#member@user:0'),
      hidden('group:all#member@user:2500'),
      hidden('group:all#member@user:4999'),
      added('group:all#member@user:new'),
      added('group:all#member@group:eng#member'),
    ])
    const member = facts.relationId('group', 'member')
    const rows = look(facts, 'rows', 'group:all', member) ?? []
    expect(rows).toHaveLength(4_999)
    expect(rows).toContain('user:new')
    expect(rows).not.toContain('user:2500')
    expect(look(facts, 'usersets', 'group:all', member)).toEqual(['group:eng#member'])
  })
})
