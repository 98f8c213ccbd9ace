/** A run as JSON, for programs. */
import {
  casePassed,
  countsOf,
  type FileReport,
  filePassed,
  type TestReport,
} from '#policy/test/test-report.ts'

export function jsonReport(report: TestReport): string {
  const { passed, findings, files } = report
  return JSON.stringify(
    { passed, counts: countsOf(report), findings, results: files.map(fileJson) },
    null,
    2,
  )
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
