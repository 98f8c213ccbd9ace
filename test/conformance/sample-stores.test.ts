import { globSync, readFileSync } from 'node:fs'
import { dirname, join, relative } from 'node:path'
import { parse } from 'yaml'
import type { JsonObject, JsonValue } from '#model/json.ts'
import { isJsonObject } from './case-format.ts'
import { type Server, sendJson } from './http-call.ts'
import {
  createStore,
  jsonOf,
  outcomeOf,
  type PreparedStore,
  type TupleRow,
  unlike,
  writeModel,
  writeTuples,
} from './prepared-store.ts'
import { modelOfDsl, modelOfFile, openfgaFolder } from './shared-models.ts'
import { describeSharedCases, type NamedCase, prepareOnce } from './suite.ts'

interface StoreFile {
  readonly model?: string
  readonly model_file?: string
  readonly tuples?: readonly TupleRow[]
  readonly tests: readonly StoreTest[]
}
interface StoreTest {
  readonly name?: string
  readonly tuples?: readonly TupleRow[]
  readonly check?: readonly CheckEntry[]
  readonly list_objects?: readonly ListObjectsEntry[]
  readonly list_users?: readonly ListUsersEntry[]
}
interface CheckEntry {
  readonly user: string
  readonly object: string
  readonly context?: JsonObject
  readonly assertions: Readonly<Record<string, boolean>>
}
interface ListObjectsEntry {
  readonly user: string
  readonly type: string
  readonly context?: JsonObject
  readonly assertions: Readonly<Record<string, readonly string[]>>
}
interface ListUsersEntry {
  readonly object: string
  readonly user_filter: readonly { readonly type: string; readonly relation?: string }[]
  readonly context?: JsonObject
  readonly assertions: Readonly<Record<string, { readonly users: readonly string[] }>>
}
type Prepare = (server: Server) => Promise<PreparedStore>

const folder = join(openfgaFolder, 'sample-stores/stores')

describeSharedCases('sample stores of OpenFGA', () =>
  globSync('**/*.fga.yaml', { cwd: folder })
    .sort()
    .flatMap((name) => casesOf(join(folder, name))),
)

function casesOf(path: string): readonly NamedCase[] {
  const file = parse(readFileSync(path, 'utf8')) as StoreFile
  return file.tests.flatMap((test, index) => {
    const title = `${relative(folder, path)}, ${test.name ?? `test ${index + 1}`}`
    const prepare = prepareOnce((server) => prepareTest(server, path, file, test))
    return [
      ...(test.check ?? []).flatMap((entry) => checks(title, entry, prepare)),
      ...(test.list_objects ?? []).flatMap((entry) => objectLists(title, entry, prepare)),
      ...(test.list_users ?? []).flatMap((entry) => userLists(title, entry, prepare)),
    ]
  })
}

async function prepareTest(
  server: Server,
  path: string,
  file: StoreFile,
  test: StoreTest,
): Promise<PreparedStore> {
  const model =
    file.model === undefined
      ? modelOfFile(join(dirname(path), file.model_file ?? 'model.fga'))
      : modelOfDsl(file.model)
  const storePath = await createStore(server)
  const store = { path: storePath, modelId: await writeModel(server, storePath, model) }
  await writeTuples(server, store, [...(file.tuples ?? []), ...(test.tuples ?? [])])
  return store
}

function checks(title: string, entry: CheckEntry, prepare: Prepare): readonly NamedCase[] {
  const { user, object, context = {} } = entry
  return Object.entries(entry.assertions).map(([relation, want]) => ({
    name: `${title}: check ${object}#${relation}@${user} ${JSON.stringify(context)}`,
    async run(server) {
      const body = { tuple_key: { user, relation, object }, context }
      const answer = await ask(server, prepare, 'check', body)
      return unlike(String(isJsonObject(answer) ? (answer.allowed ?? false) : answer), String(want))
    },
  }))
}

function objectLists(
  title: string,
  entry: ListObjectsEntry,
  prepare: Prepare,
): readonly NamedCase[] {
  const { user, type, context = {} } = entry
  return Object.entries(entry.assertions).map(([relation, want]) => ({
    name: `${title}: list-objects ${user} ${relation} ${type}`,
    async run(server) {
      const answer = await ask(server, prepare, 'list-objects', { user, relation, type, context })
      return unlike(listed(answer, 'objects', String), [...want].sort().join(' '))
    },
  }))
}

function userLists(title: string, entry: ListUsersEntry, prepare: Prepare): readonly NamedCase[] {
  const { user_filter: user_filters, context = {} } = entry
  const [type, id] = entry.object.split(':')
  return Object.entries(entry.assertions).map(([relation, want]) => ({
    name: `${title}: list-users ${entry.object} ${relation} ${JSON.stringify(user_filters)}`,
    async run(server) {
      const body = { object: { type, id }, relation, user_filters, context }
      const answer = await ask(server, prepare, 'list-users', body)
      return unlike(listed(answer, 'users', userText), [...want.users].sort().join(' '))
    },
  }))
}

/** The answer's body, or status and code of an error. */
async function ask(
  server: Server,
  prepare: Prepare,
  operation: string,
  body: object,
): Promise<JsonObject | string> {
  const { path, modelId: authorization_model_id } = await prepare(server)
  const answer = await sendJson(server, 'POST', `${path}/${operation}`, {
    authorization_model_id,
    ...body,
  })
  return answer.status === 200 ? jsonOf(answer) : outcomeOf(answer)
}

function listed(
  answer: JsonObject | string,
  member: string,
  textOf: (item: JsonValue) => string,
): string {
  if (typeof answer === 'string') return answer
  const items = answer[member]
  return Array.isArray(items) ? items.map(textOf).sort().join(' ') : ''
}

/** A user of list-users as the sample stores write it. */
function userText(user: JsonValue): string {
  const { object, userset, wildcard } = isJsonObject(user) ? user : {}
  if (isJsonObject(object)) return `${object.type}:${object.id}`
  if (isJsonObject(userset)) return `${userset.type}:${userset.id}#${userset.relation}`
  return `${isJsonObject(wildcard) ? wildcard.type : ''}:*`
}
