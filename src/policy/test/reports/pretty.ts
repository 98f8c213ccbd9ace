/** A run for people: a line a file, and everything that is wrong with it below. */
import type { Paint } from '#policy/paint.ts'
import {
  casePassed,
  type FileReport,
  filePassed,
  type TestReport,
} from '#policy/test/test-report.ts'
import {
  findingTrouble,
  showPosition,
  summaryOf,
  type Trouble,
  troublesIn,
} from './report-lines.ts'

/** More lines of one matrix or explanation are counted and not shown. */
const MAX_DETAILS = 30

export function prettyReport(report: TestReport, paint: Paint): string {
  const lines = [
    ...report.findings.flatMap((finding) => troubleLines(findingTrouble(finding), paint)),
    ...report.files.flatMap((file) => fileLines(file, paint)),
    '',
    paint(report.passed ? 'green' : 'red', summaryOf(report)),
  ]
  return lines.join('\n')
}

function fileLines(file: FileReport, paint: Paint): readonly string[] {
  const passed = file.tests.filter(casePassed).length
  const mark = filePassed(file) ? paint('green', '✓') : paint('red', '✗')
  const size = [...testWords(passed, file), ...matrixWords(file)].join(', ')
  return [
    `${mark} ${file.file} ${paint('dim', size)}`,
    ...troublesIn(file).flatMap((trouble) => troubleLines(trouble, paint)),
  ]
}

/** A file that holds a matrix may have no tests beside it. */
function testWords(passed: number, { tests, matrix }: FileReport): readonly string[] {
  return tests.length === 0 && matrix !== undefined ? [] : [`${passed}/${tests.length} tests`]
}

function matrixWords({ matrix }: FileReport): readonly string[] {
  if (matrix === undefined) return []
  return [matrix.kind === 'written' ? `wrote ${matrix.file}` : `matrix ${matrix.file}`]
}

function troubleLines(
  { severity, position, title, details }: Trouble,
  paint: Paint,
): readonly string[] {
  const word = severity === 'warning' ? paint('yellow', 'warning: ') : ''
  const shown = details.slice(0, MAX_DETAILS)
  const left = details.length - shown.length
  return [
    `  ${showPosition(position)}: ${word}${title}`,
    ...shown.map((line) => `    ${paintDetail(line, paint)}`),
    ...(left === 0 ? [] : [paint('dim', `    … and ${left} more lines`)]),
  ]
}

function paintDetail(line: string, paint: Paint): string {
  if (line.startsWith('+ ')) return paint('green', line)
  if (line.startsWith('- ')) return paint('red', line)
  return line
}
