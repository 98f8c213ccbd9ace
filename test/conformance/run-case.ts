import type { JsonObject, JsonValue } from '#model/json.ts'
import {
  type CaseFile,
  type ConformanceCase,
  type Expectation,
  isJsonObject,
  type Step,
  type Variables,
} from './case-format.ts'
import { type Answer, type Call, type Server, send } from './http-call.ts'
import { expandValue, fillIn } from './long-values.ts'
import { differences, observe } from './observation.ts'

/** What a step was answered, as an expectation could be written, and the variables after it. */
export interface StepResult {
  readonly observed: Expectation
  readonly variables: Variables
}

/** More pages than any case needs: a server whose tokens do not end must not hang the run. */
const MAX_PAGES = 1_000

/** Plays a case in a store of its own. Answers a line for each difference, none if all is as expected. */
export async function runCase(
  server: Server,
  file: CaseFile,
  conformanceCase: ConformanceCase,
): Promise<readonly string[]> {
  let variables = startVariables(server)
  const fixture = file.fixtures[conformanceCase.fixture]
  if (fixture === undefined) throw new Error(`no fixture ${conformanceCase.fixture}`)
  const found: string[] = []
  for (const step of [...fixture, ...conformanceCase.steps]) {
    const result = await runStep(server, step, variables)
    variables = result.variables
    if (step.expect === undefined) continue
    const lines = differences(step.expect, result.observed)
    if (lines.length > 0) found.push(titleOf(step), ...lines.map((line) => `  ${line}`))
  }
  return found
}

/** The step on one line, short enough to be read beside its differences. */
function titleOf({ method, path, query, body, raw }: Step): string {
  const sent = raw ?? JSON.stringify(body ?? query ?? '')
  return `${method} ${path} ${sent.slice(0, 300)}`
}

/** A token for headers, and the id of a store or model that nobody has made. */
export function startVariables(server: Server): Variables {
  return { token: server.token, unknown: randomUlid() }
}

/** Sends one step. Throws if a preparation (`must`) is refused. */
export async function runStep(
  server: Server,
  step: Step,
  variables: Variables,
): Promise<StepResult> {
  const call = callOf(server, step, variables)
  const answers = await answersOf(server, step, call)
  const last = answers[answers.length - 1]
  if (last === undefined) throw new Error('a call without an answer')
  if (step.must && (last.status < 200 || last.status > 299)) {
    throw new Error(`${step.method} ${call.path} is refused: ${last.status} ${last.text}`)
  }
  const body = step.pages ? joinedPages(answers, step, call) : bodyOf(last, step)
  const after = { ...variables, ...savedFrom(body, step) }
  return { observed: observationOf(last, body, step, after), variables: after }
}

function callOf(server: Server, step: Step, variables: Variables): Call {
  const entries = (record: Readonly<Record<string, string>> = {}) =>
    Object.fromEntries(Object.entries(record).map(([k, v]) => [k, fillIn(v, variables)]))
  const bearer = step.token === 'bad' ? 'a-wrong-key' : server.token
  const authorization = step.token === 'none' ? {} : { authorization: `Bearer ${bearer}` }
  return {
    method: step.method,
    path: fillIn(step.path, variables),
    query: entries(step.query),
    headers: { ...authorization, ...entries(step.headers) },
    body: step.body === undefined ? step.raw : JSON.stringify(expandValue(step.body, variables)),
  }
}

/** One answer, or that of each page until the token ends, stays or comes with an empty page. */
async function answersOf(server: Server, step: Step, call: Call): Promise<readonly Answer[]> {
  const answers: Answer[] = []
  let token = ''
  for (let page = 0; page < MAX_PAGES; page++) {
    const answer = await send(server, page === 0 ? call : withToken(call, token))
    answers.push(answer)
    if (step.pages === undefined || answer.status !== 200) break
    const body = parse(answer.text)
    const next = isJsonObject(body) ? body.continuation_token : undefined
    if (typeof next !== 'string' || next === '' || next === token) break
    if (itemsOf(body, step.pages).length === 0) break
    token = next
  }
  return answers
}

function withToken(call: Call, token: string): Call {
  if (call.method === 'GET') return { ...call, query: { ...call.query, continuation_token: token } }
  const body = { ...(parse(call.body ?? '{}') as JsonObject), continuation_token: token }
  return { ...call, body: JSON.stringify(body) }
}

function joinedPages(answers: readonly Answer[], step: Step, call: Call): JsonValue {
  const list = step.pages ?? ''
  const first = answers[0]
  if (first?.status !== 200) return parse(first?.text ?? '')
  const pages = answers.map((answer) => itemsOf(parse(answer.text), list))
  const asked = parse(call.body ?? '{}')
  const size = Number(call.query?.page_size ?? (isJsonObject(asked) ? asked.page_size : 50))
  return { [list]: pages.flat(), pages_fit: pages.every((page) => page.length <= size) }
}

function itemsOf(body: JsonValue, list: string): readonly JsonValue[] {
  const items = isJsonObject(body) ? body[list] : undefined
  return Array.isArray(items) ? items : []
}

function bodyOf(answer: Answer, step: Step): JsonValue {
  if (!step.stream || answer.status !== 200) return parse(answer.text)
  const lines = answer.text.split('\n').filter((line) => line !== '')
  return { stream: lines.map(parse) }
}

function savedFrom(body: JsonValue, step: Step): Variables {
  const saved = Object.entries(step.save ?? {}).map(([name, member]) => {
    const value = isJsonObject(body) ? body[member] : undefined
    return [name, typeof value === 'string' ? value : ''] as const
  })
  return Object.fromEntries(saved)
}

function observationOf(
  answer: Answer,
  body: JsonValue,
  step: Step,
  variables: Variables,
): Expectation {
  const headers = Object.keys(step.expect?.headers ?? {}).map((name) => {
    const value = observe(answer.headers.get(name) ?? '<absent>', variables)
    return [name, String(value)] as const
  })
  const observed = {
    status: answer.status,
    ...(headers.length === 0 ? {} : { headers: Object.fromEntries(headers) }),
  }
  if (answer.status < 400 || !isJsonObject(body)) {
    return { ...observed, body: observe(body, variables) }
  }
  const { code, message, error } = body
  const words = typeof message === 'string' ? message : isJsonObject(error) && error.message
  const said = typeof words === 'string' ? { message: words } : {}
  if (typeof code === 'string') return { ...observed, code, ...said }
  return { ...observed, ...said, body: observe(body, variables) }
}

function parse(text: string): JsonValue {
  if (text === '') return {}
  try {
    return JSON.parse(text) as JsonValue
  } catch {
    // Not JSON: the text itself is what there is to compare.
    return text
  }
}

function randomUlid(): string {
  const alphabet = '0123456789ABCDEFGHJKMNPQRSTVWXYZ'
  const bytes = crypto.getRandomValues(new Uint8Array(24))
  return `01${Array.from(bytes, (byte) => alphabet.charAt(byte % 32)).join('')}`
}
