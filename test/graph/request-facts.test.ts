import { describe, expect, test } from 'vitest'
import { createGraph } from '#graph/graph.ts'
import { requestFacts } from '#graph/request-facts.ts'
import { look, nameOf, presence, subjectOf, tuple } from './reading.ts'

describe('the view of a request', () => {
  test('names strings that no tuple names, without making the graph grow', () => {
    const graph = createGraph()
    graph.add(tuple('doc:1#viewer@user:anne'))
    const facts = requestFacts(graph)
    facts.relationId('group', 'member')
    facts.typeId('user')
    const before = graph.bytes()
    for (const text of ['user:bob', 'doc:2', 'user:*', 'group:eng#member', 'doc:1#viewer']) {
      expect(nameOf(facts, subjectOf(facts, text))).toBe(text)
    }
    expect(graph.bytes()).toBe(before)
  })

  test('gives one string one id, and two strings two', () => {
    const facts = requestFacts(createGraph())
    const anne = facts.objectId('user', 'anne')
    expect(facts.objectId('user', 'anne')).toBe(anne)
    expect(facts.objectId('user', 'Anne')).not.toBe(anne)
    expect(facts.objectId('doc', 'anne')).not.toBe(anne)
    const member = facts.relationId('group', 'member')
    const eng = facts.objectId('group', 'eng')
    expect(facts.usersetId(eng, member)).toBe(facts.usersetId(eng, member))
    expect(facts.usersetId(eng, member)).not.toBe(facts.usersetId(anne, member))
    expect(facts.usersetId(eng, member)).toBeLessThan(0)
  })

  test('finds nothing about strings that no tuple names', () => {
    const graph = createGraph()
    graph.add(tuple('doc:1#viewer@user:anne'))
    const facts = requestFacts(graph)
    const viewer = facts.relationId('doc', 'viewer')
    expect(presence(facts, tuple('doc:1#viewer@user:bob'))).toBe('absent')
    expect(presence(facts, tuple('doc:2#viewer@user:anne'))).toBe('absent')
    expect(look(facts, 'rows', 'doc:2', viewer)).toEqual([])
    expect(look(facts, 'usersets', 'doc:2', viewer)).toEqual([])
    expect(look(facts, 'objects', 'user:bob', viewer)).toEqual([])
    expect(look(facts, 'objects', 'doc:1#viewer', viewer)).toEqual([])
  })

  test('shares types and relations with every other view of the graph', () => {
    const graph = createGraph()
    const [one, other] = [requestFacts(graph), requestFacts(graph)]
    expect(one.vocabulary).toBe(other.vocabulary)
    expect(one.relationId('doc', 'viewer')).toBe(other.relationId('doc', 'viewer'))
    expect(one.typeId('doc')).toBe(other.typeOfRelation(other.relationId('doc', 'viewer')))
  })

  test('knows an object by its type, whether a tuple names it or only the request', () => {
    const graph = createGraph()
    graph.add(tuple('doc:1#viewer@user:anne'))
    const facts = requestFacts(graph)
    expect(facts.typeOf(facts.objectId('doc', '1'))).toBe(facts.typeId('doc'))
    expect(facts.typeOf(facts.objectId('doc', '2'))).toBe(facts.typeId('doc'))
  })
})
