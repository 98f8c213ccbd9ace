/**
 * Pforte and a real OpenFGA, both with a database file, asked the same over HTTP in turn. What
 * counts is the processor time of the server's process: the clock also holds what else the machine does.
 */
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { JsonObject } from '#model/json.ts'
import type { Tuple } from '#model/tuple.ts'
import { tupleJson } from '../servers/openfga-client.ts'
import { findOpenfga, startOpenfga } from '../servers/openfga-process.ts'
import { hasPforte, startPforte } from '../servers/pforte-process.ts'
import type { ServerProcess } from '../servers/server-process.ts'
import { type BenchClient, benchClient, mustPost } from './http-client.ts'
import { httpLoads, type Load } from './http-loads.ts'
import { platformModelJson } from './platform-model.ts'
import { platformQuestions } from './platform-questions.ts'
import { platformTuples } from './platform-tuples.ts'
import { platformWorld } from './platform-world.ts'
import { processorMs } from './process-time.ts'
import { numberText, table } from './report.ts'

const ROUNDS = 3
const ROUND_MS = 1_500
const WARM_UP_MS = 500
/** Enough that a server never waits for its client, and few enough that requests hardly queue. */
const CONNECTIONS = 2
const QUESTIONS_A_CLASS = 1_000
const TUPLES_A_WRITE = 100

/** What one server did with one class in one round. */
interface Round {
  readonly processorUs: number
  readonly p50Ms: number
  readonly p99Ms: number
}

/** A slow answer is to be measured and not to be cut. */
const NO_DEADLINES = [
  '--request-timeout=60s',
  '--listObjects-deadline=60s',
  '--listUsers-deadline=60s',
] as const

interface Contender {
  readonly name: string
  readonly server: ServerProcess
  readonly client: BenchClient
  readonly store: string
  /** Where each class goes on, so that nothing is written twice. */
  readonly next: Map<string, number>
}

/** A Markdown table, and before it the reason if there is nothing to compare with. */
export async function measureOverHttp(tuples: number): Promise<string> {
  if (!hasPforte()) return 'Skipped: there is no server to start yet.'
  const folder = mkdtempSync(join(tmpdir(), 'pforte-bench-'))
  const world = platformWorld(tuples)
  const contenders: Contender[] = []
  try {
    const binary = findOpenfga()
    const servers: { name: string; server: ServerProcess }[] = [
      { name: 'Pforte', server: await startPforte() },
    ]
    if (binary !== undefined) {
      const engine = { kind: 'sqlite', file: join(folder, 'openfga.db') } as const
      servers.push({ name: 'OpenFGA', server: await startOpenfga(binary, engine, NO_DEADLINES) })
    }
    for (const { name, server } of servers) {
      contenders.push(await prepare(name, server, [...platformTuples(world)]))
    }
    const loads = httpLoads(platformQuestions(world, QUESTIONS_A_CLASS))
    const rows = []
    for (const load of loads) rows.push(await compare(load, contenders))
    const reason = binary === undefined ? 'No OpenFGA on this machine to compare with.\n\n' : ''
    return `${reason}${resultTable(contenders, rows)}`
  } finally {
    for (const { client, server } of contenders) {
      client.close()
      await server.stop()
    }
    rmSync(folder, { recursive: true, force: true })
  }
}

async function prepare(
  name: string,
  server: ServerProcess,
  tuples: readonly Tuple[],
): Promise<Contender> {
  const client = benchClient(server, CONNECTIONS)
  const { id } = await mustPost(client, '/stores', { name: 'bench' })
  const store = `/stores/${String(id)}`
  await mustPost(client, `${store}/authorization-models`, platformModelJson())
  const start = performance.now()
  for (let from = 0; from < tuples.length; from += TUPLES_A_WRITE) {
    const tupleKeys = tuples.slice(from, from + TUPLES_A_WRITE).map(tupleJson)
    await mustPost(client, `${store}/write`, { writes: { tuple_keys: tupleKeys } })
  }
  const seconds = (performance.now() - start) / 1000
  console.error(`${name}: ${tuples.length} tuples written in ${seconds.toFixed(0)} s`)
  return { name, server, client, store, next: new Map() }
}

interface Row {
  readonly name: string
  /** The median of each contender, in their order. */
  readonly medians: readonly Round[]
}

/** Rounds take turns, so that a slow minute of the machine meets both. */
async function compare(load: Load, contenders: readonly Contender[]): Promise<Row> {
  const rounds = contenders.map((): Round[] => [])
  for (const contender of contenders) await runRound(load, contender, WARM_UP_MS)
  for (let round = 0; round < ROUNDS; round++) {
    for (const [place, contender] of contenders.entries()) {
      rounds[place]?.push(await runRound(load, contender, ROUND_MS))
    }
  }
  return { name: load.name, medians: rounds.map(medianRound) }
}

async function runRound(load: Load, contender: Contender, forMs: number): Promise<Round> {
  const { server, next } = contender
  const latencies: number[] = []
  const before = processorMs(server.pid)
  const end = performance.now() + forMs
  const worker = async () => {
    while (performance.now() < end) {
      const number = next.get(load.name) ?? 0
      next.set(load.name, number + 1)
      latencies.push(await send(load, contender, number))
    }
  }
  await Promise.all(Array.from({ length: CONNECTIONS }, worker))
  const processorUs = ((processorMs(server.pid) - before) * 1000) / latencies.length
  latencies.sort((left, right) => left - right)
  return { processorUs, p50Ms: quantile(latencies, 0.5), p99Ms: quantile(latencies, 0.99) }
}

/** Milliseconds until the answer was there. Throws if it is not the right one. */
async function send(load: Load, contender: Contender, number: number): Promise<number> {
  const { path, body, isRight } = load.request(number)
  const start = performance.now()
  const { status, text } = await contender.client.post(`${contender.store}${path}`, body)
  const ms = performance.now() - start
  if (status !== 200 || !isRight(JSON.parse(text) as JsonObject)) {
    throw new Error(
      `${contender.name} answers ${body.slice(0, 300)} with ${status} ${text.slice(0, 300)}`,
    )
  }
  return ms
}

function medianRound(rounds: readonly Round[]): Round {
  const median = (field: keyof Round) =>
    quantile(
      rounds.map((round) => round[field]).toSorted((left, right) => left - right),
      0.5,
    )
  return { processorUs: median('processorUs'), p50Ms: median('p50Ms'), p99Ms: median('p99Ms') }
}

/** Of sorted numbers; 0 of none. */
function quantile(sorted: readonly number[], share: number): number {
  return sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? 0
}

function resultTable(contenders: readonly Contender[], rows: readonly Row[]): string {
  const columns = contenders.flatMap(({ name }) => [`${name}: CPU a request`, `${name}: p50 / p99`])
  return table(
    ['', ...columns, ...(contenders.length > 1 ? ['CPU, OpenFGA : Pforte'] : [])],
    rows.map(({ name, medians }) => [
      name,
      ...medians.flatMap(({ processorUs, p50Ms, p99Ms }) => [
        `${numberText(processorUs)} µs`,
        `${numberText(p50Ms)} / ${numberText(p99Ms)} ms`,
      ]),
      ...ratioOf(medians),
    ]),
  )
}

function ratioOf([own, peer]: readonly Round[]): readonly string[] {
  if (own === undefined || peer === undefined) return []
  return [`${numberText(peer.processorUs / own.processorUs)}`]
}
