import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { createGraph } from '#graph/graph.ts'
import { requestFacts } from '#graph/request-facts.ts'
import { byText, expectSame, look, plainFacts, presence, tuple } from './reading.ts'
import { aStep, WORLD } from './worlds.ts'

function graphOf(...texts: string[]) {
  const graph = createGraph()
  for (const text of texts) graph.add(tuple(text))
  return graph
}

describe('a graph', () => {
  test('answers every look-up as a plain list of tuples does, whatever was added and removed', () => {
    fc.assert(
      fc.property(fc.array(aStep, { maxLength: 120 }), (steps) => {
        const graph = createGraph()
        const plain = plainFacts()
        for (const step of steps) {
          if (step.operation === 'write') {
            graph.add(step.tuple)
            plain.add(step.tuple)
          } else {
            graph.remove(step.tuple)
            plain.remove(step.tuple)
          }
        }
        expect(graph.size).toBe(plain.tuples.size)
        expectSame(requestFacts(graph), plain, WORLD, expect)
      }),
      { numRuns: 60 },
    )
  })

  test('keeps a tuple once, however often it is added', () => {
    const graph = graphOf('doc:1#viewer@user:anne', 'doc:1#viewer@user:anne')
    expect(graph.size).toBe(1)
    const facts = requestFacts(graph)
    expect(look(facts, 'rows', 'doc:1', facts.relationId('doc', 'viewer'))).toEqual(['user:anne'])
  })

  test('replaces the condition of a tuple that is added again', () => {
    const graph = createGraph()
    const key = tuple('doc:1#viewer@user:anne')
    graph.add({ ...key, condition: { name: 'soon', context: { until: 1 } } })
    expect(presence(requestFacts(graph), key)).toBe('["soon",{"until":1}]')
    graph.add({ ...key, condition: { name: 'later' } })
    expect(presence(requestFacts(graph), key)).toBe('["later",null]')
    graph.add(key)
    expect(presence(requestFacts(graph), key)).toBe('present')
    expect(graph.size).toBe(1)
  })

  test('does not notice when the caller changes a context afterwards', () => {
    const graph = createGraph()
    const context: Record<string, number> = { until: 1 }
    const added = { ...tuple('doc:1#viewer@user:anne'), condition: { name: 'soon', context } }
    graph.add(added)
    context.until = 2
    expect(presence(requestFacts(graph), added)).toBe('["soon",{"until":1}]')
  })

  test('ignores the removal of tuples and of names that are not there', () => {
    const graph = graphOf('doc:1#viewer@user:anne')
    const before = graph.bytes()
    graph.remove(tuple('doc:1#viewer@user:bob'))
    graph.remove(tuple('doc:1#editor@user:anne'))
    graph.remove(tuple('page:1#viewer@user:anne'))
    graph.remove(tuple('doc:1#viewer@group:eng#member'))
    expect(graph.size).toBe(1)
    expect(graph.bytes()).toBe(before)
  })

  test('gives back any name as it was, and never takes one for another', () => {
    fc.assert(
      fc.property(
        fc.uniqueArray(fc.array(fc.integer({ min: 0, max: 0xffff }), { minLength: 1 }), {
          selector: (units) => String.fromCharCode(...units),
          maxLength: 40,
        }),
        (names) => {
          const graph = createGraph()
          // `#` would make a userset of it.
          const ids = names.map((units) => `${String.fromCharCode(...units).replaceAll('#', '')}.`)
          for (const id of ids)
            graph.add({ object: `doc:${id}`, relation: 'r', user: `user:${id}` })
          const facts = requestFacts(graph)
          for (const id of ids) {
            expect(facts.objectName(facts.objectId('user', id))).toBe(id)
            expect(facts.objectName(facts.objectId('doc', id))).toBe(id)
            expect(facts.objectId('doc', id)).not.toBe(facts.objectId('user', id))
          }
        },
      ),
    )
  })

  test('keeps names apart that differ in case or in how many bytes a sign takes', () => {
    const graph = graphOf(
      'doc:A#viewer@user:a',
      'doc:a#viewer@user:A',
      'doc:\u0141#viewer@user:\u0001A',
    )
    const facts = requestFacts(graph)
    const ids = ['A', 'a', '\u0141', '\u0001A'].map((id) => facts.objectId('doc', id))
    expect(new Set(ids).size).toBe(4)
    expect(presence(facts, tuple('doc:A#viewer@user:A'))).toBe('absent')
  })

  test('keeps relations of one name apart by their type', () => {
    const facts = requestFacts(graphOf('doc:1#viewer@user:anne'))
    const other = facts.relationId('page', 'viewer')
    expect(look(facts, 'objects', 'user:anne', other)).toEqual([])
    expect(facts.typeName(facts.typeOfRelation(other))).toBe('page')
    expect(facts.relationName(other)).toBe('viewer')
  })

  test('forgets conditions under which no tuple stands any more', () => {
    const graph = createGraph()
    const key = tuple('doc:1#viewer@user:anne')
    graph.add({ ...key, condition: { name: 'soon', context: { until: 0 } } })
    const before = graph.bytes()
    for (let until = 1; until < 1_000; until++) {
      graph.add({ ...key, condition: { name: 'soon', context: { until: until % 10 } } })
    }
    expect(graph.bytes()).toBe(before)
  })

  test('forgets conditions with the tuples that stood under them', () => {
    const graph = createGraph()
    const turn = () => {
      for (let n = 0; n < 100; n++) {
        graph.add(tuple(`doc:${n}#viewer@user:anne`, { name: 'soon', context: { until: n } }))
      }
      for (let n = 0; n < 100; n++) graph.remove(tuple(`doc:${n}#viewer@user:anne`))
    }
    turn()
    const before = graph.bytes()
    graph.add(tuple('doc:0#viewer@user:anne', { name: 'soon', context: { until: 0 } }))
    expect(graph.bytes()).toBeGreaterThan(before)
    graph.remove(tuple('doc:0#viewer@user:anne'))
    expect(graph.bytes()).toBe(before)
  })

  test('puts a condition on and off a row in the midst of others', () => {
    const graph = graphOf(...['a', 'b', 'c', 'd'].map((user) => `doc:1#viewer@user:${user}`))
    graph.add(tuple('doc:1#viewer@user:b', { name: 'soon' }))
    graph.add(tuple('doc:1#viewer@user:b', { name: 'later' }))
    const facts = requestFacts(graph)
    const viewer = facts.relationId('doc', 'viewer')
    const rows = ['user:a', 'user:b with ["later",null]', 'user:c', 'user:d']
    expect(look(facts, 'rows', 'doc:1', viewer)).toEqual(rows)
    graph.add(tuple('doc:1#viewer@user:b'))
    expect(look(facts, 'rows', 'doc:1', viewer)).toEqual(['user:a', 'user:b', 'user:c', 'user:d'])
    expect(graph.size).toBe(4)
  })

  test('gives back every userset as it was, however many there are', () => {
    for (let count = 1; count <= 100; count++) {
      const graph = createGraph()
      const users = Array.from({ length: count }, (_, n) => `group:${n}#member`)
      for (const user of users) graph.add({ object: 'doc:1', relation: 'viewer', user })
      const facts = requestFacts(graph)
      const rows = look(facts, 'usersets', 'doc:1', facts.relationId('doc', 'viewer'))
      expect(rows).toEqual(users.toSorted(byText))
    }
  })

  test('never takes one of 200,000 names for another', () => {
    // By their number some of them share a hash.
    const graph = createGraph()
    const names = Array.from({ length: 200_000 }, (_, n) => (n * 2_654_435_761).toString(36))
    for (const name of names)
      graph.add({ object: 'doc:1', relation: 'viewer', user: `user:${name}` })
    const facts = requestFacts(graph)
    const wrong = names.filter((name) => facts.objectName(facts.objectId('user', name)) !== name)
    expect(wrong).toEqual([])
    expect(graph.size).toBe(200_000)
  }, 60_000)

  test('finds the conditions of the others after any of them went', () => {
    const graph = createGraph()
    const plain = plainFacts()
    for (let n = 0; n < 2_000; n++) {
      const added = tuple(`doc:${n % 50}#viewer@user:${n}`, { name: 'c', context: { n: n % 7 } })
      graph.add(added)
      plain.add(added)
    }
    for (let n = 0; n < 2_000; n += 3) {
      const key = tuple(`doc:${n % 50}#viewer@user:${n}`)
      graph.remove(key)
      plain.remove(key)
    }
    const facts = requestFacts(graph)
    for (let n = 0; n < 2_000; n++) {
      const key = tuple(`doc:${n % 50}#viewer@user:${n}`)
      expect(presence(facts, key)).toBe(plain.presence(key))
    }
  })

  test('keeps a list of 100,000 rows sorted while rows come and go', () => {
    const graph = createGraph()
    for (let n = 0; n < 100_000; n++)
      graph.add(tuple(`group:all#member@user:${(n * 7919) % 100_000}`))
    for (let n = 0; n < 50; n++) graph.add(tuple(`group:all#member@group:${n}#member`))
    for (let n = 0; n < 100_000; n += 2) graph.remove(tuple(`group:all#member@user:${n}`))
    const facts = requestFacts(graph)
    const member = facts.relationId('group', 'member')
    expect(graph.size).toBe(50_050)
    expect(look(facts, 'rows', 'group:all', member)).toHaveLength(50_050)
    expect(look(facts, 'usersets', 'group:all', member)).toHaveLength(50)
    expect(presence(facts, tuple('group:all#member@user:77777'))).toBe('present')
    expect(presence(facts, tuple('group:all#member@user:77778'))).toBe('absent')
    for (let n = 1; n < 100_000; n += 2) graph.remove(tuple(`group:all#member@user:${n}`))
    expect(look(facts, 'rows', 'group:all', member)).toHaveLength(50)
  }, 60_000)

  test('does not grow while other objects come and go', () => {
    const graph = graphOf('doc:1#viewer@user:anne')
    const turn = () => {
      for (let n = 0; n < 500; n++) graph.add(tuple(`doc:${n}#viewer@user:${n % 9}`))
      for (let n = 0; n < 500; n++) graph.remove(tuple(`doc:${n}#viewer@user:${n % 9}`))
    }
    turn()
    const before = graph.bytes()
    for (let times = 0; times < 20; times++) turn()
    expect(graph.bytes()).toBe(before)
  })
})
