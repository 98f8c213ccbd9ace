/** A run as JSON, for programs: names of several words are written with underscores, as in every `--json`. */
import {
  casePassed,
  countsOf,
  type FileReport,
  filePassed,
  type TestReport,
} from '#policy/test/test-report.ts'

export function jsonReport(report: TestReport): string {
  const { passed, findings, files } = report
  const { failedTests, failedAssertions, ...counts } = countsOf(report)
  const printed = {
    passed,
    counts: { ...counts, failed_tests: failedTests, failed_assertions: failedAssertions },
    findings,
    files: files.map(fileJson),
  }
  return JSON.stringify(printed, null, 2)
}

function fileJson(report: FileReport) {
  const { file, name, findings, tests, matrix } = report
  return {
    file,
    name,
    passed: filePassed(report),
    findings,
    tests: tests.map((test) => ({ ...test, passed: casePassed(test) })),
    // The text is what `--update` writes; the lines that differ are enough to know.
    ...(matrix !== undefined && { matrix: { ...matrix, text: undefined } }),
  }
}
