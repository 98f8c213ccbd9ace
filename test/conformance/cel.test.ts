import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import type { JsonObject, JsonValue } from '#model/json.ts'
import { type Server, sendJson } from './http-call.ts'
import { createStore, jsonOf, outcomeOf, unlike, writeTuples } from './prepared-store.ts'
import { describeSharedCases, sharedFolder } from './suite.ts'

interface CelCase {
  readonly name: string
  readonly params: Readonly<Record<string, string>>
  readonly expr: string
  readonly context: JsonObject
  readonly expect: string
}

describeSharedCases('condition expressions', () => {
  const text = readFileSync(join(sharedFolder, 'cel/visible.json'), 'utf8')
  const cases = JSON.parse(text) as readonly CelCase[]
  return cases.map((celCase) => ({
    name: celCase.name,
    run: async (server) => unlike(await answerTo(server, celCase), wantedOf(celCase)),
  }))
})

/** Through the API a parameter that is missing is an error, whatever the expression made of it. */
function wantedOf({ params, context, expect }: CelCase): string {
  if (expect === 'compile-error') return 'model: 400 invalid_authorization_model'
  const isMissing = Object.keys(params).some((name) => !(name in context))
  return isMissing || expect === 'eval-error' ? '400 validation_error' : expect
}

async function answerTo(server: Server, celCase: CelCase): Promise<string> {
  const path = await createStore(server)
  const model = await sendJson(server, 'POST', `${path}/authorization-models`, modelOf(celCase))
  if (model.status !== 201) return `model: ${outcomeOf(model)}`
  const modelId = String(jsonOf(model).authorization_model_id)
  const key = { user: 'user:anne', relation: 'viewer', object: 'document:1' }
  await writeTuples(server, { path, modelId }, [{ ...key, condition: { name: 'c1' } }])
  const answer = await sendJson(server, 'POST', `${path}/check`, {
    tuple_key: key,
    context: celCase.context,
  })
  return answer.status === 200 ? String(jsonOf(answer).allowed ?? false) : outcomeOf(answer)
}

function modelOf({ params, expr }: CelCase): JsonObject {
  const parameters = Object.fromEntries(
    Object.entries(params).map(([name, type]) => [name, parameterType(type)]),
  )
  const relation = { directly_related_user_types: [{ type: 'user', condition: 'c1' }] }
  return {
    schema_version: '1.1',
    type_definitions: [
      { type: 'user' },
      {
        type: 'document',
        relations: { viewer: { this: {} } },
        metadata: { relations: { viewer: relation } },
      },
    ],
    conditions: { c1: { name: 'c1', expression: expr, parameters } },
  }
}

/** `list<string>` as the API writes it. */
function parameterType(type: string): JsonValue {
  const [, outer = '', inner] = /^(\w+)(?:<(.*)>)?$/.exec(type) ?? []
  const type_name = `TYPE_NAME_${outer.toUpperCase()}`
  return inner === undefined ? { type_name } : { type_name, generic_types: [parameterType(inner)] }
}
