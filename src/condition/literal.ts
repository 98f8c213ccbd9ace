import { checkInt, checkUint } from './integer.ts'
import type { Token } from './tokens.ts'
import type { Value } from './value.ts'
import { type Failure, failure } from './value.ts'

/** The value of a literal token; `isNegative` when a minus stands before a number. */
export function literalValue(token: Token, isNegative: boolean): Value | Failure {
  switch (token.kind) {
    case 'int':
      return checkInt(BigInt(token.text) * (isNegative ? -1n : 1n))
    case 'uint':
      return checkUint(BigInt(token.text.slice(0, -1)))
    case 'double': {
      const value = Number(token.text) * (isNegative ? -1 : 1)
      return Number.isFinite(value) ? value : failure('invalid double literal')
    }
    case 'text':
      return unquote(token.text, false)
    case 'bytes':
      return unquote(token.text.slice(1), true)
    case 'sign':
    case 'name':
    case 'quotedName':
    case 'end':
      throw new Error(`not a literal: ${token.kind}`)
  }
}

const SIMPLE_ESCAPES: Readonly<Record<string, string>> = {
  a: '\u0007',
  b: '\b',
  f: '\f',
  n: '\n',
  r: '\r',
  t: '\t',
  v: '\v',
  '\\': '\\',
  "'": "'",
  '"': '"',
  '`': '`',
  '?': '?',
}

const ESCAPE_SEQUENCE =
  /\\(?:([abfnrtv\\'"`?])|[xX]([\da-fA-F]{2})|u([\da-fA-F]{4})|U([\da-fA-F]{8})|([0-3][0-7]{2})|)/g

function unquote(literal: string, isBytes: boolean): Value | Failure {
  const isRaw = /^[rR]/.test(literal)
  const quoted = (isRaw ? literal.slice(1) : literal).replace(/\r\n?/g, '\n')
  const quotes = /^("""|''')/.test(quoted) ? 3 : 1
  const text = quoted.slice(quotes, -quotes)
  if (isBytes) return unescapeBytes(text, isRaw)
  return isRaw ? text : unescapeText(text)
}

function unescapeText(text: string): string | Failure {
  let isWrong = false
  const plain = text.replace(ESCAPE_SEQUENCE, (_, simple, hex, short, long, octal) => {
    if (simple !== undefined) return SIMPLE_ESCAPES[simple] ?? ''
    const code = codeOf(hex ?? short ?? long, octal)
    if (code === undefined || code > 0x10ffff || (code >= 0xd800 && code <= 0xdfff)) {
      isWrong = true
      return ''
    }
    return String.fromCodePoint(code)
  })
  return isWrong ? failure('invalid escape sequence') : plain
}

/** Bytes of a literal: an escape is one byte, everything else is its UTF-8. */
function unescapeBytes(text: string, isRaw: boolean): Value | Failure {
  const encoder = new TextEncoder()
  const bytes: number[] = []
  let from = 0
  for (const found of isRaw ? [] : text.matchAll(ESCAPE_SEQUENCE)) {
    const [whole, simple, hex, , , octal] = found
    const code = simple === undefined ? codeOf(hex, octal) : SIMPLE_ESCAPES[simple]?.charCodeAt(0)
    if (code === undefined) return failure('invalid escape sequence')
    bytes.push(...encoder.encode(text.slice(from, found.index)), code)
    from = found.index + whole.length
  }
  bytes.push(...encoder.encode(text.slice(from)))
  return { kind: 'bytes', bytes: Uint8Array.from(bytes) }
}

function codeOf(hex: string | undefined, octal: string | undefined): number | undefined {
  if (hex !== undefined) return Number.parseInt(hex, 16)
  return octal === undefined ? undefined : Number.parseInt(octal, 8)
}
