/** The engine by itself, over facts in memory: strings in, an answer or names out. */
import { compileCondition } from '#condition/parse.ts'
import { beginEvaluation, endEvaluation } from '#engine/begin-evaluation.ts'
import { check } from '#engine/check.ts'
import type { Evaluation } from '#engine/evaluation.ts'
import { linkModel } from '#engine/linked-model.ts'
import { type ListEnd, listObjects } from '#engine/list-objects.ts'
import { listUsers } from '#engine/list-users.ts'
import { ALLOWED, DENIED } from '#engine/outcome.ts'
import { subjectText } from '#engine/text.ts'
import type { Graph } from '#graph/graph.ts'
import { tupleIds } from '#graph/interning.ts'
import { loadGraph } from '#graph/load.ts'
import { requestFacts } from '#graph/request-facts.ts'
import { parseModelId } from '#model/ids.ts'
import { parseModelJson } from '#model/model-json.ts'
import type { Tuple, TupleKey } from '#model/tuple.ts'
import { platformModelJson } from './platform-model.ts'
import {
  CHECK_CLASSES,
  CONTEXT,
  type PlatformQuestions,
  platformQuestions,
} from './platform-questions.ts'
import { platformTuples } from './platform-tuples.ts'
import { type PlatformWorld, platformWorld } from './platform-world.ts'
import type { Figure } from './report.ts'

/** How long a class is repeated: long enough for the compiler to be done, and for rounds that nothing disturbs. */
const MEASURE_MS = 1_000
const LEAST_ROUNDS = 7
/** About a tenth of a millisecond's work each, so that many a slice runs undisturbed. */
const CHECKS_A_SLICE = 100
const LISTS_A_SLICE = 4
const QUESTIONS_A_CLASS = 2_000
const LISTS = 200
const ROWS_A_PAGE = 2_000
const maxSteps = 1_000_000
const OPTIONS = { context: CONTEXT, maxDepth: 25, maxSteps } as const

export async function measureInProcess(tuples: number): Promise<readonly Figure[]> {
  const world = platformWorld(tuples)
  const { graph, seconds } = await load(world)
  const questions = platformQuestions(world, QUESTIONS_A_CLASS)
  const ask = askerOf(graph)
  compareAll(questions, ask)
  const { users, objects } = questions
  return [
    { what: 'tuples', value: graph.size, unit: '' },
    { what: 'load', value: seconds, unit: 's' },
    { what: 'bytes a tuple', value: graph.bytes() / graph.size, unit: 'B' },
    ...CHECK_CLASSES.map((name) => ({
      what: `check, ${name}`,
      value: bestMicroseconds(questions.checks[name], CHECKS_A_SLICE, ({ key }) => ask.check(key)),
      unit: 'µs',
    })),
    {
      what: `list-objects of ${meanLength(objects)}`,
      value: bestMicroseconds(objects.slice(0, LISTS), LISTS_A_SLICE, ({ of }) => ask.objects(of)),
      unit: 'µs',
    },
    {
      what: `list-users of ${meanLength(users)}`,
      value: bestMicroseconds(users.slice(0, LISTS), LISTS_A_SLICE, ({ of }) => ask.users(of)),
      unit: 'µs',
    },
  ]
}

interface Asker {
  check(key: TupleKey): boolean
  objects(user: string): readonly string[]
  users(document: string): readonly string[]
}

async function load(world: PlatformWorld): Promise<{ graph: Graph; seconds: number }> {
  const tuples = [...platformTuples(world)]
  const start = performance.now()
  const graph = await loadGraph(pagesOf(tuples), {
    revision: 0,
    expectedTuples: tuples.length,
    maxBytes: Number.POSITIVE_INFINITY,
    yieldToEventLoop: () => new Promise((resolve) => setImmediate(resolve)),
  })
  if (graph === undefined) throw new Error('a graph without a limit did not fit')
  return { graph, seconds: (performance.now() - start) / 1000 }
}

async function* pagesOf(tuples: readonly Tuple[]): AsyncGenerator<readonly Tuple[]> {
  for (let from = 0; from < tuples.length; from += ROWS_A_PAGE) {
    yield tuples.slice(from, from + ROWS_A_PAGE)
  }
}

