/**
 * Where the definitions of a DSL text stand. It reads headers only, line by line, so that it also
 * serves texts with syntax errors; blanks and comments may stand wherever the language allows them.
 */
import type { Finding } from './finding.ts'

/** Counted from 1. */
export interface Position {
  readonly line: number
  readonly column: number
}

export interface DslSource {
  /** Where what a finding is about stands: its words, or else the name of its definition. */
  locate(about: Pick<Finding, 'type' | 'relation' | 'condition' | 'words'>): Position | undefined
  /** Whether anything is defined under a name: a type, a relation, or a condition. */
  defines(name: string): boolean
}

interface Definition {
  readonly kind: 'type' | 'relation' | 'condition'
  readonly name: string
  /** The type of a relation. */
  readonly type: string | undefined
  readonly position: Position
  /** Where the text of the definition begins, after its name and colon. */
  readonly bodyOffset: number
}

const HEADER =
  /^(\s*)(?:(?:extend\s+)?type\s+([^\s#]\S*)|define\s+([^\s:]+)\s*:|condition\s+([^\s(]+)\s*\()/
const COMMENT = /(^|\s)#.*$/

/** Blanks stand for the comments, so that every position stays. */
export function linesWithoutComments(text: string): readonly string[] {
  return text
    .split(/\r?\n/)
    .map((line) => line.replace(COMMENT, (found) => ' '.repeat(found.length)))
}

export function readDslSource(text: string): DslSource {
  const lines = linesWithoutComments(text)
  const definitions = readDefinitions(lines)
  return {
    locate: (about) => locate(about, definitions, lines),
    defines: (name) => definitions.some((definition) => definition.name === name),
  }
}

function readDefinitions(lines: readonly string[]): readonly Definition[] {
  const definitions: Definition[] = []
  let type: string | undefined
  lines.forEach((text, index) => {
    const found = HEADER.exec(text)
    if (found === null) return
    const [whole, , typeName, relation, condition] = found
    const name = typeName ?? relation ?? condition ?? ''
    if (typeName !== undefined) type = typeName
    definitions.push({
      kind: kindOf(typeName, relation),
      name,
      type: relation === undefined ? undefined : type,
      position: { line: index + 1, column: whole.lastIndexOf(name) + 1 },
      bodyOffset: whole.length,
    })
  })
  return definitions
}

function kindOf(typeName: string | undefined, relation: string | undefined): Definition['kind'] {
  if (typeName !== undefined) return 'type'
  return relation === undefined ? 'condition' : 'relation'
}

function locate(
  about: Pick<Finding, 'type' | 'relation' | 'condition' | 'words'>,
  definitions: readonly Definition[],
  lines: readonly string[],
): Position | undefined {
  // The last one: what is defined twice is at fault where it comes again.
  const at = definitions.findLastIndex((definition) => isAbout(definition, about))
  const definition = definitions[at]
  if (definition === undefined) return undefined
  if (about.words === undefined) return definition.position
  const nextLine = definitions[at + 1]?.position.line ?? lines.length + 1
  return findWords(about.words, lines, definition, nextLine) ?? definition.position
}

function isAbout(
  definition: Definition,
  about: Pick<Finding, 'type' | 'relation' | 'condition'>,
): boolean {
  if (about.condition !== undefined) {
    return definition.kind === 'condition' && definition.name === about.condition
  }
  if (about.relation === undefined) {
    return definition.kind === 'type' && definition.name === about.type
  }
  return (
    definition.kind === 'relation' &&
    definition.type === about.type &&
    definition.name === about.relation
  )
}

/** Whole words only, and not as the beginning of `words with …` or `words from …`. */
function findWords(
  words: string,
  lines: readonly string[],
  definition: Definition,
  nextLine: number,
): Position | undefined {
  const escaped = words.replace(/[\\^$.*+?()[\]{}|]/g, '\\$&').replaceAll(' ', '\\s+')
  const pattern = new RegExp(`(?<=^|[\\s,([])${escaped}(?=$|[\\s,)\\]])(?!\\s+(?:with|from)\\s)`)
  for (let line = definition.position.line; line < nextLine; line++) {
    const from = line === definition.position.line ? definition.bodyOffset : 0
    const found = (lines[line - 1] ?? '').slice(from).search(pattern)
    if (found !== -1) return { line, column: from + found + 1 }
  }
  return undefined
}
