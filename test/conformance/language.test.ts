import { createHash } from 'node:crypto'
import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { parse } from 'yaml'
import type { JsonObject, JsonValue } from '#model/json.ts'
import { type Server, send, sendJson } from './http-call.ts'
import { comparable } from './observation.ts'
import { createStore, DOCUMENTS, jsonOf, outcomeOf, unlike, writeModel } from './prepared-store.ts'
import { openfgaFolder, sharedModel } from './shared-models.ts'
import { describeSharedCases, type NamedCase } from './suite.ts'

interface Expected {
  readonly status: number
  readonly code?: string
  /** Reading the model gives back what was written. */
  readonly same?: boolean
}

/** Examples that are models of the language and not of the server. */
const REFUSED = new Set(['15-mixed-operators-with-direct-assignments-once-beginning-of-line'])
const INVALID = { status: 400, code: 'invalid_authorization_model' }

const folder = join(openfgaFolder, 'language')
const dataFolder = join(folder, 'tests/data')

describeSharedCases("cases of OpenFGA's language", () => {
  const expected = JSON.parse(readFileSync(join(folder, 'expected.json'), 'utf8')) as Readonly<
    Record<string, Expected>
  >
  const withExpected = (
    name: string,
    run: (server: Server, want: Expected) => Promise<string[]>,
  ) => {
    const want = expected[createHash('sha256').update(name).digest('hex').slice(0, 16)]
    return want === undefined ? [] : [{ name, run: (server: Server) => run(server, want) }]
  }
  return [
    ...casesIn('dsl-semantic-validation-cases.yaml').flatMap(({ name, dsl }) =>
      withExpected(`dsl ${name}`, (server, want) => writes(server, modelText(dsl ?? ''), want)),
    ),
    ...[
      ...casesIn('json-validation-cases.yaml'),
      ...casesIn('json-syntax-transformer-validation-cases.yaml'),
    ].flatMap(({ name, json }) =>
      withExpected(`json ${name}`, (server, want) => writes(server, json ?? '', want)),
    ),
    ...casesIn('object-id-validation-cases.yaml').flatMap(({ name, object_id }) =>
      withExpected(`object id ${name}`, (server, want) => takesId(server, object_id ?? '', want)),
    ),
    ...transformed(),
  ]
})

interface LanguageCase {
  readonly name: string
  readonly dsl?: string
  readonly json?: string
  readonly object_id?: string
}

function casesIn(file: string): readonly LanguageCase[] {
  return parse(readFileSync(join(dataFolder, file), 'utf8')) as readonly LanguageCase[]
}

/** The models that OpenFGA's tools make of their own examples: each is taken and given back, or refused. */
function transformed(): readonly NamedCase[] {
  return ['transformer', 'transformer-module'].flatMap((kind) =>
    readdirSync(join(dataFolder, kind)).flatMap((name) => {
      const path = join(dataFolder, kind, name, 'authorization-model.json')
      if (!existsSync(path)) return []
      const want = REFUSED.has(name) ? INVALID : { status: 201, same: true }
      return [
        {
          name: `${kind} ${name}`,
          run: (s: Server) => writes(s, readFileSync(path, 'utf8'), want),
        },
      ]
    }),
  )
}

function modelText(dsl: string): string {
  const model = sharedModel(dsl)
  if (model === undefined) throw new Error('a model that the shared data do not hold')
  return JSON.stringify(model)
}

async function writes(server: Server, model: string, want: Expected): Promise<string[]> {
  const path = `${await createStore(server)}/authorization-models`
  const answer = await send(server, {
    method: 'POST',
    path,
    headers: { authorization: `Bearer ${server.token}` },
    body: model,
  })
  const found = [...unlike(outcomeOf(answer), [want.status, want.code].filter(Boolean).join(' '))]
  if (!want.same || answer.status !== 201) return found
  const id = jsonOf(answer).authorization_model_id
  const read = jsonOf(await sendJson(server, 'GET', `${path}/${id}`)).authorization_model
  const written = JSON.parse(model) as JsonObject
  return [...found, ...unlike(textOf(read), textOf({ ...written, id: String(id) }))]
}

function textOf(value: JsonValue | undefined): string {
  return JSON.stringify(comparable(value ?? null))
}

async function takesId(server: Server, id: string, want: Expected): Promise<string[]> {
  const path = await createStore(server)
  await writeModel(server, path, DOCUMENTS)
  const key = { user: 'user:anne', relation: 'viewer', object: `document:${id}` }
  const answer = await sendJson(server, 'POST', `${path}/write`, { writes: { tuple_keys: [key] } })
  return [...unlike(outcomeOf(answer), [want.status, want.code].filter(Boolean).join(' '))]
}
