import type { Cursor } from './cursor.ts'
import { accept, expect, isSign, next, peek, series, unexpected } from './cursor.ts'
import type { Expression } from './expression.ts'
import { ExpressionFault } from './expression.ts'
import { literalValue } from './literal.ts'
import { callOrMacro } from './macro.ts'
import { depthOf, MAX_DEPTH } from './nesting.ts'
import type { Token } from './tokens.ts'
import { tokenize } from './tokens.ts'
import { isFailure } from './value.ts'

/** Far above OpenFGA's 512 bytes, which the model's validation holds; keeps all recursion bounded. */
const MAX_LENGTH = 8192

/** Parses CEL (the grammar of cel-spec "Syntax"). Throws `ExpressionFault`. */
export function parseExpression(source: string): Expression {
  if (source.length > MAX_LENGTH) throw new ExpressionFault('the expression is too long', 0)
  const cursor: Cursor = { tokens: tokenize(source), at: 0, depth: 0 }
  const expression = parseTernary(cursor)
  if (peek(cursor).kind !== 'end') throw unexpected(peek(cursor))
  if (depthOf(expression) > MAX_DEPTH) throw new ExpressionFault(TOO_DEEP, 0)
  return expression
}

const TOO_DEEP = `the expression is nested deeper than ${MAX_DEPTH}`

function call(token: Token, name: string, ...args: readonly Expression[]): Expression {
  return {
    kind: 'call',
    offset: token.offset,
    function: name,
    isMember: false,
    args,
  }
}

function parseTernary(cursor: Cursor): Expression {
  if (++cursor.depth > MAX_DEPTH) throw new ExpressionFault(TOO_DEEP, peek(cursor).offset)
  const condition = parseLogical(cursor, '||')
  const token = peek(cursor)
  let expression = condition
  if (accept(cursor, '?')) {
    const whenTrue = parseLogical(cursor, '||')
    expect(cursor, ':')
    expression = call(token, '_?_:_', condition, whenTrue, parseTernary(cursor))
  }
  cursor.depth--
  return expression
}

/** A chain of `||` of chains of `&&`: one call each with all its terms. */
function parseLogical(cursor: Cursor, operator: '||' | '&&'): Expression {
  const parseTerm = () => (operator === '||' ? parseLogical(cursor, '&&') : parseRelation(cursor))
  const first = parseTerm()
  const token = peek(cursor)
  const others: Expression[] = []
  while (accept(cursor, operator)) others.push(parseTerm())
  return others.length === 0 ? first : call(token, `_${operator}_`, first, ...others)
}

function parseRelation(cursor: Cursor): Expression {
  let left = parseSum(cursor)
  for (let token = peek(cursor); isRelation(token); token = peek(cursor)) {
    cursor.at++
    const name = token.text === 'in' ? '@in' : `_${token.text}_`
    left = call(token, name, left, parseSum(cursor))
  }
  return left
}

function isRelation(token: Token): boolean {
  return token.kind === 'sign'
    ? ['<', '<=', '>=', '>', '==', '!='].includes(token.text)
    : token.kind === 'name' && token.text === 'in'
}

function parseSum(cursor: Cursor): Expression {
  let left = parseProduct(cursor)
  for (let token = peek(cursor); isOneOf(token, '+-'); token = peek(cursor)) {
    cursor.at++
    left = call(token, `_${token.text}_`, left, parseProduct(cursor))
  }
  return left
}

function parseProduct(cursor: Cursor): Expression {
  let left = parseUnary(cursor)
  for (let token = peek(cursor); isOneOf(token, '*/%'); token = peek(cursor)) {
    cursor.at++
    left = call(token, `_${token.text}_`, left, parseUnary(cursor))
  }
  return left
}

function isOneOf(token: Token, signs: string): boolean {
  return token.kind === 'sign' && token.text.length === 1 && signs.includes(token.text)
}

/** An even number of `!` or `-` is none; one `-` before a number belongs to the number. */
function parseUnary(cursor: Cursor): Expression {
  const token = peek(cursor)
  const sign = isSign(token, '!') ? '!' : isSign(token, '-') ? '-' : undefined
  if (sign === undefined || (sign === '-' && isNumber(peek(cursor, 1)))) return parseMember(cursor)
  let count = 0
  while (accept(cursor, sign)) count++
  const operand = parseMember(cursor)
  return count % 2 === 0 ? operand : call(token, sign === '!' ? '!_' : '-_', operand)
}