function askerOf(graph: Graph): Asker {
  const linked = linkedPlatformModel()

  function within<Result>(act: (evaluation: Evaluation) => Result): Result {
    const evaluation = beginEvaluation(linked, requestFacts(graph), OPTIONS)
    const result = act(evaluation)
    endEvaluation(evaluation)
    return result
  }

  return {
    check: (key) =>
      within((evaluation) => {
        const { object, relation, subject } = tupleIds(evaluation.facts, key)
        return check(evaluation, { object, relation, user: subject }) === ALLOWED
      }),
    objects: (user) =>
      within((evaluation) => {
        const key = { object: 'document:any', relation: 'can_read', user }
        const { relation, subject } = tupleIds(evaluation.facts, key)
        return namesOf(evaluation, listObjects(evaluation, { user: subject, relation, maxSteps }))
      }),
    users: (document) =>
      within((evaluation) => {
        const { facts } = evaluation
        const key = { object: document, relation: 'can_read', user: 'user:any' }
        const { object, relation } = tupleIds(facts, key)
        const filter = { kind: 'type', type: facts.typeId('user') } as const
        return namesOf(evaluation, listUsers(evaluation, { object, relation, filter, maxSteps }))
      }),
  }
}

function linkedPlatformModel() {
  const id = parseModelId('01HVMMBCMGZNT3SED4Z17ECXCA')
  if (id === undefined) throw new Error('the id of the model is none')
  const parsed = parseModelJson(platformModelJson(), id)
  if (parsed.kind === 'findings') throw new Error('the model of the platform is not sound')
  const { model } = parsed
  const conditions = [...model.conditions.values()].map((definition) => {
    const compiled = compileCondition(definition)
    if (compiled.kind === 'rejected') throw new Error(compiled.message)
    return [definition.name, compiled.condition] as const
  })
  return linkModel(model, new Map(conditions))
}

function namesOf(evaluation: Evaluation, walk: Generator<number | undefined, ListEnd>) {
  const names: string[] = []
  for (;;) {
    const step = walk.next()
    if (step.done === true) {
      if (step.value !== DENIED) throw new Error('a list of the platform is not whole')
      return names
    }
    if (step.value !== undefined) names.push(subjectText(evaluation.facts, step.value))
  }
}

/** Throws at the first answer that is not the platform's own. */
function compareAll({ checks, objects, users }: PlatformQuestions, ask: Asker): void {
  for (const { key, allowed } of CHECK_CLASSES.flatMap((name) => checks[name])) {
    if (ask.check(key) !== allowed) throw new Error(`wrong: ${JSON.stringify({ key, allowed })}`)
  }
  for (const { of, expected } of objects) compareList(of, expected, ask.objects(of))
  for (const { of, expected } of users) compareList(of, expected, ask.users(of))
}

function compareList(of: string, expected: readonly string[], listed: readonly string[]): void {
  const found = listed.toSorted()
  if (found.length === expected.length && found.every((name, at) => name === expected[at])) return
  throw new Error(`wrong list of ${of}: ${found.length} names, not ${expected.length}`)
}

/**
 * Microseconds an item. Items are measured in small slices, each again and again; the best of each
 * slice counts, so that neither another process nor a collection in between does.
 */
function bestMicroseconds<Item>(
  items: readonly Item[],
  itemsASlice: number,
  act: (item: Item) => unknown,
): number {
  const slices = []
  for (let from = 0; from < items.length; from += itemsASlice) {
    slices.push({
      items: items.slice(from, from + itemsASlice),
      bestMs: Number.POSITIVE_INFINITY,
    })
  }
  const end = performance.now() + MEASURE_MS
  for (let round = 0; round < LEAST_ROUNDS || performance.now() < end; round++) {
    for (const slice of slices) {
      const start = performance.now()
      for (const item of slice.items) act(item)
      slice.bestMs = Math.min(slice.bestMs, performance.now() - start)
    }
  }
  const totalMs = slices.reduce((sum, { bestMs }) => sum + bestMs, 0)
  return (totalMs * 1000) / items.length
}

function meanLength(lists: readonly { readonly expected: readonly string[] }[]): number {
  const total = lists.reduce((sum, { expected }) => sum + expected.length, 0)
  return Math.round(total / lists.length)
}
