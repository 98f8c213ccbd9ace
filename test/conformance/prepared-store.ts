import type { JsonObject, JsonValue } from '#model/json.ts'
import { isJsonObject } from './case-format.ts'
import { type Answer, type Server, sendJson } from './http-call.ts'

/** A tuple as test data write it. */
export interface TupleRow {
  readonly user: string
  readonly relation: string
  readonly object: string
  readonly condition?: { readonly name: string; readonly context?: JsonObject }
}

/** A store with a model, and the path of its calls. */
export interface PreparedStore {
  readonly path: string
  readonly modelId: string
}

/** The least model with something to ask: users who view documents. */
export const DOCUMENTS = {
  schema_version: '1.1',
  type_definitions: [
    { type: 'user' },
    {
      type: 'document',
      relations: { viewer: { this: {} } },
      metadata: { relations: { viewer: { directly_related_user_types: [{ type: 'user' }] } } },
    },
  ],
}

const MAX_TUPLES_PER_WRITE = 100

export async function createStore(server: Server): Promise<string> {
  const answer = await required(sendJson(server, 'POST', '/stores', { name: 'conformance' }))
  return `/stores/${memberOf(answer, 'id')}`
}

export async function writeModel(server: Server, path: string, model: JsonValue): Promise<string> {
  const answer = await required(sendJson(server, 'POST', `${path}/authorization-models`, model))
  return memberOf(answer, 'authorization_model_id')
}

export async function writeTuples(
  server: Server,
  { path, modelId }: PreparedStore,
  rows: readonly TupleRow[],
): Promise<void> {
  for (let start = 0; start < rows.length; start += MAX_TUPLES_PER_WRITE) {
    const tuple_keys = rows.slice(start, start + MAX_TUPLES_PER_WRITE).map(rowOnly)
    const body = { authorization_model_id: modelId, writes: { tuple_keys } }
    await required(sendJson(server, 'POST', `${path}/write`, body))
  }
}

/** The members of a row that the API knows; test data may hold others. */
export function rowOnly({ user, relation, object, condition }: TupleRow): TupleRow {
  return { user, relation, object, ...(condition === undefined ? {} : { condition }) }
}

/** The JSON body of an answer; an empty object for anything else. */
export function jsonOf(answer: Answer): JsonObject {
  const body = (answer.text === '' ? {} : JSON.parse(answer.text)) as JsonValue
  return isJsonObject(body) ? body : {}
}

/** Status and code, as `400 validation_error`; the status alone without an error. */
export function outcomeOf(answer: Answer): string {
  const { code } = answer.status < 400 ? {} : jsonOf(answer)
  return typeof code === 'string' ? `${answer.status} ${code}` : String(answer.status)
}

/** No difference, or the line that says which. */
export function unlike(got: string, want: string): readonly string[] {
  return got === want ? [] : [`${got} where ${want} is expected`]
}

async function required(answer: Promise<Answer>): Promise<Answer> {
  const { status, text } = await answer
  if (status > 299) throw new Error(`the preparation is refused: ${status} ${text}`)
  return answer
}

function memberOf(answer: Answer, name: string): string {
  const value = jsonOf(answer)[name]
  if (typeof value !== 'string') throw new Error(`an answer without ${name}`)
  return value
}
