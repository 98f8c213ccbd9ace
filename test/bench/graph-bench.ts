/**
 * The graph alone: bytes a tuple, load time, nanoseconds a look-up and a write.
 * Run: `npx node test/bench/graph-bench.ts 10000 100000 1000000`.
 */
import type { Rows } from '#engine/facts.ts'
import type { Graph } from '#graph/graph.ts'
import { loadGraph } from '#graph/load.ts'
import { contextualDifferences, overlaidFacts } from '#graph/overlay.ts'
import { requestFacts } from '#graph/request-facts.ts'
import { parseObject, parseSubject, type Tuple } from '#model/tuple.ts'

const ROWS_PER_PAGE = 2_000

/** An organization: folders in folders, groups in groups, documents with owners, viewers and shares. */
function organization(count: number): readonly Tuple[] {
  const random = randomNumbers(7)
  const some = (type: string, of: number) => `${type}:${random(Math.ceil(count / of))}`
  const user = () => some('user', 10)
  const group = () => some('group', 100)
  const folder = () => some('folder', 32)
  const kinds: readonly (readonly [share: number, make: () => Tuple])[] = [
    [5, () => ({ object: some('document', 4), relation: 'parent', user: folder() })],
    [3, () => ({ object: some('document', 4), relation: 'owner', user: user() })],
    [3, () => ({ object: some('document', 4), relation: 'viewer', user: user() })],
    [2, () => ({ object: some('document', 4), relation: 'viewer', user: `${group()}#member` })],
    [4, () => ({ object: group(), relation: 'member', user: user() })],
    [1, () => ({ object: group(), relation: 'member', user: `${group()}#member` })],
    [1, () => ({ object: folder(), relation: 'parent', user: folder() })],
    [
      1,
      () => ({
        object: some('document', 4),
        relation: 'viewer',
        user: user(),
        condition: { name: 'until', context: { until: random(1_000) } },
      }),
    ],
  ]
  const mix = kinds.flatMap(([share, make]) => Array.from({ length: share }, () => make))
  const tuples = Array.from({ length: count }, (_, n) => (mix[n % mix.length] ?? mix[0])?.())
  // As a database gives them: in order of key.
  return tuples
    .filter((tuple) => tuple !== undefined)
    .sort((one, other) => (one.object < other.object ? -1 : 1))
}

function randomNumbers(seed: number): (below: number) => number {
  let state = seed
  return (below) => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0
    return Math.floor((state / 2 ** 32) * below)
  }
}

async function* inPages(tuples: readonly Tuple[]) {
  for (let from = 0; from < tuples.length; from += ROWS_PER_PAGE) {
    yield tuples.slice(from, from + ROWS_PER_PAGE)
  }
}

async function load(tuples: readonly Tuple[]): Promise<Graph> {
  const start = performance.now()
  let worstMs = 0
  let pageStart = start
  const graph = await loadGraph(inPages(tuples), {
    revision: 0,
    expectedTuples: tuples.length,
    maxBytes: Number.POSITIVE_INFINITY,
    yieldToEventLoop: async () => {
      worstMs = Math.max(worstMs, performance.now() - pageStart)
      await new Promise<void>((resolve) => setImmediate(resolve))
      pageStart = performance.now()
    },
  })
  if (graph === undefined) throw new Error('a graph without bounds was too big')
  const ms = performance.now() - start
  const bytes = (graph.bytes() / graph.size).toFixed(1)
  console.log(
    `${graph.size} tuples: ${bytes} bytes a tuple, loaded in ${ms.toFixed(0)} ms,`,
    `worst page ${worstMs.toFixed(1)} ms`,
  )
  return graph
}

/** The best of five runs, in nanoseconds a call. */
function time(calls: number, ...phases: readonly (() => void)[]): readonly string[] {
  const best = phases.map(() => Number.POSITIVE_INFINITY)
  for (let run = 0; run < 5; run++) {
    phases.forEach((phase, index) => {
      const start = performance.now()
      phase()
      const ns = ((performance.now() - start) * 1e6) / calls
      best[index] = Math.min(best[index] ?? ns, ns)
    })
  }
  return best.map((ns) => `${ns.toFixed(0)} ns`)
}

function timeLookUps(graph: Graph, tuples: readonly Tuple[]) {
  const facts = requestFacts(graph)
  const rows: Rows = { slab: new Int32Array(0), start: 0, end: 0 }
  const step = Math.max(1, Math.floor(tuples.length / 20_000))
  const asked = tuples
    .filter((_, index) => index % step === 0)
    .map((tuple) => {
      const { type = '', id = '' } = parseObject(tuple.object) ?? {}
      const subject = parseSubject(tuple.user)
      const holder = facts.objectId(
        subject?.type ?? '',
        subject?.kind === 'wildcard' ? '*' : (subject?.id ?? ''),
      )
      return {
        type,
        id,
        tuple,
        object: facts.objectId(type, id),
        relation: facts.relationId(type, tuple.relation),
        subject:
          subject?.kind === 'userset'
            ? facts.usersetId(holder, facts.relationId(subject.type, subject.relation))
            : holder,
      }
    })
  // In no order, as requests come.
  const random = randomNumbers(11)
  asked.sort(() => random(2) - 0.5)
  let sum = 0
  const each = (look: (one: (typeof asked)[number]) => number | boolean) => {
    const [spent] = time(asked.length, () => {
      for (const one of asked) sum += Number(look(one))
    })
    return spent
  }
  console.log({
    'has, there': each((one) => facts.has(one.object, one.relation, one.subject)),
    'has, not there': each((one) => facts.has(one.object, one.relation, one.subject ^ 1)),
    usersets: each((one) => facts.usersets(one.object, one.relation, rows)),
    rows: each((one) => facts.rows(one.object, one.relation, rows)),
    objects: each((one) => facts.objects(one.subject, one.relation, rows)),
    objectId: each((one) => facts.objectId(one.type, one.id)),
    objectName: each((one) => facts.objectName(one.object).length),
    'view of a request': each((one) => requestFacts(graph).typeOf(one.object)),
    'overlay of one tuple': each((one) =>
      overlaidFacts(requestFacts(graph), contextualDifferences([one.tuple])).typeOf(one.object),
    ),
  })
  if (Number.isNaN(sum)) throw new Error('a look-up answered no number')
}

function timeWrites(graph: Graph): void {
  const fresh = Array.from({ length: 20_000 }, (_, n) => ({
    object: `document:${(n * 7_919) % 25_000}`,
    relation: 'editor',
    user: `user:${(n * 31) % 10_000}`,
  }))
  const long = Array.from({ length: 100_000 }, (_, n) => ({
    object: 'group:everyone',
    relation: 'member',
    user: `user:${n}`,
  }))
  for (const tuple of long) graph.add(tuple)
  const some = long.filter((_, n) => n % 20 === 0)
  const [add, remove] = time(
    fresh.length,
    () => fresh.forEach(graph.add),
    () => fresh.forEach(graph.remove),
  )
  const [removeFromLong, addToLong] = time(
    some.length,
    () => some.forEach(graph.remove),
    () => some.forEach(graph.add),
  )
  console.log({ add, remove, 'in a list of 100,000': { add: addToLong, remove: removeFromLong } })
}

for (const count of process.argv.slice(2).map(Number)) {
  const tuples = organization(count)
  const graph = await load(tuples)
  timeLookUps(graph, tuples)
  timeWrites(graph)
}
