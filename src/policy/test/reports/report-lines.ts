/** What all reports for people and machines say of a run: each failure at its place, in one order. */
import type { Finding } from '#model/finding.ts'
import { countOf } from '#policy/count-text.ts'
import type { SourcePosition } from '#policy/test/suite.ts'
import {
  type AssertionResult,
  countsOf,
  type FileReport,
  type MatrixReport,
  matrixPassed,
  type TestReport,
} from '#policy/test/test-report.ts'

export interface Trouble {
  readonly severity: 'error' | 'warning'
  readonly position: SourcePosition
  /** One line. */
  readonly title: string
  /** What there is to say beyond it, a line each. */
  readonly details: readonly string[]
}

/** Everything that is wrong with a file, in its order. */
export function troublesIn({ findings, tests, matrix }: FileReport): readonly Trouble[] {
  return [
    ...findings.map(findingTrouble),
    ...tests.flatMap((test) => [
      ...test.findings.map(findingTrouble),
      ...test.results.filter(({ passed }) => !passed).map(resultTrouble),
    ]),
    ...(matrix === undefined || matrixPassed(matrix) ? [] : [matrixTrouble(matrix)]),
  ]
}

export function findingTrouble(finding: Finding): Trouble {
  const { severity, message, file = '', line = 1, column = 1 } = finding
  return { severity, position: { file, line, column }, title: message, details: [] }
}

export function resultTrouble({
  question,
  position,
  expected,
  got,
  explanation,
}: AssertionResult): Trouble {
  return {
    severity: 'error',
    position,
    title: question,
    details: [
      `expected ${expected}`,
      `got ${got}`,
      ...(explanation === undefined ? [] : explanation.split('\n')),
    ],
  }
}

function matrixTrouble({ file, position, kind, added, removed }: MatrixReport): Trouble {
  const title =
    kind === 'missing'
      ? `\`${file}\` is not there: \`pforte test --update\` writes it`
      : `access is not what \`${file}\` says; \`pforte test --update\` writes it anew`
  const details =
    kind === 'missing'
      ? []
      : [...removed.map((line) => `- ${line}`), ...added.map((line) => `+ ${line}`)]
  return { severity: 'error', position, title, details }
}

export function showPosition({ file, line, column }: SourcePosition): string {
  return `${file}:${line}:${column}`
}

/** `12 files, 140 tests, 2,300 assertions: all passed`. */
export function summaryOf(report: TestReport): string {
  const { files, tests, assertions, failedAssertions, findings, warnings } = countsOf(report)
  const matrices = report.files.filter(({ matrix }) => !matrixPassed(matrix)).length
  const faults = [
    ...(failedAssertions === 0 ? [] : [`${countOf(failedAssertions, 'assertion')} failed`]),
    ...(matrices === 0
      ? []
      : [matrices === 1 ? '1 access matrix differs' : `${matrices} access matrices differ`]),
    ...(findings === 0 ? [] : [countOf(findings, 'finding')]),
  ]
  const size = [countOf(files, 'file'), countOf(tests, 'test'), countOf(assertions, 'assertion')]
  const outcome = faults.length === 0 ? 'all passed' : faults.join(', ')
  return `${size.join(', ')}: ${outcome}${warnings === 0 ? '' : `, ${countOf(warnings, 'warning')}`}`
}
