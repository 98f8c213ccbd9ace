import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { createGraph } from '#graph/graph.ts'
import { holdFacts } from '#graph/held-facts.ts'
import { requestFacts } from '#graph/request-facts.ts'
import { expectSame, plainFacts, presence, tuple } from './reading.ts'
import { aStep, aTuple, WORLD } from './worlds.ts'

describe('facts that are held', () => {
  test('stay as they were, whenever they are looked at, while the graph goes forward', () => {
    fc.assert(
      fc.property(fc.array(aTuple), fc.array(aStep), fc.array(aStep), (stored, first, second) => {
        const graph = createGraph()
        for (const each of stored) graph.add(each)
        const seen = holdFacts(graph)
        const unseen = holdFacts(graph)
        const plain = plainFacts(stored)
        expectSame(seen.facts, plain, WORLD, expect)
        for (const step of [...first, ...second]) {
          if (step.operation === 'write') graph.add(step.tuple)
          else graph.remove(step.tuple)
          expectSame(seen.facts, plain, WORLD, expect)
        }
        expectSame(unseen.facts, plain, WORLD, expect)
        const now = plainFacts(stored)
        for (const step of [...first, ...second]) {
          if (step.operation === 'write') now.add(step.tuple)
          else now.remove(step.tuple)
        }
        expectSame(requestFacts(graph), now, WORLD, expect)
      }),
      { numRuns: 60 },
    )
  })

  test('keep the condition that a tuple had', () => {
    const graph = createGraph()
    const soon = { name: 'soon', context: { until: 1 } }
    graph.add(tuple('doc:1#viewer@user:anne', soon))
    const { facts } = holdFacts(graph)
    graph.add(tuple('doc:1#viewer@user:anne', { name: 'late', context: { until: 2 } }))
    graph.remove(tuple('doc:1#viewer@user:anne'))
    expect(presence(facts, tuple('doc:1#viewer@user:anne'))).toBe('["soon",{"until":1}]')
  })

  test('are told of nothing once they are released', () => {
    const graph = createGraph()
    const { release } = holdFacts(graph)
    release()
    expect(graph.holders.size).toBe(0)
  })
})
