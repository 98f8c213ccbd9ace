import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { CheckRequest } from '#authorizer/authorizer.ts'
import { remoteAuthorizer, remotePforte } from '#authorizer/remote/remote-authorizer.ts'
import { type ListeningHouse, openListeningHouse } from '../../http/listening-house.ts'
import { jsonOf } from '../model-text.ts'
import { key, tuple } from '../tuple-text.ts'
import { remoteAuthorizerContract } from './remote-authorizer.contract.ts'

let house: ListeningHouse

beforeAll(async () => {
  house = await openListeningHouse()
})
afterAll(() => house.close())

describe('the remote authorizer of a Pforte', () => {
  remoteAuthorizerContract(() => remotePforte(house))
})

const MODEL = jsonOf(`
model
  schema 1.1
type user
type document
  relations
    define viewer: [user]
`)

const WRITE = { deletes: [], onDuplicate: 'error', onMissing: 'error' } as const

const ANNE: CheckRequest = {
  tupleKey: key('document:1#viewer@user:anne'),
  contextualTuples: [],
  context: {},
  consistency: { kind: 'minimizeLatency' },
}

async function documents() {
  const authorizer = remotePforte(house)
  const { id } = await authorizer.createStore('documents')
  await authorizer.writeModel(id, MODEL)
  const { revision } = await authorizer.write(id, {
    ...WRITE,
    writes: [tuple('document:1#viewer@user:anne')],
  })
  return { authorizer, id, revision }
}

describe('what only a Pforte can do', () => {
  test('it explains', async () => {
    const { authorizer, id } = await documents()
    const { explanation } = await authorizer.explain(id, ANNE)
    expect(explanation.verdict).toBe('allowed')
    expect(explanation.text.split('\n')[0]).toBe('allowed: user:anne is viewer of document:1')
  })

  test('it answers for a past state', async () => {
    const { authorizer, id, revision } = await documents()
    await authorizer.write(id, { ...WRITE, writes: [], deletes: [ANNE.tupleKey] })
    expect((await authorizer.check(id, ANNE)).allowed).toBe(false)
    const then = { ...ANNE, consistency: { kind: 'at', token: revision } } as const
    expect((await authorizer.check(id, then)).allowed).toBe(true)
  })

  test('of any other server a past state is not asked, and nothing is explained', async () => {
    const { id } = await documents()
    const authorizer = remoteAuthorizer(house)
    const then = { ...ANNE, consistency: { kind: 'at', token: 'x' } } as const
    await expect(authorizer.check(id, then)).rejects.toMatchObject({ code: 'validation_error' })
    expect(authorizer.explain).toBeUndefined()
  })
})

describe('a server that fails', () => {
  test('that is not there is named, with the reason', async () => {
    const authorizer = remoteAuthorizer({ url: 'http://127.0.0.1:1' })
    await expect(authorizer.ready()).rejects.toMatchObject({
      name: 'ServerFailed',
      kind: 'unreachable',
      message: 'http://127.0.0.1:1 does not answer (ECONNREFUSED)',
    })
  })

  test('that refuses the key is named, and the key is not', async () => {
    const authorizer = remoteAuthorizer({ ...house, key: 'a-wrong-key' })
    await expect(authorizer.ready()).rejects.toMatchObject({
      kind: 'key refused',
      message: `${house.url} refuses the key (unauthenticated)`,
    })
    await expect(remoteAuthorizer({ url: house.url }).ready()).rejects.toMatchObject({
      message: `${house.url} refuses the key (bearer_token_missing)`,
    })
  })
})
