import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { parse } from 'yaml'
import type { JsonObject } from '#model/json.ts'
import { type Server, sendJson } from './http-call.ts'
import {
  createStore,
  jsonOf,
  outcomeOf,
  type PreparedStore,
  rowOnly,
  type TupleRow,
  unlike,
  writeModel,
  writeTuples,
} from './prepared-store.ts'
import { modelOfDsl, openfgaFolder } from './shared-models.ts'
import { describeSharedCases, type NamedCase, prepareOnce } from './suite.ts'

interface Expected<T> {
  readonly expectation?: T
  readonly errorCode?: number
  readonly contextualTuples?: readonly TupleRow[]
  readonly context?: JsonObject
}
interface CheckAssertion extends Expected<boolean> {
  readonly tuple: TupleRow
}
interface ListObjectsAssertion extends Expected<readonly string[] | null> {
  readonly request: { readonly user: string; readonly relation: string; readonly type: string }
}
interface Stage {
  readonly model: string
  readonly tuples?: readonly TupleRow[]
  readonly checkAssertions?: readonly CheckAssertion[]
  readonly listObjectsAssertions?: readonly ListObjectsAssertion[]
}
interface StagedTest {
  readonly name: string
  readonly stages: readonly Stage[]
}
type Mode = 'stored' | 'contextual'

const CODES: Readonly<Record<number, string>> = {
  2000: '400 validation_error',
  2002: '400 authorization_model_resolution_too_complex',
  2021: '400 type_not_found',
  2022: '400 relation_not_found',
  2027: '400 invalid_tuple',
}

/** A query takes at most as many, so that a stage with more runs with stored tuples only. */
const MAX_CONTEXTUAL_TUPLES = 100

describeSharedCases('staged tests of OpenFGA', () => {
  const text = readFileSync(join(openfgaFolder, 'consolidated_1_1_visible.yaml'), 'utf8')
  const { tests } = parse(text) as { tests: readonly StagedTest[] }
  return tests.flatMap((test) => [
    ...test.stages.flatMap((_, index) => casesOf(test, index, 'stored')),
    ...test.stages.flatMap((stage, index) =>
      isContextual(test, stage) ? casesOf(test, index, 'contextual') : [],
    ),
  ])
})

/** Later stages rest on tuples of the models before them, which a query cannot bring along. */
function isContextual(test: StagedTest, { tuples = [] }: Stage): boolean {
  return test.stages.length === 1 && tuples.length > 0 && tuples.length <= MAX_CONTEXTUAL_TUPLES
}

function casesOf(test: StagedTest, index: number, mode: Mode): readonly NamedCase[] {
  const stage = test.stages[index]
  if (stage === undefined) return []
  const title = `${test.name}, stage ${index + 1}, ${mode} tuples`
  const prepare = prepareOnce((server) => prepareStages(server, test.stages, index, mode))
  const rows = mode === 'contextual' ? (stage.tuples ?? []) : []
  const checks = (stage.checkAssertions ?? []).map((assertion) => ({
    name: `${title}: check ${textOf(assertion.tuple)}`,
    run: async (server: Server) => check(server, await prepare(server), assertion, rows),
  }))
  const lists = (stage.listObjectsAssertions ?? []).flatMap((assertion) =>
    [listObjects, streamObjects].map((list) => ({
      name: `${title}: ${list.name} ${Object.values(assertion.request).join(' ')}`,
      run: async (server: Server) => list(server, await prepare(server), assertion, rows),
    })),
  )
  return [...checks, ...lists]
}

/** A store for one stage: the models and tuples of all stages up to it. */
async function prepareStages(
  server: Server,
  stages: readonly Stage[],
  last: number,
  mode: Mode,
): Promise<PreparedStore> {
  const path = await createStore(server)
  let modelId = ''
  for (const stage of stages.slice(0, last + 1)) {
    modelId = await writeModel(server, path, modelOfDsl(stage.model))
    if (mode === 'stored') await writeTuples(server, { path, modelId }, stage.tuples ?? [])
  }
  return { path, modelId }
}

async function check(
  server: Server,
  store: PreparedStore,
  assertion: CheckAssertion,
  rows: readonly TupleRow[],
): Promise<readonly string[]> {
  const answer = await sendJson(server, 'POST', `${store.path}/check`, {
    ...commonOf(store, assertion, rows),
    tuple_key: rowOnly(assertion.tuple),
  })
  const { allowed = false } = jsonOf(answer)
  const got = answer.status === 200 ? String(allowed) : outcomeOf(answer)
  return unlike(got, wantedOf(assertion, String(assertion.expectation)))
}

async function listObjects(
  server: Server,
  store: PreparedStore,
  assertion: ListObjectsAssertion,
  rows: readonly TupleRow[],
): Promise<readonly string[]> {
  const body = { ...commonOf(store, assertion, rows), ...assertion.request }
  const answer = await sendJson(server, 'POST', `${store.path}/list-objects`, body)
  const { objects } = answer.status === 200 ? jsonOf(answer) : {}
  const listed = Array.isArray(objects) ? objects.map(String).sort().join(' ') : ''
  const got = answer.status === 200 ? listed : outcomeOf(answer)
  return unlike(got, wantedOf(assertion, sortedText(assertion.expectation)))
}

async function streamObjects(
  server: Server,
  store: PreparedStore,
  assertion: ListObjectsAssertion,
  rows: readonly TupleRow[],
): Promise<readonly string[]> {
  const body = { ...commonOf(store, assertion, rows), ...assertion.request }
  const answer = await sendJson(server, 'POST', `${store.path}/streamed-list-objects`, body)
  // An error of the stream has a number of gRPC in place of the code.
  if (assertion.errorCode !== undefined) return unlike(String(answer.status), '400')
  const lines = answer.text.split('\n').filter((line) => line !== '')
  const objects = lines.map((line) => {
    const { result } = JSON.parse(line) as { result?: { object?: string } }
    return result?.object ?? line
  })
  return unlike(sortedText(objects), sortedText(assertion.expectation))
}

function sortedText(objects: readonly string[] | null | undefined): string {
  return [...(objects ?? [])].sort().join(' ')
}

function commonOf(store: PreparedStore, assertion: Expected<unknown>, rows: readonly TupleRow[]) {
  const tuple_keys = [...rows, ...(assertion.contextualTuples ?? [])].map(rowOnly)
  return {
    authorization_model_id: store.modelId,
    contextual_tuples: { tuple_keys },
    context: assertion.context ?? {},
  }
}

function wantedOf({ errorCode }: Expected<unknown>, expectation: string): string {
  return errorCode === undefined ? expectation : (CODES[errorCode] ?? `code ${errorCode}`)
}

function textOf({ user, relation, object }: TupleRow): string {
  return `${object}#${relation}@${user}`
}
