/**
 * Reads a test file and whatever it names: to a suite that can be asked, or to everything that is
 * wrong with it.
 */
import { compareBinary } from '#model/binary-order.ts'
import type { Finding } from '#model/finding.ts'
import { formatTupleKey, type Tuple } from '#model/tuple.ts'
import type { Policy } from '#policy/policy.ts'
import { POLICY_FILE } from '#policy/policy-folder.ts'
import { readPolicy } from '#policy/read-policy.ts'
import { readYamlAs, type Step, type YamlDocument, yamlFinding } from '#policy/yaml-document.ts'
import { ownWords } from './own-words.ts'
import { type ModelReading, type ReadModelFile, readInlineModel } from './read-model.ts'
import { readRoleTrial } from './role-trial.ts'
import type { MatrixSnapshot, PlacedTuple, SourcePosition, TestCase, TestSuite } from './suite.ts'
import { assertionsOf } from './test-assertions.ts'
import { type MatrixBlock, type TestBlock, type TestFile, testFileSchema } from './test-file.ts'
import { readNamed, shownFile, type TestSource } from './test-source.ts'
import { readTuples } from './tuple-files.ts'
import { unquotedTimes } from './unquoted-times.ts'

export type SuiteReading =
  | { readonly kind: 'suite'; readonly suite: TestSuite }
  /** Sorted by file, line and column. */
  | { readonly kind: 'findings'; readonly findings: readonly Finding[] }

interface Reader {
  readonly source: TestSource
  readonly document: YamlDocument
  readonly findings: Finding[]
  positionOf(steps: readonly Step[]): SourcePosition
}

/** `readModelFile` is shared by the test files of a folder. */
export async function readTestFile(
  source: TestSource,
  file: string,
  readModelFile: ReadModelFile,
): Promise<SuiteReading> {
  const shown = shownFile(source, file)
  const named = await readNamed(source, file, { file: shown, line: 1, column: 1 })
  if (named.kind === 'findings') return named
  const reading = readYamlAs(named.text, shown, testFileSchema)
  if (reading.kind === 'findings') return sorted(reading.findings)
  const { value, document } = reading
  const reader: Reader = {
    source,
    document,
    findings: [],
    positionOf: (steps) => ({ file: shown, ...document.locate(steps) }),
  }
  const model = kept(reader, await readModel(reader, value, named.text, readModelFile))
  const tuples = await readFileTuples(reader, value)
  const cases = await readCases(reader, value)
  const matrix = value.matrix && (await readMatrix(reader, value.matrix, value))
  const findings = [
    ...reader.findings,
    ...doubledTuples(tuples, cases),
    ...unquotedTimes(document, named.text),
    ...ownWords(document, value),
  ]
  if (findings.length > 0 || model === undefined) return sorted(findings)
  const suite: TestSuite = {
    ...{ file: shown, name: value.name ?? shown, tuples, cases },
    model: model.json,
    modelPosition: reader.positionOf([isInline(value) ? 'model' : 'model_file']),
    ...(matrix !== undefined && { matrix }),
  }
  return { kind: 'suite', suite }
}

function sorted(findings: readonly Finding[]): SuiteReading {
  return {
    kind: 'findings',
    findings: findings.toSorted(
      (left, right) =>
        compareBinary(left.file ?? '', right.file ?? '') ||
        (left.line ?? 0) - (right.line ?? 0) ||
        (left.column ?? 0) - (right.column ?? 0),
    ),
  }
}

/** A reading without findings; those it has are added to the others. */
function kept<Reading extends { readonly kind: string }>(
  { findings }: Reader,
  reading: Reading | { readonly kind: 'findings'; readonly findings: readonly Finding[] },
): Exclude<Reading, { readonly kind: 'findings' }> | undefined {
  if (reading.kind !== 'findings') {
    return reading as Exclude<Reading, { readonly kind: 'findings' }>
  }
  findings.push(...(reading as { readonly findings: readonly Finding[] }).findings)
  return undefined
}

/** The one in the file wins over the one that it names, as with the `fga` CLI. */
function isInline({ model }: TestFile): boolean {
  return model !== undefined && model !== ''
}

async function readModel(
  { document, positionOf }: Reader,
  test: TestFile,
  text: string,
  readModelFile: ReadModelFile,
): Promise<ModelReading> {
  const { model = '', model_file: file } = test
  if (isInline(test)) return readInlineModel(model, text, document)
  if (file !== undefined) return readModelFile(file, positionOf(['model_file']))
  const message = 'there is no model to test: name it with `model_file`, or write it under `model`'
  const finding = yamlFinding(document.file, message, { line: 1, column: 1 })
  return { kind: 'findings', findings: [finding] }
}

