/** Findings for people and editors: `file:line:column: message`, the file as a path from here. */
import { join } from 'node:path'
import type { Finding } from '#model/finding.ts'

/** `folder` is where the files of the findings are. */
export function findingLine(finding: Finding, folder = ''): string {
  const { file = '', line = 1, column = 1, message, severity } = finding
  const place = `${join(folder, file)}:${line}:${column}`
  return `${place}: ${severity === 'warning' ? 'warning: ' : ''}${message}`
}

/** The same as data, with the file's path in place of its name within the folder. */
export function findingJson({ file = '', ...finding }: Finding, folder = '') {
  return { ...finding, file: join(folder, file) }
}
