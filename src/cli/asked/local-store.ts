/** A store that is made of files, and answered here by the engine: nobody needs to serve anything. */
import { basename, dirname, relative, resolve } from 'node:path'
import type { Authorizer } from '#authorizer/authorizer.ts'
import { Refusal } from '#authorizer/errors.ts'
import { findingLine } from '#cli/findings-text.ts'
import { FaultyFiles } from '#cli/misuse.ts'
import { filesOnDisk } from '#files/folder-on-disk.ts'
import { memoryAuthorizer } from '#library.ts'
import type { Finding } from '#model/finding.ts'
import type { StoreId } from '#model/ids.ts'
import type { JsonObject } from '#model/json.ts'
import { modelReader } from '#policy/test/read-model.ts'
import { readTestFile } from '#policy/test/read-test-file.ts'
import type { PlacedTuple } from '#policy/test/suite.ts'
import type { TestSource } from '#policy/test/test-source.ts'
import { readTuples } from '#policy/test/tuple-files.ts'

export interface LocalSources {
  readonly model: JsonObject
  readonly tuples: readonly PlacedTuple[]
}

/** The model and the tuples of a test file, without those of its tests. Throws `FaultyFiles`. */
export async function readTestSources(file: string, directory: string): Promise<LocalSources> {
  const { source, name } = sourceOf(file, directory)
  const reading = await readTestFile(source, name, modelReader(source))
  if (reading.kind === 'findings') throw faulty(reading.findings)
  return reading.suite
}

/** A model, and files of tuples. Throws `FaultyFiles`. */
export async function readLooseSources(
  modelFile: string,
  tupleFiles: readonly string[],
  directory: string,
): Promise<LocalSources> {
  const { source, name } = sourceOf(modelFile, directory)
  const place = { file: modelFile, line: 1, column: 1 }
  const reading = await modelReader(source)(name, place)
  if (reading.kind === 'findings') throw faulty(reading.findings)
  const tuples: PlacedTuple[] = []
  for (const file of tupleFiles) tuples.push(...(await readTupleFile(file, directory)))
  return { model: reading.json, tuples }
}

/** Throws `FaultyFiles`. */
export async function readTupleFile(
  file: string,
  directory: string,
): Promise<readonly PlacedTuple[]> {
  const { source, name } = sourceOf(file, directory)
  const reading = await source.files.read(name)
  if (reading.kind === 'refused') throw new FaultyFiles([`${file}:1:1: ${reading.reason}`])
  const tuples = readTuples(reading.text, file)
  if (tuples.kind === 'findings') throw faulty(tuples.findings)
  return tuples.tuples
}

/** What a file names may lie beside it, and nowhere else. */
function sourceOf(file: string, directory: string): { source: TestSource; name: string } {
  const path = resolve(directory, file)
  const folder = relative(directory, dirname(path))
  return { source: { files: filesOnDisk(dirname(path)), folder }, name: basename(path) }
}

function faulty(findings: readonly Finding[]): FaultyFiles {
  return new FaultyFiles(findings.map((finding) => findingLine(finding)))
}

/** Most tuples of a write. */
const WRITTEN_AT_ONCE = 100

/** Throws `FaultyFiles` if the model does not allow a tuple. */
export async function openLocalStore({
  model,
  tuples,
}: LocalSources): Promise<{ readonly authorizer: Authorizer; readonly store: StoreId }> {
  const authorizer = memoryAuthorizer()
  const { id } = await authorizer.createStore('local')
  await authorizer.writeModel(id, model)
  for (let start = 0; start < tuples.length; start += WRITTEN_AT_ONCE) {
    await writeTuples(authorizer, id, tuples.slice(start, start + WRITTEN_AT_ONCE))
  }
  return { authorizer, store: id }
}

async function writeTuples(
  authorizer: Authorizer,
  store: StoreId,
  tuples: readonly PlacedTuple[],
): Promise<void> {
  const writes = tuples.map(({ tuple }) => tuple)
  try {
    await authorizer.write(store, {
      writes,
      deletes: [],
      onDuplicate: 'error',
      onMissing: 'error',
    })
  } catch (error) {
    if (!(error instanceof Refusal)) throw error
    const [only, ...others] = tuples
    if (only !== undefined && others.length === 0) {
      throw faulty([
        { code: error.code, severity: 'error', message: error.message, ...only.position },
      ])
    }
    // A write names but the first tuple at fault, and not its place: one by one they do.
    for (const tuple of tuples) await writeTuples(authorizer, store, [tuple])
    throw error
  }
}
