/** Runs a suite in stores of its own, which are gone afterwards. */
import type { Authorizer } from '#authorizer/authorizer.ts'
import { Refusal } from '#authorizer/errors.ts'
import type { Finding } from '#model/finding.ts'
import type { StoreId } from '#model/ids.ts'
import type { JsonObject } from '#model/json.ts'
import type { Tuple } from '#model/tuple.ts'
import { yamlFinding } from '#policy/yaml-document.ts'
import { matrixReport } from './access-matrix.ts'
import { ask } from './ask.ts'
import type {
  PlacedTuple,
  RoleTrial,
  SourcePosition,
  TestAssertion,
  TestCase,
  TestSuite,
} from './suite.ts'
import type { AssertionResult, CaseReport, FileReport } from './test-report.ts'

/** Most tuples of a write, on any OpenFGA server. */
const WRITTEN_AT_ONCE = 100

/** A test's own tuples go into the store of its file and out again, so one test runs at a time. */
export async function runSuite(authorizer: Authorizer, suite: TestSuite): Promise<FileReport> {
  const { file, name } = suite
  try {
    return await withStore(authorizer, suite, async (store) => {
      const { findings } = await putUp(authorizer, store, suite.tuples)
      if (findings.length > 0) return { file, name, findings, tests: [] }
      const tests: CaseReport[] = []
      for (const test of suite.cases) tests.push(await runCase(authorizer, store, suite, test))
      const matrix = suite.matrix && (await matrixReport(authorizer, store, suite, suite.matrix))
      if (matrix === undefined) return { file, name, findings: [], tests }
      if (matrix.kind === 'finding') return { file, name, findings: [matrix.finding], tests }
      return { file, name, findings: [], tests, matrix: matrix.report }
    })
  } catch (error) {
    // Of the model alone: every other refusal is told where it belongs.
    if (!(error instanceof Refusal)) throw error
    return { file, name, findings: [refusalFinding(error, suite.modelPosition)], tests: [] }
  }
}

async function withStore<Result>(
  authorizer: Authorizer,
  { name, model }: { readonly name: string; readonly model: JsonObject },
  use: (store: StoreId) => Promise<Result>,
): Promise<Result> {
  const { id } = await authorizer.createStore(storeName(name))
  try {
    await authorizer.writeModel(id, model)
    return await use(id)
  } finally {
    await authorizer.deleteStore(id)
  }
}

/** A name that every OpenFGA server takes. */
function storeName(name: string): string {
  const plain = name.replaceAll(/[^A-Za-z0-9 ._-]/g, '-').slice(0, 50)
  return `pforte test ${plain}`.trim()
}

async function runCase(
  authorizer: Authorizer,
  store: StoreId,
  { model }: TestSuite,
  { name, position, tuples, assertions, roleTrial }: TestCase,
): Promise<CaseReport> {
  const report = { name, position }
  const { written, findings } = await putUp(authorizer, store, tuples)
  try {
    if (findings.length > 0) return { ...report, findings, results: [] }
    const results = await askAll(authorizer, store, assertions)
    const ofRoles = roleTrial === undefined ? [] : await tryRoles(authorizer, model, roleTrial)
    const all = [...results, ...ofRoles]
    return { ...report, findings: all.length === 0 ? [asksNothing(position)] : [], results: all }
  } finally {
    await takeDown(authorizer, store, written)
  }
}

/** No fault, as with the `fga` CLI; but who wrote the test meant something by it. */
function asksNothing(position: SourcePosition): Finding {
  const message = 'this test asks nothing: it has no assertions'
  return { ...yamlFinding(position.file, message, position), severity: 'warning' }
}

async function askAll(
  authorizer: Authorizer,
  store: StoreId,
  assertions: readonly TestAssertion[],
): Promise<readonly AssertionResult[]> {
  const results: AssertionResult[] = []
  for (const assertion of assertions) results.push(await ask(authorizer, store, assertion))
  return results
}

/** In a store apart, so that the tuples of the file decide nothing. */
function tryRoles(
  authorizer: Authorizer,
  model: JsonObject,
  { tuples, assertions }: RoleTrial,
): Promise<readonly AssertionResult[]> {
  return withStore(authorizer, { name: 'roles', model }, async (store) => {
    for (const chunk of chunks(tuples)) await write(authorizer, store, chunk)
    return askAll(authorizer, store, assertions)
  })
}

interface PutUp {
  readonly written: readonly Tuple[]
  readonly findings: readonly Finding[]
}

/** Writes what is not refused, and says of each that is why. */
async function putUp(
  authorizer: Authorizer,
  store: StoreId,
  tuples: readonly PlacedTuple[],
): Promise<PutUp> {
  const written: Tuple[] = []
  const findings: Finding[] = []
  for (const chunk of chunks(tuples)) {
    const all = chunk.map(({ tuple }) => tuple)
    if ((await refusalOf(() => write(authorizer, store, all))) === undefined) {
      written.push(...all)
      continue
    }
    // A write is all or nothing, and names but one of the tuples at fault.
    for (const { tuple, position } of chunk) {
      const refusal = await refusalOf(() => write(authorizer, store, [tuple]))
      if (refusal === undefined) written.push(tuple)
      else findings.push(refusalFinding(refusal, position))
    }
  }
  return { written, findings }
}

async function takeDown(
  authorizer: Authorizer,
  store: StoreId,
  tuples: readonly Tuple[],
): Promise<void> {
  for (const chunk of chunks(tuples)) {
    await authorizer.write(store, {
      writes: [],
      deletes: chunk.map(({ user, relation, object }) => ({ user, relation, object })),
      onDuplicate: 'error',
      onMissing: 'error',
    })
  }
}

async function write(
  authorizer: Authorizer,
  store: StoreId,
  writes: readonly Tuple[],
): Promise<void> {
  await authorizer.write(store, { writes, deletes: [], onDuplicate: 'error', onMissing: 'error' })
}

async function refusalOf(act: () => Promise<void>): Promise<Refusal | undefined> {
  try {
    await act()
    return undefined
  } catch (error) {
    if (error instanceof Refusal) return error
    throw error
  }
}

function refusalFinding({ message, code }: Refusal, position: SourcePosition): Finding {
  return { ...yamlFinding(position.file, message, position), code }
}

function chunks<Item>(items: readonly Item[]): readonly (readonly Item[])[] {
  return Array.from({ length: Math.ceil(items.length / WRITTEN_AT_ONCE) }, (_, index) =>
    items.slice(index * WRITTEN_AT_ONCE, (index + 1) * WRITTEN_AT_ONCE),
  )
}
