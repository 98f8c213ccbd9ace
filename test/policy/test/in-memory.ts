/** Test files and what they name, at hand, run on the embedded engine. */
import { filesOf } from '#policy/files.ts'
import { runTestFiles } from '#policy/test/run-test-files.ts'
import { type FileReport, type TestReport, testReport } from '#policy/test/test-report.ts'
import { memoryDatastore } from '#storage/memory/memory-datastore.ts'
import { authorizerOver } from '../../authorizer/embedded-store.ts'

/** A model as it stands in test files: documents with owners and viewers, some of them for a while. */
export const DOCUMENTS = `model
  schema 1.1

type user

type group
  relations
    define member: [user]

type document
  relations
    define owner: [user]
    define viewer: [user, group#member, user with until] or owner

condition until(now: timestamp, end: timestamp) {
  now < end
}
`

export type Texts = Readonly<Record<string, string>>

/** Runs `case.pforte.yaml`, which tests the documents, beside other files. */
export async function runCase(text: string, others: Texts = {}): Promise<FileReport> {
  const [report] = (
    await runTexts({
      'model.fga': DOCUMENTS,
      'case.pforte.yaml': `model_file: model.fga\n${text}`,
      ...others,
    })
  ).files
  if (report === undefined) throw new Error('no report')
  return report
}

/** Runs all test files among the texts. */
export async function runTexts(texts: Texts): Promise<TestReport> {
  const source = { files: filesOf(new Map(Object.entries(texts))), folder: '' }
  const names = Object.keys(texts).filter((name) => /\.(?:fga|pforte)\.yaml$/.test(name))
  return testReport([], await runTestFiles(authorizerOver(memoryDatastore()), source, names))
}

/** What kept a case from being run, a line each: `file:line:column: message`. */
export async function faultsOfCase(text: string, others: Texts = {}): Promise<readonly string[]> {
  return faultsIn(await runCase(text, others))
}

export function faultsIn({ findings, tests }: FileReport): readonly string[] {
  return [...findings, ...tests.flatMap((test) => test.findings)].map(
    ({ severity, file, line, column, message }) =>
      `${file}:${line}:${column}: ${severity === 'warning' ? 'warning: ' : ''}${message}`,
  )
}

/** The answers that were not as expected, a line each. */
export function failuresIn({ tests }: FileReport): readonly string[] {
  return tests.flatMap(({ results }) =>
    results
      .filter(({ passed }) => !passed)
      .map(({ position: { file, line, column }, question, expected, got }) => {
        return `${file}:${line}:${column}: ${question}: expected ${expected}, got ${got}`
      }),
  )
}
