import { describe, expect, it } from 'vitest'
import type { Explanation, TupleStep } from '#engine/explanation.ts'
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
