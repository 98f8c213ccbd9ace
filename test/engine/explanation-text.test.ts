import { describe, expect, it } from 'vitest'
import type { Explanation, ExplanationStep, TupleStep } from '#engine/explanation.ts'
import { explanationText } from '#engine/explanation-text.ts'

function textOf(explanation: Omit<Explanation, 'text' | 'facts'>): readonly string[] {
  return explanationText({ ...explanation, facts: [] }).split('\n')
}

function tuple(object: string, relation: string, user: string, found: boolean): TupleStep {
  return { kind: 'tuple', object, relation, user, found }
}

describe('an explanation in words', () => {
  it('draws the questions as a tree, with the tuples that answer them', () => {
    const text = textOf({
      verdict: 'allowed',
      user: 'user:anne',
      failures: [],
      root: {
        ...{ kind: 'question', object: 'document:1', relation: 'viewer', verdict: 'allowed' },
        because: 'tuples',
        steps: [
          tuple('document:1', 'viewer', 'group:eng#member', true),
          {
            ...{ kind: 'question', object: 'group:eng', relation: 'member', verdict: 'allowed' },
            because: 'tuples',
            steps: [tuple('group:eng', 'member', 'user:anne', true)],
          },
        ],
      },
    })
    expect(text).toEqual([
      'allowed: user:anne is viewer of document:1',
      '└ document:1#viewer: allowed',
      '  ├ document:1#viewer@group:eng#member is there',
      '  └ group:eng#member: allowed',
      '    └ group:eng#member@user:anne is there',
    ])
  })

  it('says where an allow below is what denies', () => {
    const text = textOf({
      verdict: 'denied',
      user: 'user:anne',
      failures: [],
      root: {
        ...{ kind: 'question', object: 'document:2', relation: 'viewer', verdict: 'denied' },
        because: 'but not',
        steps: [
          {
            ...{ kind: 'question', object: 'document:2', relation: 'blocked', verdict: 'allowed' },
            because: 'tuples',
            steps: [tuple('document:2', 'blocked', 'user:anne', true)],
          },
        ],
      },
    })
    expect(text).toEqual([
      'denied: user:anne is not viewer of document:2',
      '└ document:2#viewer: denied, by "but not"',
      '  └ document:2#blocked: allowed',
      '    └ document:2#blocked@user:anne is there',
    ])
  })

  it('counts what is denied in the same way as the first, and draws what is not', () => {
    const binding = (name: string, relation: string): readonly ExplanationStep[] => [
      tuple('scope:s', 'binding', `binding:${name}`, true),
      {
        ...{ kind: 'question', object: `binding:${name}`, relation: 'read', verdict: 'denied' },
        because: 'and',
        steps: [tuple(`binding:${name}`, relation, 'user:anne', false)],
      },
    ]
    const text = textOf({
      verdict: 'denied',
      user: 'user:anne',
      failures: [],
      root: {
        ...{ kind: 'question', object: 'scope:s', relation: 'read', verdict: 'denied' },
        because: 'from',
        steps: [
          ...binding('b', 'subject'),
          ...binding('her-own', 'available'),
          ...binding('c', 'subject'),
          ...binding('d', 'subject'),
          {
            kind: 'no other tuples',
            object: 'scope:s',
            relation: 'binding',
            lookedFor: ['binding'],
          },
        ],
      },
    })
    expect(text).toEqual([
      'denied: user:anne is not read of scope:s',
      '└ scope:s#read: denied',
      '  ├ scope:s#binding@binding:b is there',
      '  ├ binding:b#read: denied, by "and"',
      '  │ └ binding:b#subject@user:anne is not there',
      '  ├ 2 more of scope:s#binding are denied in the same way',
      '  ├ scope:s#binding@binding:her-own is there',
      '  ├ binding:her-own#read: denied, by "and"',
      '  │ └ binding:her-own#available@user:anne is not there',
      '  └ scope:s#binding names no other binding',
    ])
  })

  it('says last which condition lacked what', () => {
    const text = textOf({
      verdict: 'error',
      user: 'user:bob',
      failures: [{ condition: 'in_office', missing: ['ip'], message: 'context is missing ip' }],
      root: {
        ...{ kind: 'question', object: 'folder:x', relation: 'viewer', verdict: 'error' },
        because: 'tuples',
        steps: [
          {
            ...tuple('folder:x', 'viewer', 'user:bob', true),
            condition: { name: 'in_office', outcome: 'error' },
          },
        ],
      },
    })
    expect(text).toEqual([
      'error: user:bob may or may not be viewer of folder:x',
      '└ folder:x#viewer: error',
      '  └ folder:x#viewer@user:bob is there, its condition in_office could not be evaluated',
      'condition in_office: context is missing ip',
    ])
  })
})
