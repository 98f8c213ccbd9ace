import type { Expression } from './expression.ts'

/** cel-go's limit of nesting, of parentheses as of operators in a chain. */
export const MAX_DEPTH = 250

/** How deep operators, calls and selections nest. Lists, maps and logical chains count as nothing. */
export function depthOf(expression: Expression): number {
  switch (expression.kind) {
    case 'literal':
    case 'identifier':
      return 0
    case 'select':
      return 1 + depthOf(expression.operand)
    case 'call':
      return deepest(expression.args) + (/^_(&&|\|\|)_$/.test(expression.function) ? 0 : 1)
    case 'list':
      return deepest(expression.elements)
    case 'map':
      return deepest(expression.entries.flat())
    case 'macro': {
      const parts = [expression.range, expression.predicate, expression.transform]
      return 1 + deepest(parts.filter((part) => part !== undefined))
    }
  }
}

function deepest(expressions: readonly Expression[]): number {
  return Math.max(0, ...expressions.map(depthOf))
}
