import { Refusal } from '#authorizer/errors.ts'
import { type Call, command, type ExitCode } from '#cli/command.ts'
import { findingLine } from '#cli/findings-text.ts'
import { jsonOption } from '#cli/json-option.ts'
import { LinesRefused } from '#cli/server/ask-door.ts'
import { policyClient } from '#cli/server/policy-client.ts'
import { serverOption } from '#cli/server/server-option.ts'
import { type ServerStore, serverStore, storeOption } from '#cli/server/server-store.ts'
import { tuplesOfFile } from '#cli/tuples-of-file.ts'
import type { Tuple } from '#model/tuple.ts'
import type { PlacedTuple, SourcePosition } from '#policy/test/suite.ts'

const options = { ...serverOption, ...storeOption, ...jsonOption } as const

interface Outcome {
  /** Tuples that are there now. */
  readonly taken: number
  readonly refused: readonly { readonly position: SourcePosition; readonly message: string }[]
  /** Of the server, if it refused any. */
  readonly summary?: string
}

export const importTuples = command({
  operands: ['file', '[file…]'],
  options,
  details:
    'From .fga.yaml (the tuples of the file), .yaml, .json, .jsonl (also of `export`) and .csv. What is\n' +
    'there already stays. A tuple that is refused keeps no other from being written, and is told.',
  example: 'pforte import orders.csv --store commerce',
  async run(call) {
    const { operands, options: given, terminal } = call
    const asked = await serverStore(given, terminal)
    const tuples = () => tuplesOfFiles(operands, terminal.directory)
    // A file at fault is found before anything is sent.
    const positions: SourcePosition[] = []
    for await (const { position } of tuples()) positions.push(position)
    const outcome = asked.isPforte
      ? await importAtOnce(asked, tuples(), positions)
      : await importInWrites(asked, tuples())
    return tell(outcome, asked, call)
  },
})

async function* tuplesOfFiles(
  files: readonly string[],
  directory: string,
): AsyncGenerator<PlacedTuple> {
  for (const file of files) yield* tuplesOfFile(file, directory)
}

async function importAtOnce(
  { server, store }: ServerStore,
  tuples: AsyncIterable<PlacedTuple>,
  positions: readonly SourcePosition[],
): Promise<Outcome> {
  try {
    const taken = await policyClient(server).importTuples(store, bare(tuples))
    return { taken, refused: [] }
  } catch (error) {
    if (!(error instanceof LinesRefused)) throw error
    const refused = error.lines.flatMap(({ line, message }) => {
      const position = positions[line - 1]
      return position === undefined ? [] : [{ position, message }]
    })
    return { taken: error.taken, refused, summary: error.message }
  }
}

async function* bare(tuples: AsyncIterable<PlacedTuple>): AsyncGenerator<Tuple> {
  for await (const { tuple } of tuples) yield tuple
}

/** What OpenFGA lets one write hold. */
const WRITTEN_AT_ONCE = 100

async function importInWrites(
  asked: ServerStore,
  tuples: AsyncIterable<PlacedTuple>,
): Promise<Outcome> {
  let batch: PlacedTuple[] = []
  let outcome: Outcome = { taken: 0, refused: [] }
  for await (const tuple of tuples) {
    batch.push(tuple)
    if (batch.length < WRITTEN_AT_ONCE) continue
    outcome = sum(outcome, await write(asked, batch))
    batch = []
  }
  return sum(outcome, await write(asked, batch))
}

/** Halves what is refused until the tuples are found that are at fault. */
async function write(asked: ServerStore, tuples: readonly PlacedTuple[]): Promise<Outcome> {
  const [first] = tuples
  if (first === undefined) return { taken: 0, refused: [] }
  try {
    await asked.authorizer.write(asked.store, {
      writes: tuples.map(({ tuple }) => tuple),
      deletes: [],
      onDuplicate: 'ignore',
      onMissing: 'error',
    })
    return { taken: tuples.length, refused: [] }
  } catch (error) {
    if (!(error instanceof Refusal)) throw error
    const { message } = error
    if (tuples.length === 1) return { taken: 0, refused: [{ position: first.position, message }] }
    const half = tuples.length >> 1
    const left = await write(asked, tuples.slice(0, half))
    return sum(left, await write(asked, tuples.slice(half)))
  }
}

function sum(left: Outcome, right: Outcome): Outcome {
  return { taken: left.taken + right.taken, refused: [...left.refused, ...right.refused] }
}

function tell(
  { taken, refused, summary = `${refused.length} refused` }: Outcome,
  { name }: ServerStore,
  { options: { json }, terminal }: Call<typeof options>,
): ExitCode {
  const findings = refused.map(({ position, message }) => ({
    ...{ code: 'validation_error', severity: 'error' as const, message, ...position },
  }))
  if (json) terminal.print(JSON.stringify({ tuples: taken, findings }, null, 2))
  else {
    for (const finding of findings) terminal.print(findingLine(finding))
    const says = `${taken} ${taken === 1 ? 'tuple is' : 'tuples are'} in ${name} now`
    terminal.print(refused.length === 0 ? says : `${says}; ${summary}`)
  }
  return refused.length === 0 ? 0 : 1
}
