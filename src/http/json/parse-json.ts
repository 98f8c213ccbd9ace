import { MAX_DEPTH, MalformedJson, parseStrictJson } from './strict-json.ts'

/**
 * Parses a body: the first JSON value in it, undefined if it is empty. Members given twice, lone
 * surrogates and too deep nesting are told by `strict-json.ts`; the native parser, some ten times as
 * fast, is enough where a scan shows that there is none of them. Throws `MalformedJson`.
 */
export function parseJson(text: string): unknown {
  // Only an escape can hide a quote from the scan, or be a lone surrogate.
  if (text.includes('\\')) return parseStrictJson(text)
  const scan = scanJson(text)
  if (scan.depth > MAX_DEPTH) {
    throw new MalformedJson(`nested deeper than ${MAX_DEPTH} levels`)
  }
  const value = parseNatively(text)
  return value !== undefined && countMembers(value) === scan.members ? value : parseStrictJson(text)
}

function parseNatively(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    // The strict parser says what is wrong, or that it is only in what follows the value.
    return undefined
  }
}

const QUOTE = 34
const COLON = 58
const OPEN_LIST = 91
const CLOSE_LIST = 93
const OPEN_OBJECT = 123
const CLOSE_OBJECT = 125

/** Of a text without escapes: how many members all its objects have, and how deep it nests. */
function scanJson(text: string): { readonly members: number; readonly depth: number } {
  let members = 0
  let level = 0
  let depth = 0
  for (let at = 0; at < text.length; at++) {
    const sign = text.charCodeAt(at)
    if (sign === QUOTE) {
      const end = text.indexOf('"', at + 1)
      if (end === -1) break
      at = end
    } else if (sign === COLON) members++
    else if (sign === OPEN_OBJECT || sign === OPEN_LIST) depth = Math.max(depth, ++level)
    else if (sign === CLOSE_OBJECT || sign === CLOSE_LIST) level--
  }
  return { members, depth }
}

/** The members that are left after parsing: fewer than in the text if one was given twice. */
function countMembers(value: unknown): number {
  if (typeof value !== 'object' || value === null) return 0
  let members = Array.isArray(value) ? 0 : Object.keys(value).length
  for (const item of Object.values(value)) {
    if (typeof item === 'object') members += countMembers(item)
  }
  return members
}
