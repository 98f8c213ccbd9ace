/** The fields of a request, from its path and its body or query, in OpenFGA's names. */
import type { HonoRequest } from 'hono'
import type { PolicyAuthorizer } from '#authorizer/authorizer.ts'
import { DoorRefusal } from '#http/error-response.ts'
import { parseJson } from '#http/json/parse-json.ts'
import { MalformedJson, REPEATED } from '#http/json/strict-json.ts'
import { readBody } from '#http/read-body.ts'
import { isObject } from '#model/json.ts'
import { parsePolicyName } from '#model/policy-name.ts'

type Fields = Readonly<Record<string, unknown>>
type Path = Readonly<Record<string, string | undefined>>

/** With the id of a policy store in place of its name. A name that no store has stays, and is no id. */
export async function readPath(request: HonoRequest, authorizer: PolicyAuthorizer): Promise<Path> {
  const path: Path = request.param()
  const name = parsePolicyName(path.store_id ?? '')
  const id = name === undefined ? undefined : await authorizer.resolveStore(name)
  return id === undefined ? path : { ...path, store_id: id }
}

/** What the path says goes before what the body says. */
export async function readInput(
  request: HonoRequest,
  path: Path,
  reads: 'body' | 'query',
): Promise<Fields> {
  if (reads === 'query') return { ...readQuery(request.url), ...path }
  const body = parseBody(await readBody(request.raw))
  for (const name of Object.keys(path)) refuseNonText(name, body[name])
  return { ...body, ...path }
}

/** An empty body counts as an empty message. */
function parseBody(text: string): Fields {
  const value = parseBodyValue(text)
  if (value === undefined) return {}
  if (!isObject(value)) throw new DoorRefusal('validation_error', 'the body is not a JSON object')
  return value
}

function parseBodyValue(text: string): unknown {
  try {
    return parseJson(text)
  } catch (error) {
    if (error instanceof MalformedJson) throw new DoorRefusal('validation_error', error.message)
    throw error
  }
}

/** Though the path decides, the body's field must be of its kind. */
function refuseNonText(name: string, value: unknown): void {
  if (value === undefined || value === null || typeof value === 'string') return
  throw new DoorRefusal('validation_error', `\`${name}\` is of the wrong type`)
}

function readQuery(url: string): Fields {
  const start = url.indexOf('?')
  if (start === -1) return {}
  const fields = new Map<string, unknown>()
  for (const [name, value] of new URLSearchParams(url.slice(start))) {
    fields.set(name, fields.has(name) ? REPEATED : value)
  }
  return Object.fromEntries(fields)
}
