/** The tuples of a file, each with its place, in every form that tuples come in. */
import { createReadStream } from 'node:fs'
import { resolve } from 'node:path'
import { createInterface } from 'node:readline/promises'
import { errorCode } from '#files/error-code.ts'
import { TEST_FILE_NAME } from '#policy/policy-folder.ts'
import type { PlacedTuple, SourcePosition } from '#policy/test/suite.ts'
import { readTestSources, readTupleFile } from './asked/local-store.ts'
import { findingLine } from './findings-text.ts'
import { FaultyFiles } from './misuse.ts'
import { parseTupleLine } from './tuple-line.ts'

/**
 * Of a test file the tuples that all its tests share. JSON Lines are read as they are taken, however
 * many there are, and may be what `export` wrote. Throws `FaultyFiles`.
 */
export async function* tuplesOfFile(file: string, directory: string): AsyncGenerator<PlacedTuple> {
  if (file.endsWith('.jsonl')) yield* tuplesOfLines(file, resolve(directory, file))
  else if (TEST_FILE_NAME.test(file)) yield* (await readTestSources(file, directory)).tuples
  else yield* await readTupleFile(file, directory)
}

async function* tuplesOfLines(file: string, path: string): AsyncGenerator<PlacedTuple> {
  let place = { file, line: 1, column: 1 }
  let count = 0
  /** Whether an export has begun whose last line has not come. */
  let isOpen = false
  for await (const { number, text } of linesOf(file, path)) {
    place = { file, line: number, column: 1 }
    const line = parseTupleLine(text)
    switch (line.kind) {
      case 'tuple':
        count += 1
        yield { tuple: line.tuple, position: place }
        break
      case 'head':
        isOpen = true
        break
      case 'end':
        if (line.tuples !== count)
          throw faultAt(place, `the export was cut: ${count} tuples of ${line.tuples} are here`)
        isOpen = false
        break
      case 'fault':
        throw faultAt(place, line.message)
    }
  }
  if (isOpen) throw faultAt(place, 'the export was cut: its last line is missing')
}

/** Those that are not empty. */
async function* linesOf(
  file: string,
  path: string,
): AsyncGenerator<{ readonly number: number; readonly text: string }> {
  const input = createReadStream(path)
  let number = 0
  try {
    for await (const line of createInterface({ input, crlfDelay: Number.POSITIVE_INFINITY })) {
      number += 1
      const text = line.replace(/^\uFEFF/, '').trim()
      if (text !== '') yield { number, text }
    }
  } catch (error) {
    throw faultAt({ file, line: 1, column: 1 }, `cannot be read (${errorCode(error)})`)
  }
}

function faultAt(place: SourcePosition, message: string): FaultyFiles {
  return new FaultyFiles([
    findingLine({ ...place, code: 'tuples_invalid', severity: 'error', message }),
  ])
}
