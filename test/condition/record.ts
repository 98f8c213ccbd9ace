import type { DeclaredType } from '#condition/parameter-types/table.ts'
import { sendJson } from '../conformance/http-call.ts'
import { findOpenfga, startOpenfga } from '../servers/openfga-process.ts'
import type { ServerProcess } from '../servers/server-process.ts'
import { type Answer, type ConditionCase, readCases, typeOf, writeCases } from './cases.ts'

/**
 * Fills in what a real OpenFGA says to the cases that have no answer yet:
 * `node test/condition/record.ts`. What is written already is left as it is.
 */
async function main(): Promise<void> {
  const binary = findOpenfga()
  if (binary === undefined) throw new Error('there is no OpenFGA on this machine')
  const server = await startOpenfga(binary)
  try {
    const { id } = await post(server, '/stores', { name: 'conditions' })
    const recorded: ConditionCase[] = []
    for (const one of readCases()) {
      recorded.push(isRecorded(one) ? one : await record(server, `/stores/${id}`, one))
    }
    writeCases(recorded)
  } finally {
    await server.stop()
  }
}

const isRecorded = ({ isRefused, questions }: ConditionCase): boolean =>
  isRefused === true || questions.every(({ answer }) => answer !== undefined)

async function record(
  server: ServerProcess,
  store: string,
  one: ConditionCase,
): Promise<ConditionCase> {
  const { authorization_model_id: model } = await post(
    server,
    `${store}/authorization-models`,
    modelOf(one),
  )
  if (model === undefined) return { ...one, isRefused: true, questions: [] }
  const questions = []
  for (const { context } of one.questions) {
    const { allowed, code } = await post(server, `${store}/check`, {
      authorization_model_id: model,
      tuple_key: key,
      contextual_tuples: { tuple_keys: [{ ...key, condition: { name: 'c1' } }] },
      context,
    })
    if (allowed === undefined && code !== 'validation_error') throw new Error(String(code))
    const answer: Answer = allowed === undefined ? 'error' : allowed === true ? 'true' : 'false'
    questions.push({ context, answer })
  }
  return { ...one, questions }
}

const key = { user: 'user:anne', relation: 'viewer', object: 'document:1' }

const modelOf = ({ parameters, expression }: ConditionCase) => ({
  schema_version: '1.1',
  type_definitions: [
    { type: 'user' },
    {
      type: 'document',
      relations: { viewer: { this: {} } },
      metadata: {
        relations: {
          viewer: { directly_related_user_types: [{ type: 'user', condition: 'c1' }] },
        },
      },
    },
  ],
  conditions: {
    c1: {
      name: 'c1',
      expression,
      parameters: Object.fromEntries(
        Object.entries(parameters).map(([name, type]) => [name, wireType(typeOf(type))]),
      ),
    },
  },
})

const wireType = ({ name, generics }: DeclaredType): object => ({
  type_name: `TYPE_NAME_${name.toUpperCase()}`,
  generic_types: generics.map(wireType),
})

async function post(
  server: ServerProcess,
  path: string,
  body: object,
): Promise<Readonly<Record<string, unknown>>> {
  const { status, text } = await sendJson(server, 'POST', path, body)
  const answer = JSON.parse(text) as Readonly<Record<string, unknown>>
  return status === 200 ? { allowed: false, ...answer } : answer
}

await main()
