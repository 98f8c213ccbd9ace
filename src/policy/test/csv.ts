/** Comma-separated values as RFC 4180 has them, each with its place. */

export interface CsvCell {
  readonly text: string
  readonly line: number
  readonly column: number
}

export type CsvRow = readonly CsvCell[]

export type CsvReading =
  | { readonly kind: 'rows'; readonly rows: readonly CsvRow[] }
  | {
      readonly kind: 'fault'
      readonly message: string
      readonly line: number
      readonly column: number
    }

/** Blank lines are no rows. */
export function parseCsv(text: string): CsvReading {
  const rows: CsvRow[] = []
  let row: CsvCell[] = []
  let offset = 0
  let [line, lineStart] = [1, 0]
  for (;;) {
    const place = { line, column: offset - lineStart + 1 }
    const written = wordsAt(CELL, text, offset) ?? ''
    row.push({ text: unquoted(written), ...place })
    const lineEnd = written.lastIndexOf('\n')
    if (lineEnd !== -1) {
      line += written.split('\n').length - 1
      lineStart = offset + lineEnd + 1
    }
    offset += written.length
    const separator = wordsAt(SEPARATOR, text, offset)
    if (separator === undefined) {
      const message =
        'a comma or the end of the line must stand here, and a quote within quotes is written twice'
      return { kind: 'fault', message, line, column: offset - lineStart + 1 }
    }
    offset += separator.length
    if (separator === ',') continue
    if (row.length > 1 || row[0]?.text !== '') rows.push(row)
    if (separator === '') return { kind: 'rows', rows }
    row = []
    line += 1
    lineStart = offset
  }
}

const CELL = /"[^"]*(?:""[^"]*)*"|[^",\r\n]*/y
const SEPARATOR = /,|\r?\n|$/y

function wordsAt(pattern: RegExp, text: string, offset: number): string | undefined {
  pattern.lastIndex = offset
  return pattern.exec(text)?.[0]
}

function unquoted(written: string): string {
  return written.startsWith('"') ? written.slice(1, -1).replaceAll('""', '"') : written
}
