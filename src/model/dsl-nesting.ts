import { linesWithoutComments, type Position } from './dsl-source.ts'

/** What the parser takes for a definition grows with the square of this; by hand nobody needs ten. */
export const MAX_PARENTHESES = 50

const BEGINS_DEFINITION = /^\s*(?:define|type|extend|condition)\s/

/** The first parenthesis that stands within too many others. */
export function findDeepParenthesis(text: string): Position | undefined {
  let depth = 0
  for (const [index, line] of linesWithoutComments(text).entries()) {
    if (BEGINS_DEFINITION.test(line)) depth = 0
    for (const { 0: sign, index: at } of line.matchAll(/[()]/g)) {
      depth = sign === '(' ? depth + 1 : Math.max(0, depth - 1)
      if (depth > MAX_PARENTHESES) return { line: index + 1, column: at + 1 }
    }
  }
  return undefined
}