function isNumber(token: Token): boolean {
  return token.kind === 'int' || token.kind === 'double'
}

function parseMember(cursor: Cursor): Expression {
  let operand = parsePrimary(cursor)
  for (let token = peek(cursor); isOneOf(token, '.['); token = peek(cursor)) {
    cursor.at++
    if (isSign(peek(cursor), '?')) throw unexpected(peek(cursor))
    operand =
      token.text === '.' ? parseDot(cursor, token, operand) : parseIndex(cursor, token, operand)
  }
  return operand
}

function parseIndex(cursor: Cursor, token: Token, operand: Expression): Expression {
  const index = parseTernary(cursor)
  expect(cursor, ']')
  return call(token, '_[_]', operand, index)
}

function parseDot(cursor: Cursor, dot: Token, operand: Expression): Expression {
  const name = next(cursor)
  if (name.kind === 'quotedName') {
    const field = name.text.slice(1, -1)
    return { kind: 'select', offset: dot.offset, operand, field, isTest: false }
  }
  if (name.kind !== 'name' || isKeyword(name.text)) {
    throw unexpected(name)
  }
  const open = peek(cursor)
  if (!accept(cursor, '(')) {
    return { kind: 'select', offset: dot.offset, operand, field: name.text, isTest: false }
  }
  return callOrMacro(open.offset, name.text, operand, parseArguments(cursor))
}

function parseArguments(cursor: Cursor): readonly Expression[] {
  const args: Expression[] = []
  if (accept(cursor, ')')) return args
  do args.push(parseTernary(cursor))
  while (accept(cursor, ','))
  expect(cursor, ')')
  return args
}

function isKeyword(name: string): boolean {
  return ['in', 'true', 'false', 'null'].includes(name)
}

const RESERVED: ReadonlySet<string> = new Set(
  'as break const continue else for function if import let loop package namespace return var void while'.split(
    ' ',
  ),
)

function parsePrimary(cursor: Cursor): Expression {
  const token = next(cursor)
  switch (token.kind) {
    case 'int':
    case 'uint':
    case 'double':
    case 'text':
    case 'bytes':
      return literal(token, token, false)
    case 'name':
      return parseName(cursor, token, '')
    case 'sign':
      return parseSign(cursor, token)
    case 'quotedName':
    case 'end':
      throw unexpected(token)
  }
}

function literal(start: Token, token: Token, isNegative: boolean): Expression {
  const value = literalValue(token, isNegative)
  if (isFailure(value)) throw new ExpressionFault(value.message, start.offset)
  return { kind: 'literal', offset: start.offset, value }
}

const CONSTANTS: ReadonlyMap<string, boolean | null> = new Map([
  ['true', true],
  ['false', false],
  ['null', null],
])

function parseName(cursor: Cursor, token: Token, dot: string): Expression {
  const constant = CONSTANTS.get(token.text)
  if (constant !== undefined && dot === '') {
    return { kind: 'literal', offset: token.offset, value: constant }
  }
  if (RESERVED.has(token.text)) {
    throw new ExpressionFault(`reserved identifier: ${token.text}`, token.offset)
  }
  if (isKeyword(token.text)) throw unexpected(token)
  const open = peek(cursor)
  if (accept(cursor, '(')) {
    const args = parseArguments(cursor)
    // A dot before the name asks for the function of that name, never for a macro.
    if (dot !== '') return call(open, token.text, ...args)
    return callOrMacro(open.offset, token.text, undefined, args)
  }
  return { kind: 'identifier', offset: token.offset, name: dot + token.text }
}

function parseSign(cursor: Cursor, token: Token): Expression {
  switch (token.text) {
    case '(': {
      const inner = parseTernary(cursor)
      expect(cursor, ')')
      return inner
    }
    case '[':
      return { kind: 'list', offset: token.offset, elements: series(cursor, ']', parseTernary) }
    case '{':
      return { kind: 'map', offset: token.offset, entries: series(cursor, '}', parseEntry) }
    case '-':
      if (isNumber(peek(cursor))) return literal(token, next(cursor), true)
      break
    case '.':
      if (peek(cursor).kind === 'name') return parseName(cursor, next(cursor), '.')
  }
  throw unexpected(token)
}

function parseEntry(cursor: Cursor): readonly [key: Expression, value: Expression] {
  const key = parseTernary(cursor)
  expect(cursor, ':')
  return [key, parseTernary(cursor)]
}
