/**
 * A text of the modelling language in the house's form: indentation, blank lines, spaces. It works on
 * the text, so that comments stay; that the model stays the same is held for every text.
 */
import { readDsl } from './dsl.ts'
import type { Finding } from './finding.ts'
import { formatLine, type LineKind, lineKind, opensMoreThanItCloses } from './format-line.ts'

export type Formatting =
  | { readonly kind: 'text'; readonly text: string }
  | { readonly kind: 'findings'; readonly findings: readonly Finding[] }

/** A text with syntax errors is not formatted. `file` names it in findings. */
export async function formatDsl(text: string, file?: string): Promise<Formatting> {
  const source = text.replace(/^\uFEFF/, '').replaceAll(/\r\n?/g, '\n')
  const before = await readDsl(source, file)
  if (before.findings.length > 0) return { kind: 'findings', findings: before.findings }
  const formatted = `${separate(indent(source.split('\n'))).join('\n')}\n`
  const after = await readDsl(formatted, file)
  if (JSON.stringify(after) !== JSON.stringify(before)) {
    throw new Error('formatting would have changed what the model says')
  }
  return { kind: 'text', text: formatted }
}

interface FormattedLine {
  readonly kind: LineKind
  readonly text: string
}

/** Where each line begins, by what it is; a comment begins where the line below it does. */
const INDENT = {
  head: '',
  schema: '  ',
  type: '',
  relations: '  ',
  define: '    ',
  condition: '',
} as const

function indent(lines: readonly string[]): readonly FormattedLine[] {
  const formatted: FormattedLine[] = []
  let index = 0
  while (index < lines.length) {
    const line = (lines[index] ?? '').trim()
    const kind = lineKind(line)
    if (kind === 'blank') formatted.push({ kind, text: '' })
    else if (kind === 'comment') {
      formatted.push({ kind, text: commentIndent(lines.slice(index + 1)) + line })
    } else {
      const more = continuation(kind, lines, index)
      formatted.push({ kind, text: INDENT[kind] + formatLine(kind, line) }, ...more)
      index += more.length
    }
    index += 1
  }
  return formatted
}

function commentIndent(below: readonly string[]): string {
  for (const line of below) {
    const kind = lineKind(line.trim())
    if (kind !== 'blank' && kind !== 'comment') return INDENT[kind]
  }
  return ''
}

/** The lines that belong to a definition which is not at its end: as far as brackets are open. */
function continuation(
  kind: LineKind,
  lines: readonly string[],
  start: number,
): readonly FormattedLine[] {
  if (kind !== 'define' && kind !== 'condition') return []
  const more: FormattedLine[] = []
  let whole = lines[start] ?? ''
  for (let index = start + 1; index < lines.length && opensMoreThanItCloses(whole); index += 1) {
    const line = lines[index] ?? ''
    whole += `\n${line}`
    more.push({
      kind: 'continued',
      text: kind === 'define' ? continuedDefine(line) : line.trimEnd(),
    })
  }
  return kind === 'condition' ? conditionBody(more) : more
}

function continuedDefine(line: string): string {
  const trimmed = line.trim()
  if (trimmed === '' || trimmed.startsWith('#')) return trimmed === '' ? '' : `      ${trimmed}`
  return (trimmed.startsWith(']') ? '    ' : '      ') + formatLine('define', trimmed)
}

/** An expression of several lines stands as it was written: its white space may be part of a text. */
function conditionBody(lines: readonly FormattedLine[]): readonly FormattedLine[] {
  const end = lines.at(-1)
  if (end?.text.trim() !== '}') return lines
  const [only, ...others] = lines.slice(0, -1)
  const closing = { ...end, text: '}' }
  if (only === undefined || others.length > 0) return [...lines.slice(0, -1), closing]
  return [{ ...only, text: `  ${only.text.trim()}` }, closing]
}

/** One blank line before a definition and the comments on it, none where nothing is to be told apart. */
function separate(lines: readonly FormattedLine[]): readonly string[] {
  const separated: string[] = []
  let above: LineKind | undefined
  lines.forEach((line, index) => {
    if (line.kind === 'blank') return
    const isApart = lines[index - 1]?.kind === 'blank' && above !== 'relations' && above !== 'type'
    const beginsTopic = beginsDefinition(lines, index) && above !== 'comment'
    if (above !== undefined && line.kind !== 'schema' && (isApart || beginsTopic))
      separated.push('')
    separated.push(line.text)
    above = line.kind
  })
  return separated
}

/** Whether a type or condition begins here, or the comments that stand right above one. */
function beginsDefinition(lines: readonly FormattedLine[], index: number): boolean {
  const next = lines.slice(index).find(({ kind }) => kind !== 'comment')
  return next?.kind === 'type' || next?.kind === 'condition'
}
