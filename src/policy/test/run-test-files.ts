/** Runs the test files of one folder, several at a time. */
import type { Authorizer } from '#authorizer/authorizer.ts'
import { modelReader, type ReadModelFile } from './read-model.ts'
import { readTestFile } from './read-test-file.ts'
import { runSuite } from './run-suite.ts'
import type { FileReport } from './test-report.ts'
import { shownFile, type TestSource } from './test-source.ts'

/** Enough that a server elsewhere is never waited for with nothing else to do. */
const FILES_AT_ONCE = 8

/** In the order of the files. Throws what is no refusal: the authorizer cannot be reached. */
export async function runTestFiles(
  authorizer: Authorizer,
  source: TestSource,
  files: readonly string[],
): Promise<readonly FileReport[]> {
  const readModelFile = modelReader(source)
  const reports: FileReport[] = []
  const waiting = [...files.entries()]
  const runWaiting = async () => {
    for (let next = waiting.shift(); next !== undefined; next = waiting.shift()) {
      const [index, file] = next
      reports[index] = await runTestFile(authorizer, source, file, readModelFile)
    }
  }
  await Promise.all(Array.from({ length: FILES_AT_ONCE }, runWaiting))
  return reports
}

async function runTestFile(
  authorizer: Authorizer,
  source: TestSource,
  file: string,
  readModelFile: ReadModelFile,
): Promise<FileReport> {
  const reading = await readTestFile(source, file, readModelFile)
  if (reading.kind === 'suite') return runSuite(authorizer, reading.suite)
  const shown = shownFile(source, file)
  return { file: shown, name: shown, findings: reading.findings, tests: [] }
}
