import { describe, expect, it } from 'vitest'
import { asking, isAllowed, storeWith } from './embedded-store.ts'
import { key, tuple } from './tuple-text.ts'

const documents = `
model
  schema 1.1
type user
type employee
type group
  relations
    define member: [user, group#member]
type document
  relations
    define owner: [user]
    define blocked: [user]
    define viewer: [user, user:*, group#member, user with small] or owner
    define commenter: viewer but not blocked
condition small(x: int, limit: int) {
  x < limit
}
`

describe('check', () => {
  it('allows who is named, and denies who is not', async () => {
    const store = await storeWith(documents, ['document:1#viewer@user:anne'])
    expect(await isAllowed(store, 'document:1#viewer@user:anne')).toBe(true)
    expect(await isAllowed(store, 'document:1#viewer@user:bob')).toBe(false)
  })

  it('follows groups in groups', async () => {
    const store = await storeWith(documents, [
      'document:1#viewer@group:all#member',
      'group:all#member@group:eng#member',
      'group:eng#member@user:anne',
    ])
    expect(await isAllowed(store, 'document:1#commenter@user:anne')).toBe(true)
  })

  it('counts contextual tuples for this request only', async () => {
    const store = await storeWith(documents)
    const contextualTuples = ['document:1#owner@user:anne']
    expect(await isAllowed(store, 'document:1#viewer@user:anne', { contextualTuples })).toBe(true)
    expect(await isAllowed(store, 'document:1#viewer@user:anne')).toBe(false)
  })

  it('takes a contextual tuple for the stored one of its key', async () => {
    const condition = { name: 'small', context: { limit: 1 } }
    const store = await storeWith(documents, ['document:1#viewer@user:anne'])
    const contextualTuples = [tuple('document:1#viewer@user:anne', condition)]
    const context = { x: 5 }
    expect(
      await isAllowed(store, 'document:1#viewer@user:anne', { contextualTuples, context }),
    ).toBe(false)
  })

  it('refuses a missing parameter of a condition, unless another path decides', async () => {
    const condition = { name: 'small', context: { limit: 1 } }
    const store = await storeWith(documents, [
      tuple('document:1#viewer@user:anne', condition),
      tuple('document:2#viewer@user:anne', condition),
      'document:2#owner@user:anne',
    ])
    await expect(isAllowed(store, 'document:1#viewer@user:anne')).rejects.toMatchObject({
      code: 'validation_error',
      message: expect.stringContaining('small'),
    })
    expect(await isAllowed(store, 'document:2#viewer@user:anne')).toBe(true)
  })

  it.each([
    ['document:1#viewer@ghost:1', "type 'ghost' not found"],
    ['ghost:1#viewer@user:anne', "type 'ghost' not found"],
    ['document:1#ghost@user:anne', "relation 'document#ghost' not found"],
    ['document:1#viewer@group:1#ghost', "relation 'group#ghost' not found"],
    ['document:*#viewer@user:anne', "the 'object' field cannot reference a typed wildcard"],
    ['document:1#viewer@anne', "the 'user' field must be an object"],
    ['document:1#viewer@group:*#member', "the 'user' field is malformed"],
  ])('refuses to be asked about %s', async (text, reason) => {
    const store = await storeWith(documents)
    await expect(isAllowed(store, text)).rejects.toMatchObject({
      code: 'validation_error',
      message: expect.stringContaining(reason),
    })
  })

  it('refuses control characters in a context', async () => {
    const store = await storeWith(documents)
    const context = { x: ['\u0001'] }
    await expect(
      isAllowed(store, 'document:1#viewer@user:anne', { context }),
    ).rejects.toMatchObject({ code: 'validation_error' })
  })

  it.each([
    ['of an unknown type', tuple('ghost:1#viewer@user:anne')],
    ['of a user that is not allowed', tuple('document:1#owner@employee:anne')],
    ['of an unknown condition', tuple('document:1#viewer@user:anne', { name: 'ghost' })],
  ])('refuses a contextual tuple %s', async (_, given) => {
    const store = await storeWith(documents)
    const contextualTuples = [given]
    await expect(
      isAllowed(store, 'document:1#viewer@user:anne', { contextualTuples }),
    ).rejects.toMatchObject({ code: 'invalid_tuple' })
  })

  it('refuses what is too deep: 25 hops pass, 26 do not', async () => {
    const chain = Array.from(
      { length: 26 },
      (_, index) => `group:${index + 1}#member@group:${index}#member`,
    )
    const store = await storeWith(documents, ['group:0#member@user:anne', ...chain])
    expect(await isAllowed(store, 'group:25#member@user:anne')).toBe(true)
    await expect(isAllowed(store, 'group:26#member@user:anne')).rejects.toMatchObject({
      code: 'authorization_model_resolution_too_complex',
    })
  })

  it('tells the model that decided', async () => {
    const store = await storeWith(documents)
    const answer = await store.authorizer.check(store.id, {
      tupleKey: key('document:1#viewer@user:anne'),
      ...asking(),
    })
    expect(answer.modelId).toBe(store.modelId)
  })
})

describe('batch check', () => {
  const item = (correlationId: string, text: string, options = {}) => ({
    correlationId,
    tupleKey: key(text),
    context: {},
    contextualTuples: [],
    ...options,
  })

  it('decides each item as it would alone', async () => {
    const condition = { name: 'small', context: { limit: 2 } }
    const store = await storeWith(documents, [
      'document:1#viewer@user:anne',
      'document:1#blocked@user:anne',
      tuple('document:2#viewer@user:bob', condition),
    ])
    const { results } = await store.authorizer.batchCheck(store.id, {
      consistency: { kind: 'minimizeLatency' },
      checks: [
        item('viewer', 'document:1#viewer@user:anne'),
        item('commenter', 'document:1#commenter@user:anne'),
        item('ghost', 'ghost:1#viewer@user:anne'),
        item('small', 'document:2#viewer@user:bob', { context: { x: 1 } }),
        item('large', 'document:2#viewer@user:bob', { context: { x: 3 } }),
        item('missing', 'document:2#viewer@user:bob'),
        item('own', 'document:3#viewer@user:bob', {
          contextualTuples: [tuple('document:3#owner@user:bob')],
        }),
        item('bad', 'document:3#viewer@user:bob', {
          contextualTuples: [tuple('ghost:3#owner@user:bob')],
        }),
      ],
    })
    expect(Object.fromEntries(results)).toMatchObject({
      viewer: { kind: 'decided', allowed: true },
      commenter: { kind: 'decided', allowed: false },
      ghost: { kind: 'refused', code: 'validation_error' },
      small: { kind: 'decided', allowed: true },
      large: { kind: 'decided', allowed: false },
      missing: { kind: 'refused', code: 'validation_error' },
      own: { kind: 'decided', allowed: true },
      bad: { kind: 'refused', code: 'invalid_tuple' },
    })
  })
})
