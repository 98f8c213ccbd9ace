/**
 * A run as workflow commands of GitHub Actions, which stand as annotations beside the lines of a
 * change: https://docs.github.com/actions/reference/workflow-commands-for-github-actions
 */
import type { TestReport } from '#policy/test/test-report.ts'
import { findingTrouble, summaryOf, type Trouble, troublesIn } from './report-lines.ts'

export function githubReport(report: TestReport): string {
  const troubles = [...report.findings.map(findingTrouble), ...report.files.flatMap(troublesIn)]
  return [...troubles.map(annotation), summaryOf(report)].join('\n')
}

function annotation({ severity, position, title, details }: Trouble): string {
  const { file, line, column } = position
  const properties = `file=${property(file)},line=${line},col=${column}`
  return `::${severity} ${properties}::${message([title, ...details].join('\n'))}`
}

function message(text: string): string {
  return text.replaceAll('%', '%25').replaceAll('\r', '%0D').replaceAll('\n', '%0A')
}

function property(text: string): string {
  return message(text).replaceAll(':', '%3A').replaceAll(',', '%2C')
}
