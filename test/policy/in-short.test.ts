import { describe, expect, test } from 'vitest'
import type { Explanation } from '#engine/explanation.ts'
import { inShort } from '#policy/in-short.ts'
import { storeWith } from '../authorizer/embedded-store.ts'
import { key } from '../authorizer/tuple-text.ts'

const MODEL = `
model
  schema 1.1
type user
type group
  relations
    define member: [user]
type document
  relations
    define editor: [user]
    define viewer: [user, group#member, user with small]
    define can_read: viewer and editor
condition small(x: int) {
  x < 10
}
`

async function explained(question: string, tuples: readonly string[]): Promise<Explanation> {
  const { authorizer, id } = await storeWith(MODEL, tuples)
  const answer = await authorizer.explain?.(id, {
    tupleKey: key(question),
    contextualTuples: [],
    context: {},
    consistency: { kind: 'minimizeLatency' },
  })
  if (answer === undefined) throw new Error('this authorizer explains')
  return answer.explanation
}

describe('an explanation in short, of a model without bindings', () => {
  test('names the tuples that grant it', async () => {
    const tuples = ['document:1#viewer@group:eng#member', 'group:eng#member@user:anne']
    expect(inShort(await explained('document:1#viewer@user:anne', tuples))).toBe(
      'document:1#viewer@group:eng#member; group:eng#member@user:anne',
    )
  })

  test('names the tuple that is missing', async () => {
    const explanation = await explained('document:1#can_read@user:anne', [
      'document:1#viewer@user:anne',
    ])
    expect(inShort(explanation)).toBe('document:1#editor@user:anne is not there')
  })

  test('says so if the model has no way to it', async () => {
    const explanation = await explained('document:1#editor@group:eng#member', [])
    expect(inShort(explanation)).toBe('the model gives such a user no way to it')
  })
})
