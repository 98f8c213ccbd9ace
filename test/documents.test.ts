import { existsSync, globSync, readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { describeSettings } from '#config.ts'

const documents = ['README.md', 'ARCHITECTURE.md', 'CONTRIBUTING.md', ...globSync('docs/**/*.md')]

/** Paths of the project that a document names in backticks or links to. */
function namedPaths(text: string): readonly string[] {
  const quoted = [...text.matchAll(/`((?:src|test|docs|policies|\.ci)\/[\w./-]+)`/g)]
  const linked = [...text.matchAll(/\]\((?!https?:)([\w./-]+)\)/g)]
  return [...quoted, ...linked].map((match) => match[1] ?? '')
}

describe('documents', () => {
  it.each(documents)('%s names only files that exist', (document) => {
    const folder = document.startsWith('docs/') ? document.replace(/[^/]+$/, '') : ''
    const missing = namedPaths(readFileSync(document, 'utf8')).filter(
      (path) => !existsSync(path) && !existsSync(folder + path),
    )
    expect(missing).toEqual([])
  })

  it('have a row for every setting', () => {
    const names = readFileSync('docs/operations.md', 'utf8').match(/^\| `[A-Z_]+` /gm)
    const settings = describeSettings().match(/^ {2}[A-Z_]+/gm)
    expect(names?.map((cell) => cell.slice(3, -2))).toEqual(settings?.map((name) => name.trim()))
  })
})
