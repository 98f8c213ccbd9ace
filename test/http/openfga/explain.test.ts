import { describe, expect, it } from 'vitest'
import { ANNE, openStore } from '../house.ts'

describe('explain', () => {
  it('names the tuple that an allow rests on', async () => {
    const { ask, path } = await openStore()
    const { json } = await ask(`${path}/explain`, { body: { tuple_key: ANNE } })
    expect(json).toMatchObject({
      allowed: true,
      explanation: { verdict: 'allowed', facts: [{ kind: 'tuple', ...ANNE, found: true }] },
    })
    expect(json.text).toContain('document:1')
  })

  it('names what a denial looked for and did not find', async () => {
    const { ask, path } = await openStore()
    const tuple_key = { ...ANNE, user: 'user:bob' }
    const { json } = await ask(`${path}/explain`, { body: { tuple_key } })
    expect(json).toMatchObject({ allowed: false, explanation: { verdict: 'denied' } })
    expect(JSON.stringify(json)).toContain('"found":false')
  })

  it('takes contextual tuples and a context as a check does', async () => {
    const { ask, path } = await openStore()
    const condition = { name: 'small' }
    const contextual_tuples = { tuple_keys: [{ ...ANNE, user: 'user:bob', condition }] }
    const body = { tuple_key: { ...ANNE, user: 'user:bob' }, contextual_tuples, context: { x: 3 } }
    expect((await ask(`${path}/explain`, { body })).json.allowed).toBe(true)
    const missing = await ask(`${path}/explain`, { body: { ...body, context: {} } })
    expect(missing.json).toMatchObject({ allowed: false, explanation: { verdict: 'error' } })
  })
})
