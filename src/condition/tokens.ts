import { ExpressionFault } from './expression.ts'

/** The words and signs of a CEL expression; `end` stands after the last. */
export interface Token {
  readonly kind:
    | 'sign'
    | 'name'
    | 'quotedName'
    | 'int'
    | 'uint'
    | 'double'
    | 'text'
    | 'bytes'
    | 'end'
  readonly text: string
  readonly offset: number
}

/** Each is tried where the last token ended, in this order: the longest form of a thing comes first. */
const PATTERNS: readonly (readonly [Token['kind'] | 'blank', RegExp])[] = [
  ['blank', /(?:[\t\f\r\n ]+|\/\/[^\n]*)/y],
  ['bytes', /[bB][rR]?(?:"""|'''|"|')/y],
  ['text', /[rR]?(?:"""|'''|"|')/y],
  ['double', /(?:\d+\.\d+(?:[eE][+-]?\d+)?|\d+[eE][+-]?\d+|\.\d+(?:[eE][+-]?\d+)?)/y],
  ['uint', /(?:0x[\da-fA-F]+|\d+)[uU]/y],
  ['int', /(?:0x[\da-fA-F]+|\d+)/y],
  ['name', /[A-Za-z_]\w*/y],
  ['quotedName', /`[\w.\-/ ]+`/y],
  ['sign', /(?:==|!=|<=|>=|&&|\|\||[<>[\]{}().,\-!?:+*/%])/y],
]

/** The tokens of an expression, without blanks and comments. Throws `ExpressionFault`. */
export function tokenize(source: string): readonly Token[] {
  const tokens: Token[] = []
  let offset = 0
  while (offset < source.length) {
    const [kind, text] = readToken(source, offset)
    if (kind !== 'blank') tokens.push({ kind, text, offset })
    offset += text.length
  }
  tokens.push({ kind: 'end', text: '', offset: source.length })
  return tokens
}

function readToken(
  source: string,
  offset: number,
): readonly [kind: Token['kind'] | 'blank', text: string] {
  for (const [kind, pattern] of PATTERNS) {
    pattern.lastIndex = offset
    const found = pattern.exec(source)?.[0]
    if (found === undefined) continue
    if (kind !== 'text' && kind !== 'bytes') return [kind, found]
    return [kind, source.slice(offset, endOfQuoted(source, offset, found))]
  }
  throw new ExpressionFault(`syntax error at ${showAt(source, offset)}`, offset)
}

function showAt(source: string, offset: number): string {
  const sign = source.codePointAt(offset)
  return sign === undefined ? 'the end' : `\`${String.fromCodePoint(sign)}\``
}

/** Where a quoted text ends. A raw one knows no escapes; only a triple-quoted one spans lines. */
function endOfQuoted(source: string, offset: number, opening: string): number {
  const quotes = opening.replace(/^[bBrR]+/, '')
  const isRaw = /[rR]/.test(opening.slice(0, opening.length - quotes.length))
  let at = offset + opening.length
  while (at < source.length) {
    if (source.startsWith(quotes, at)) return at + quotes.length
    const sign = source.charAt(at)
    if (quotes.length === 1 && (sign === '\n' || sign === '\r')) break
    at += !isRaw && sign === '\\' ? 2 : 1
  }
  throw new ExpressionFault('syntax error: this text is not closed', offset)
}
