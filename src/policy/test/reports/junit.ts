/** A run as JUnit XML, which build servers show: a suite a file, a case a test. */
import {
  type CaseReport,
  type FileReport,
  matrixPassed,
  type TestReport,
} from '#policy/test/test-report.ts'
import {
  findingTrouble,
  resultTrouble,
  showPosition,
  type Trouble,
  troublesIn,
} from './report-lines.ts'

interface JUnitCase {
  readonly name: string
  readonly file: string
  readonly line: number
  /** Failures of answers; errors kept them from being asked. */
  readonly failures: readonly Trouble[]
  readonly errors: readonly Trouble[]
}

export function junitReport(report: TestReport): string {
  const suites = [
    ...(report.findings.length === 0
      ? []
      : [
          suiteXml('policies', [
            caseOfTroubles('policies are current', report.findings.map(findingTrouble)),
          ]),
        ]),
    ...report.files.map((file) => suiteXml(file.file, casesOf(file))),
  ]
  return [
    '<?xml version="1.0" encoding="UTF-8"?>',
    '<testsuites name="pforte test">',
    ...suites,
    '</testsuites>',
  ].join('\n')
}

function casesOf(file: FileReport): readonly JUnitCase[] {
  const { findings, tests, matrix } = file
  return [
    ...(findings.length === 0
      ? []
      : [caseOfTroubles('the file can be run', findings.map(findingTrouble))]),
    ...tests.map(caseOf),
    ...(matrix === undefined
      ? []
      : [
          {
            ...{ name: `access matrix ${matrix.file}`, file: matrix.position.file },
            line: matrix.position.line,
            failures: matrixPassed(matrix) ? [] : troublesIn({ ...file, findings: [], tests: [] }),
            errors: [],
          },
        ]),
  ]
}

function caseOf({ name, position, findings, results }: CaseReport): JUnitCase {
  return {
    ...{ name, file: position.file, line: position.line },
    failures: results.filter(({ passed }) => !passed).map(resultTrouble),
    errors: errorsAmong(findings.map(findingTrouble)),
  }
}

function caseOfTroubles(name: string, troubles: readonly Trouble[]): JUnitCase {
  const { file = '', line = 1 } = troubles[0]?.position ?? {}
  return { name, file, line, failures: [], errors: errorsAmong(troubles) }
}

/** JUnit knows no warnings. */
function errorsAmong(troubles: readonly Trouble[]): readonly Trouble[] {
  return troubles.filter(({ severity }) => severity === 'error')
}

function suiteXml(name: string, cases: readonly JUnitCase[]): string {
  const failures = cases.filter((one) => one.failures.length > 0).length
  const errors = cases.filter((one) => one.errors.length > 0).length
  const counts = `tests="${cases.length}" failures="${failures}" errors="${errors}"`
  return [
    `  <testsuite name="${escaped(name)}" ${counts}>`,
    ...cases.map((one) => caseXml(name, one)),
    '  </testsuite>',
  ].join('\n')
}

function caseXml(suite: string, { name, file, line, failures, errors }: JUnitCase): string {
  const attributes = `name="${escaped(name)}" classname="${escaped(suite)}" file="${escaped(file)}" line="${line}"`
  const faults = [
    ...failures.map((trouble) => troubleXml('failure', trouble)),
    ...errors.map((trouble) => troubleXml('error', trouble)),
  ]
  if (faults.length === 0) return `    <testcase ${attributes}/>`
  return [`    <testcase ${attributes}>`, ...faults, '    </testcase>'].join('\n')
}

function troubleXml(element: 'failure' | 'error', { position, title, details }: Trouble): string {
  const text = [`${showPosition(position)}: ${title}`, ...details].join('\n')
  return `      <${element} message="${escaped(title)}">${escaped(text)}</${element}>`
}

const ENTITIES: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
}

/** XML 1.0 has no way to write most control characters. */
function escaped(text: string): string {
  return text
    .replaceAll(/[&<>"]/g, (sign) => ENTITIES[sign] ?? sign)
    .replaceAll(/[^\t\n\r\u0020-\uD7FF\uE000-\uFFFD\u{10000}-\u{10FFFF}]/gu, '\uFFFD')
}
