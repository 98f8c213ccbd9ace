import { ExpressionFault } from './expression.ts'
import type { Token } from './tokens.ts'

/** Where the parser stands; `depth` counts the expressions it is inside of. */
export interface Cursor {
  readonly tokens: readonly Token[]
  at: number
  depth: number
}

const END: Token = { kind: 'end', text: '', offset: 0 }

export function peek(cursor: Cursor, ahead = 0): Token {
  return cursor.tokens[Math.min(cursor.at + ahead, cursor.tokens.length - 1)] ?? END
}

export function next(cursor: Cursor): Token {
  const token = peek(cursor)
  cursor.at++
  return token
}

export function isSign(token: Token, text: string): boolean {
  return token.kind === 'sign' && token.text === text
}

/** Steps over the sign if it is the next token. */
export function accept(cursor: Cursor, text: string): boolean {
  if (!isSign(peek(cursor), text)) return false
  cursor.at++
  return true
}

export function expect(cursor: Cursor, text: string): void {
  if (!accept(cursor, text)) throw unexpected(peek(cursor))
}

export function unexpected(token: Token): ExpressionFault {
  const shown = token.kind === 'end' ? 'the end' : `\`${token.text}\``
  return new ExpressionFault(`syntax error at ${shown}`, token.offset)
}

/** Items between commas up to the closing sign; one comma may stand before it. */
export function series<Item>(
  cursor: Cursor,
  close: string,
  parseItem: (cursor: Cursor) => Item,
): readonly Item[] {
  const items: Item[] = []
  if (!isSign(peek(cursor), close) && !isSign(peek(cursor), ',')) {
    do items.push(parseItem(cursor))
    while (!isSign(peek(cursor, 1), close) && accept(cursor, ','))
  }
  accept(cursor, ',')
  expect(cursor, close)
  return items
}
