/** One line of the modelling language: what it is, and the spaces within it. */

export type LineKind =
  | 'blank'
  | 'comment'
  /** `model`, `module x`. */
  | 'head'
  | 'schema'
  | 'type'
  | 'relations'
  | 'define'
  | 'condition'
  /** Of a definition that began further up. */
  | 'continued'

const FIRST_WORD: Readonly<Record<string, Exclude<LineKind, 'blank' | 'comment' | 'continued'>>> = {
  model: 'head',
  module: 'head',
  schema: 'schema',
  type: 'type',
  extend: 'type',
  relations: 'relations',
  define: 'define',
  condition: 'condition',
}

type BeginningKind = Exclude<LineKind, 'continued'>

/** Of a line that begins something; blanks around it are trimmed. */
export function lineKind(line: string): BeginningKind {
  if (line === '') return 'blank'
  if (line.startsWith('#')) return 'comment'
  const [word = ''] = line.split(/[\s:]/)
  return (Object.hasOwn(FIRST_WORD, word) ? FIRST_WORD[word] : undefined) ?? 'head'
}

/** As OpenFGA's own parser sees them: a `#` behind a blank begins a comment, wherever it stands. */
function withoutComment(line: string): readonly [code: string, comment: string] {
  const at = line.indexOf(' #')
  return at === -1 ? [line, ''] : [line.slice(0, at).trimEnd(), ` ${line.slice(at).trim()}`]
}

export function formatLine(kind: BeginningKind, line: string): string {
  const [code, comment] = withoutComment(line)
  if (kind === 'define') return formatDefine(code) + comment
  if (kind === 'condition') return formatCondition(code) + comment
  return code.replaceAll(/\s+/g, ' ') + comment
}

/** `define viewer: [user, group#member] or editor`, and any piece of one. */
function formatDefine(code: string): string {
  return code
    .replaceAll(/\s+/g, ' ')
    .replace(/^(define [^\s:]+) ?: ?/, '$1: ')
    .replaceAll(/ ?, ?/g, ', ')
    .replaceAll(/([[(]) /g, '$1')
    .replaceAll(/ ([\])])/g, '$1')
    .trim()
}

/** The head up to its brace; what stands behind it is an expression and none of our business. */
function formatCondition(code: string): string {
  const brace = code.indexOf('{')
  const head = brace === -1 ? code : code.slice(0, brace)
  const formatted = head
    .replaceAll(/\s+/g, ' ')
    .replaceAll(/ ?, ?/g, ', ')
    .replaceAll(/ ?: ?/g, ': ')
    .replaceAll(/ ?\( ?/g, '(')
    .replaceAll(/ ?\)/g, ')')
    .trim()
  const body = brace === -1 ? '' : code.slice(brace + 1).trim()
  if (brace === -1) return formatted
  return body === '' ? `${formatted} {` : `${formatted} { ${body}`
}

const TEXT = /'(?:[^'\\\n]|\\.)*'|"(?:[^"\\\n]|\\.)*"/g

/** Whether brackets are still open at the end; those in comments and texts do not count. */
export function opensMoreThanItCloses(lines: string): boolean {
  const code = lines
    .split('\n')
    .map((line) => (line.trimStart().startsWith('#') ? '' : withoutComment(line)[0]))
    .join('\n')
    .replaceAll(TEXT, '')
  const opened = code.match(/[[({]/g)?.length ?? 0
  const closed = code.match(/[\])}]/g)?.length ?? 0
  return opened > closed
}
