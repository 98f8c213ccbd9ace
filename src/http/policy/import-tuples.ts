/**
 * Writes the tuples of a body of lines, a hundred at a time, as `write` would. What is there already
 * stays. A line that is refused keeps no other from being written: the answer names it, and says how
 * many were written or found there, also if the rest could not be.
 */
import type { Authorizer } from '#authorizer/authorizer.ts'
import { LatestModelNotFound, Refusal } from '#authorizer/errors.ts'
import type { StoreId } from '#model/ids.ts'
import type { Tuple } from '#model/tuple.ts'
import { existingStore, type PolicyAct, type PolicyAnswer } from './policy-act.ts'
import { type Line, readLines } from './read-lines.ts'
import { parseTupleLine } from './tuple-line.ts'

const LIMITS = { maxBytes: 1024 * 1024 * 1024, maxLineLength: 256 * 1024 }

/** What OpenFGA lets one write hold. */
const WRITTEN_AT_ONCE = 100

/** Whoever sends more than this is told of the first, and the rest is not read. */
const MAX_REFUSED = 100

interface NumberedTuple {
  readonly line: number
  readonly tuple: Tuple
}

interface RefusedLine {
  readonly line: number
  readonly code: string
  readonly message: string
}

/** How far an import has come. */
interface Progress {
  readonly authorizer: Authorizer
  readonly store: StoreId
  batch: NumberedTuple[]
  /** Lines with a tuple. */
  read: number
  /** Tuples that are there now. */
  written: number
  readonly refused: RefusedLine[]
}

export const importTuples: PolicyAct = async ({ authorizer, store, request, describe }) => {
  const id = existingStore(store)
  const progress: Progress = { authorizer, store: id, batch: [], read: 0, written: 0, refused: [] }
  try {
    await importLines(progress, readLines(request, LIMITS))
  } catch (error) {
    const { status, code, message } = describe(error)
    return { status, body: { code, message, tuples: progress.written, lines: progress.refused } }
  }
  return answerOf(progress)
}

async function importLines(progress: Progress, lines: AsyncIterable<Line>): Promise<void> {
  for await (const { number, text } of lines) {
    takeLine(progress, number, text)
    if (progress.batch.length === WRITTEN_AT_ONCE) await writeBatch(progress)
    if (progress.refused.length >= MAX_REFUSED) return
  }
  await writeBatch(progress)
}

function takeLine(progress: Progress, line: number, text: string): void {
  const parsed = parseTupleLine(text)
  const refuse = (message: string) =>
    progress.refused.push({ line, code: 'validation_error', message })
  switch (parsed.kind) {
    case 'tuple':
      progress.read += 1
      progress.batch.push({ line, tuple: parsed.tuple })
      return
    case 'head':
      if (line !== 1) refuse('what an export begins with stands on the first line alone')
      return
    case 'end':
      if (parsed.tuples !== progress.read) {
        refuse(`the export has ${parsed.tuples} tuples, and ${progress.read} came: it was cut`)
      }
      return
    case 'fault':
      refuse(parsed.message)
  }
}

async function writeBatch(progress: Progress): Promise<void> {
  const { batch } = progress
  progress.batch = []
  await writeSome(progress, batch)
  await othersTurn()
}

/** Halves what is refused until the tuples are found that are at fault. */
async function writeSome(progress: Progress, tuples: readonly NumberedTuple[]): Promise<void> {
  const [first] = tuples
  if (first === undefined || progress.refused.length >= MAX_REFUSED) return
  try {
    await write(progress, tuples)
    progress.written += tuples.length
  } catch (error) {
    if (!(error instanceof Refusal) || error instanceof LatestModelNotFound) throw error
    if (tuples.length === 1) {
      const { code, message } = error
      progress.refused.push({ line: first.line, code, message })
      return
    }
    const half = tuples.length >> 1
    await writeSome(progress, tuples.slice(0, half))
    await writeSome(progress, tuples.slice(half))
  }
}

async function write(
  { authorizer, store }: Progress,
  tuples: readonly NumberedTuple[],
): Promise<void> {
  await authorizer.write(store, {
    writes: tuples.map(({ tuple }) => tuple),
    deletes: [],
    onDuplicate: 'ignore',
    onMissing: 'error',
  })
}

/** What is sent fast is read and written without a turn of the event loop for anybody else. */
function othersTurn(): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, 0))
}

function answerOf({ written, refused }: Progress): PolicyAnswer {
  if (refused.length === 0) return { body: { tuples: written } }
  const stopped = refused.length >= MAX_REFUSED ? ', and the rest was not read' : ''
  const message = `${refused.length} ${refused.length === 1 ? 'line was' : 'lines were'} refused${stopped}`
  return {
    status: 400,
    body: {
      ...{ code: 'validation_error', message, tuples: written },
      lines: refused.toSorted((left, right) => left.line - right.line),
    },
  }
}
