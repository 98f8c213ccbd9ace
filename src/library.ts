/** `pforte/policy`: tests of policies for other programs, the same that `pforte test` runs. */
import { readFile } from 'node:fs/promises'
import { join, resolve } from 'node:path'
import { setImmediate } from 'node:timers/promises'
import type { Authorizer } from '#authorizer/authorizer.ts'
import { embeddedAuthorizer } from '#authorizer/embedded/embedded-authorizer.ts'
import { FolderRefused, filesOnDisk, readPolicyFolder } from '#files/folder-on-disk.ts'
import { findTestFiles, type TestFolder } from '#files/test-files.ts'
import { writeWithin } from '#files/write-within.ts'
import { compareBinary } from '#model/binary-order.ts'
import type { Finding } from '#model/finding.ts'
import { buildPolicy, staleFindings } from '#policy/build-policy.ts'
import { filesOf } from '#policy/files.ts'
import { POLICY_FILE, type PolicyFolder, TEST_FILE_NAME } from '#policy/policy-folder.ts'
import { runTestFiles } from '#policy/test/run-test-files.ts'
import { countsOf, type FileReport, type TestReport, testReport } from '#policy/test/test-report.ts'
import { yamlFinding } from '#policy/yaml-document.ts'
import { memoryDatastore } from '#storage/memory/memory-datastore.ts'

export interface TestOptions {
  /** Who answers; absent: Pforte's own engine, with nothing kept. */
  readonly authorizer?: Authorizer
  /** Writes access matrices anew instead of holding them to their snapshots. */
  readonly update?: boolean
  /** Where relative paths begin; absent: where the program runs. */
  readonly directory?: string
}

/** Nothing was tested, so nothing can be said to have passed. */
export class NoTestsFound extends Error {
  override readonly name = 'NoTestsFound'
}

/**
 * Runs the test files in folders, or matched by globs, or named. A policy's folder must be current as
 * well: what is tested is the model that is checked in. Throws `NoTestsFound`.
 */
export async function testPolicy(
  paths: string | readonly string[],
  options: TestOptions = {},
): Promise<TestReport> {
  const directory = options.directory ?? process.cwd()
  const words = typeof paths === 'string' ? [paths] : paths
  const { folders, empty } = await findTestFiles(words, directory)
  if (empty.length > 0 || folders.length === 0) throw new NoTestsFound(noTests(empty))
  const authorizer = options.authorizer ?? memoryAuthorizer()
  const reports = await Promise.all(
    folders.map(async (folder) => ({
      findings: await policyFindings(folder, directory),
      files: await testFolder(authorizer, folder, { ...options, directory }),
    })),
  )
  const report = testReport(
    reports.flatMap(({ findings }) => findings),
    reports.flatMap(({ files }) => files),
  )
  if (report.passed && isEmpty(report)) {
    throw new NoTestsFound(
      `no tests in ${folders.flatMap(testPaths).join(', ')}: \`tests\` is empty there`,
    )
  }
  return report
}

function isEmpty(report: TestReport): boolean {
  return countsOf(report).tests === 0 && report.files.every(({ matrix }) => matrix === undefined)
}

function testPaths({ path, files }: TestFolder): readonly string[] {
  return files.map((file) => `\`${join(path, file)}\``)
}

function noTests(words: readonly string[]): string {
  const where = words.map((word) => `\`${word}\``).join(', ')
  return `no tests in ${where}: it is not there, or no file in it is called like store.fga.yaml or matrix.pforte.yaml`
}

/**
 * Builds a policy folder that is at hand and runs its tests on what was built. `core` is the text of
 * the core model.
 */
export async function testPolicyFolder(folder: PolicyFolder, core: string): Promise<TestReport> {
  const build = await buildPolicy(core, folder)
  if (build.kind === 'findings') return testReport(build.findings, [])
  const texts = new Map([...folder.files, ...build.built.made])
  const byFolder = Map.groupBy(
    [...texts.keys()].filter((file) => TEST_FILE_NAME.test(file)).sort(compareBinary),
    (file) => file.slice(0, Math.max(0, file.lastIndexOf('/'))),
  )
  const authorizer = memoryAuthorizer()
  const reports = await Promise.all(
    [...byFolder].map(([path, files]) => {
      const skipped = path === '' ? 0 : path.length + 1
      const within = [...texts].filter(([file]) => path === '' || file.startsWith(`${path}/`))
      const named = new Map(within.map(([file, text]) => [file.slice(skipped), text]))
      const source = { files: filesOf(named), folder: path }
      return runTestFiles(
        authorizer,
        source,
        files.map((file) => file.slice(skipped)),
      )
    }),
  )
  return testReport([], reports.flat())
}

async function testFolder(
  authorizer: Authorizer,
  { path, files }: TestFolder,
  { update = false, directory }: TestOptions & { readonly directory: string },
): Promise<readonly FileReport[]> {
  const root = resolve(directory, path)
  const folder = path === '.' ? '' : path
  const reports = await runTestFiles(authorizer, { files: filesOnDisk(root), folder }, files)
  if (!update) return reports
  return Promise.all(reports.map((report) => updateMatrix(root, report)))
}

async function updateMatrix(root: string, report: FileReport): Promise<FileReport> {
  const { matrix } = report
  if (matrix === undefined || matrix.kind === 'same') return report
  await writeWithin(root, matrix.file, matrix.text)
  return { ...report, matrix: { ...matrix, kind: 'written' } }
}

/** What `pforte build --check` would say of the folder, if it is a policy's. */
async function policyFindings(
  { path }: TestFolder,
  directory: string,
): Promise<readonly Finding[]> {
  const policy = join(path, POLICY_FILE)
  const isPolicy = (await filesOnDisk(resolve(directory, path)).read(POLICY_FILE)).kind === 'text'
  if (!isPolicy) return []
  try {
    const folder = await readPolicyFolder(path, directory)
    const build = await buildPolicy(await coreModel(), folder)
    const findings = build.kind === 'findings' ? build.findings : staleFindings(folder, build.built)
    return findings.map((finding) => ({ ...finding, file: join(path, finding.file ?? '') }))
  } catch (error) {
    if (!(error instanceof FolderRefused)) throw error
    return [yamlFinding(policy, error.message, { line: 1, column: 1 })]
  }
}

/** The text of the core model that comes with this version. */
function coreModel(): Promise<string> {
  return readFile(new URL('../model.fga', import.meta.url), 'utf8')
}

/** Memory for the facts of tests; a store beyond it is read on demand. */
const GRAPH_BUDGET_BYTES = 256 * 1024 * 1024

/** Answers with nothing kept, for as long as the program runs. */
export function memoryAuthorizer(): Authorizer {
  return embeddedAuthorizer({
    datastore: memoryDatastore(),
    clock: { now: Date.now },
    randomBytes: (length) => crypto.getRandomValues(new Uint8Array(length)),
    graphBudgetBytes: GRAPH_BUDGET_BYTES,
    yieldToEventLoop: () => setImmediate(),
  })
}
