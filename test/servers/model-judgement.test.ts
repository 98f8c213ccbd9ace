import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { JsonObject } from '#model/json.ts'
import { mutated, randomComputedModelJson, randomModelJson } from '../model/random-model-json.ts'
import { codeOf, parsed } from '../model/sample-model.ts'
import { findOpenfga, startOpenfga } from './openfga-process.ts'
import type { ServerProcess } from './server-process.ts'

const MODELS = 3_000
const binary = findOpenfga()

interface Answer {
  readonly code?: string
  readonly message?: string
  readonly authorization_model_id?: string
  readonly authorization_model?: JsonObject
}

describe.skipIf(binary === undefined)('random models beside a real OpenFGA server', () => {
  let server: ServerProcess | undefined

  beforeAll(async () => {
    if (binary !== undefined) server = await startOpenfga(binary)
  })

  afterAll(async () => {
    await server?.stop()
  })

  it.each([
    ['as they are made', randomModelJson],
    ['of computed relations', randomComputedModelJson],
    ['mutated', (seed: number) => mutated(randomModelJson(seed), seed)],
  ])(`are taken or refused alike and given back alike, ${MODELS} %s`, async (_, modelOf) => {
    if (server === undefined) throw new Error('the server did not start')
    const ask = await modelClient(server)
    const different: string[] = []
    for (let seed = 1; seed <= MODELS; seed++) {
      const json = modelOf(seed)
      const answer = await ask('POST', '', json)
      // Expressions are judged in the condition room, which has cases of its own.
      if (answer.message?.includes('ERROR: ')) continue
      if (answer.code !== codeOf(json)) {
        different.push(`seed ${seed}: ${codeOf(json)}, server: ${answer.code} ${answer.message}`)
      } else if (answer.code === undefined && seed % 10 === 0) {
        const given = (await ask('GET', `/${answer.authorization_model_id}`)).authorization_model
        expect({ ...parsed(json).json, id: given?.id }).toEqual(given)
      }
    }
    expect(different).toEqual([])
  })
})

/** Asks about the models of a new store. */
async function modelClient(server: ServerProcess) {
  const send = async (method: string, path: string, body?: JsonObject): Promise<Answer> => {
    const response = await fetch(`${server.baseUrl}${path}`, {
      method,
      headers: { authorization: `Bearer ${server.token}` },
      ...(body !== undefined && { body: JSON.stringify(body) }),
    })
    return (await response.json()) as Answer
  }
  const store = (await send('POST', '/stores', { name: 'random-models' })) as JsonObject
  const models = `/stores/${String(store.id)}/authorization-models`
  return (method: string, path: string, body?: JsonObject) => send(method, models + path, body)
}