async function readFileTuples(
  reader: Reader,
  { tuples, tuple_file: file, tuple_files: files }: TestFile,
): Promise<readonly PlacedTuple[]> {
  const named = [
    ...(file === undefined ? [] : [{ file, steps: ['tuple_file'] }]),
    ...files.map((each, index) => ({ file: each, steps: ['tuple_files', index] })),
  ]
  const read = await Promise.all(named.map((each) => readTupleFile(reader, each.file, each.steps)))
  return [...placed(reader, tuples, ['tuples']), ...read.flat()]
}

async function readTupleFile(
  reader: Reader,
  file: string,
  steps: readonly Step[],
): Promise<readonly PlacedTuple[]> {
  const named = kept(reader, await readNamed(reader.source, file, reader.positionOf(steps)))
  if (named === undefined) return []
  return kept(reader, readTuples(named.text, shownFile(reader.source, file)))?.tuples ?? []
}

function placed(
  { positionOf }: Reader,
  tuples: readonly Tuple[],
  steps: readonly Step[],
): readonly PlacedTuple[] {
  return tuples.map((tuple, index) => ({ tuple, position: positionOf([...steps, index]) }))
}

async function readCases(reader: Reader, file: TestFile): Promise<readonly TestCase[]> {
  const policy = await policyFor(reader, file)
  return Promise.all(file.tests.map((test, index) => readCase(reader, file, test, index, policy)))
}

async function readCase(
  reader: Reader,
  file: TestFile,
  test: TestBlock,
  index: number,
  policy: Policy | undefined,
): Promise<TestCase> {
  const steps = ['tests', index]
  const { document } = reader
  const own = placed(reader, test.tuples, [...steps, 'tuples'])
  const named =
    test.tuple_file === undefined
      ? []
      : await readTupleFile(reader, test.tuple_file, [...steps, 'tuple_file'])
  const trial =
    policy === undefined || test.roles.length === 0
      ? undefined
      : kept(reader, readRoleTrial(test.roles, policy, document, [...steps, 'roles']))?.trial
  return {
    name: test.name ?? `test ${index + 1}`,
    position: reader.positionOf(steps),
    tuples: [...own, ...named],
    assertions: assertionsOf(test, document, steps, test.now ?? file.now),
    ...(trial !== undefined && { roleTrial: trial }),
  }
}

/** The policy beside a test file that asks about its roles. */
async function policyFor(reader: Reader, { tests }: TestFile): Promise<Policy | undefined> {
  const first = tests.findIndex(({ roles }) => roles.length > 0)
  if (first === -1) return undefined
  const position = reader.positionOf(['tests', first, 'roles'])
  const named = kept(reader, await readNamed(reader.source, POLICY_FILE, position))
  if (named === undefined) return undefined
  const shown = shownFile(reader.source, POLICY_FILE)
  return kept(reader, readPolicy(named.text, shown))?.value
}

async function readMatrix(
  { source, findings, positionOf }: Reader,
  { file, context }: MatrixBlock,
  { now }: TestFile,
): Promise<MatrixSnapshot> {
  const position = positionOf(['matrix'])
  if (!/\.(?:txt|md)$/.test(file)) {
    const message = `\`${file}\` must be a text file: its name ends in .txt or .md`
    findings.push(yamlFinding(position.file, message, position))
  }
  const reading = await source.files.read(file)
  if (reading.kind === 'refused' && reading.reason !== NOT_THERE) {
    findings.push(yamlFinding(position.file, `\`${file}\` ${reading.reason}`, position))
  }
  return {
    file,
    text: reading.kind === 'text' ? reading.text : undefined,
    context: now === undefined ? context : { now, ...context },
    position,
  }
}

const NOT_THERE = 'is not there'

/** A tuple that is written twice, in the file or once more by a test. */
function doubledTuples(
  shared: readonly PlacedTuple[],
  cases: readonly TestCase[],
): readonly Finding[] {
  const seen = new Map<string, SourcePosition>()
  const doubled = (tuples: readonly PlacedTuple[], known: Map<string, SourcePosition>) =>
    tuples.flatMap(({ tuple, position }) => {
      const key = formatTupleKey(tuple)
      const first = known.get(key)
      known.set(key, first ?? position)
      if (first === undefined) return []
      const message = `\`${key}\` is there already, by ${first.file}:${first.line}`
      return [yamlFinding(position.file, message, position)]
    })
  return [
    ...doubled(shared, seen),
    ...cases.flatMap(({ tuples }) => (tuples.length === 0 ? [] : doubled(tuples, new Map(seen)))),
  ]
}
