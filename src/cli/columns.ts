/** Rows in columns: each but the last as wide as its widest text. */
import { stripVTControlCharacters } from 'node:util'

/** A column of one very long text does not push the next one out of sight. */
const MAX_WIDTH = 48

export function columns(rows: readonly (readonly string[])[], gap = '  '): readonly string[] {
  const count = Math.max(0, ...rows.map((row) => row.length))
  const widths = Array.from({ length: count }, (_, column) =>
    Math.min(MAX_WIDTH, Math.max(0, ...rows.map((row) => widthOf(row[column] ?? '')))),
  )
  return rows.map((row) =>
    row
      .map((text, column) => text + ' '.repeat(Math.max(0, (widths[column] ?? 0) - widthOf(text))))
      .join(gap)
      .trimEnd(),
  )
}

/** What is seen of it: colours take no room. */
function widthOf(text: string): number {
  return stripVTControlCharacters(text).length
}
