/** What came of running test files, as data. Files are called as they were named, folder and all. */
import type { Finding } from '#model/finding.ts'
import type { SourcePosition } from './suite.ts'

/** A question that was asked. `expected` and `got` are in words: `allowed`, `[order:1, order:2]`. */
export interface AssertionResult {
  /** `user:anna can_order_read order:7`. */
  readonly question: string
  readonly position: SourcePosition
  readonly passed: boolean
  readonly expected: string
  readonly got: string
  /** Why a wrong answer came out as it did. */
  readonly explanation?: string
}

export interface CaseReport {
  readonly name: string
  readonly position: SourcePosition
  /** What kept it from being asked, or from being put up: a tuple that the model does not allow. */
  readonly findings: readonly Finding[]
  readonly results: readonly AssertionResult[]
}

/** How a matrix stands beside its snapshot; lines are sorted. */
export interface MatrixReport {
  /** Within the folder. */
  readonly file: string
  readonly position: SourcePosition
  readonly kind: 'same' | 'different' | 'missing' | 'written'
  /** Who can do what and could not, by the snapshot. */
  readonly added: readonly string[]
  readonly removed: readonly string[]
  /** What the snapshot must be. */
  readonly text: string
}

export interface FileReport {
  readonly file: string
  readonly name: string
  /** What kept the file from being run. */
  readonly findings: readonly Finding[]
  readonly tests: readonly CaseReport[]
  readonly matrix?: MatrixReport
}

export interface TestReport {
  readonly passed: boolean
  /** About the folders: a policy that does not build, a model that is not current. */
  readonly findings: readonly Finding[]
  /** In the order of their names. */
  readonly files: readonly FileReport[]
}

export interface TestCounts {
  readonly files: number
  readonly tests: number
  readonly assertions: number
  readonly failedTests: number
  readonly failedAssertions: number
  /** That are errors. */
  readonly findings: number
  readonly warnings: number
}

export function testReport(findings: readonly Finding[], files: readonly FileReport[]): TestReport {
  return { passed: findings.every(isWarning) && files.every(filePassed), findings, files }
}

export function filePassed({ findings, tests, matrix }: FileReport): boolean {
  return findings.every(isWarning) && tests.every(casePassed) && matrixPassed(matrix)
}

export function casePassed({ findings, results }: CaseReport): boolean {
  return findings.every(isWarning) && results.every(({ passed }) => passed)
}

export function matrixPassed(matrix: MatrixReport | undefined): boolean {
  return matrix === undefined || matrix.kind === 'same' || matrix.kind === 'written'
}

export function countsOf({ findings, files }: TestReport): TestCounts {
  const tests = files.flatMap((file) => file.tests)
  const results = tests.flatMap((test) => test.results)
  const all = [
    ...findings,
    ...files.flatMap((file) => file.findings),
    ...tests.flatMap((test) => test.findings),
  ]
  const warnings = all.filter(isWarning).length
  return {
    files: files.length,
    tests: tests.length,
    assertions: results.length,
    failedTests: tests.filter((test) => !casePassed(test)).length,
    failedAssertions: results.filter(({ passed }) => !passed).length,
    findings: all.length - warnings,
    warnings,
  }
}

function isWarning({ severity }: Finding): boolean {
  return severity === 'warning'
}
