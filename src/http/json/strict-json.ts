/**
 * JSON as a protobuf server reads it, exactly and slowly: one value, whatever follows it; no lone
 * surrogates; and a member given twice is told apart from one given once. `parse-json.ts` falls back
 * to this when the fast way cannot be sure.
 */

/**
 * Stands where a member was given twice. It is no JSON, so whoever wants the member refuses it as of
 * the wrong type, and whoever ignores the member ignores this too, as OpenFGA does.
 */
export const REPEATED: unique symbol = Symbol('member given twice')

/** Bounds every recursion over what came in; nothing sensible nests a tenth as deep. */
export const MAX_DEPTH = 1000

export class MalformedJson extends Error {
  override readonly name = 'MalformedJson'
}

interface Cursor {
  readonly text: string
  at: number
}

const WHITE_SPACE = /[ \t\n\r]*/y
const STRING = /"[^"\\]*(?:\\.[^"\\]*)*"/y
const NUMBER = /-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?/y
const LITERAL = /true|false|null/y

/** The first value of the text; undefined if there is none. Throws `MalformedJson`. */
export function parseStrictJson(text: string): unknown {
  const cursor = { text, at: 0 }
  take(cursor, WHITE_SPACE)
  return cursor.at === text.length ? undefined : parseValue(cursor, 0)
}

function parseValue(cursor: Cursor, depth: number): unknown {
  if (depth > MAX_DEPTH) throw new MalformedJson(`nested deeper than ${MAX_DEPTH} levels`)
  switch (cursor.text[cursor.at]) {
    case '{':
      return parseObject(cursor, depth)
    case '[':
      return parseList(cursor, depth)
    case '"':
      return parseString(cursor)
    default:
      return parseScalar(cursor)
  }
}

function parseObject(cursor: Cursor, depth: number): unknown {
  const members = new Map<string, unknown>()
  for (const _ of elements(cursor, '}')) {
    const name = parseString(cursor)
    expect(cursor, ':')
    const value = parseValue(cursor, depth + 1)
    members.set(name, members.has(name) ? REPEATED : value)
  }
  // Not by assignment: `__proto__` is a member like any other.
  return Object.fromEntries(members)
}

function parseList(cursor: Cursor, depth: number): unknown[] {
  const items: unknown[] = []
  for (const _ of elements(cursor, ']')) items.push(parseValue(cursor, depth + 1))
  return items
}

/** Stands before each element of an object or a list, and in the end behind its closing sign. */
function* elements(cursor: Cursor, close: '}' | ']'): Generator<void> {
  cursor.at++
  take(cursor, WHITE_SPACE)
  if (cursor.text[cursor.at] !== close) {
    for (;;) {
      yield
      take(cursor, WHITE_SPACE)
      if (cursor.text[cursor.at] === close) break
      expect(cursor, ',')
    }
  }
  cursor.at++
}

function parseString(cursor: Cursor): string {
  const parsed = parseNatively(cursor, take(cursor, STRING))
  if (typeof parsed !== 'string' || !parsed.isWellFormed()) throw malformedAt(cursor)
  return parsed
}

function parseScalar(cursor: Cursor): unknown {
  return parseNatively(cursor, take(cursor, NUMBER) || take(cursor, LITERAL))
}

/** The scalar's own syntax: escapes and control characters of a string. */
function parseNatively(cursor: Cursor, token: string): unknown {
  try {
    return JSON.parse(token)
  } catch {
    throw malformedAt(cursor)
  }
}

/** Passes over one sign with white space around it. */
function expect(cursor: Cursor, sign: string): void {
  take(cursor, WHITE_SPACE)
  if (cursor.text[cursor.at] !== sign) throw malformedAt(cursor)
  cursor.at++
  take(cursor, WHITE_SPACE)
}

/** Passes over what the pattern matches here, perhaps nothing, and returns it. */
function take(cursor: Cursor, pattern: RegExp): string {
  pattern.lastIndex = cursor.at
  const token = pattern.exec(cursor.text)?.[0] ?? ''
  cursor.at += token.length
  return token
}

function malformedAt(cursor: Cursor): MalformedJson {
  return new MalformedJson(
    cursor.at >= cursor.text.length
      ? 'malformed JSON'
      : `malformed JSON at character ${cursor.at + 1}`,
  )
}
