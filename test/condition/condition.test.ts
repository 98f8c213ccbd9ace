import { describe, expect, it } from 'vitest'
import type { Condition } from '#condition/condition.ts'
import { compileCondition } from '#condition/parse.ts'
import { definitionOf } from './cases.ts'

const compile = (expression: string, parameters: Record<string, string>) =>
  compileCondition(definitionOf({ parameters, expression, questions: [] }))

const conditionOf = (expression: string, parameters: Record<string, string>): Condition => {
  const compiled = compile(expression, parameters)
  if (compiled.kind === 'rejected') throw new Error(compiled.message)
  return compiled.condition
}

describe('a condition', () => {
  it('lets the value of the tuple win over that of the request', () => {
    const bound = conditionOf('x < 10', { x: 'int' }).bind({ x: 1 })
    expect(bound.evaluate({ x: 100 })).toEqual({ kind: 'met' })
  })

  it('does not look at a value of the request that the tuple overrides', () => {
    const bound = conditionOf('x < y', { x: 'int', y: 'int' }).bind({ x: 1 })
    expect(bound.evaluate({ x: 'no number', y: 2 })).toEqual({ kind: 'met' })
  })

  it('names the parameters that neither context holds, in alphabetical order', () => {
    const bound = conditionOf('true', { y: 'int', x: 'int', z: 'int' }).bind({ z: 1 })
    expect(bound.evaluate({})).toEqual({ kind: 'missing', parameters: ['x', 'y'] })
  })

  it('misses a parameter even where the expression would not read it', () => {
    const bound = conditionOf('x == 1 || y == 2', { x: 'int', y: 'int' }).bind(undefined)
    expect(bound.evaluate({ x: 1 })).toEqual({ kind: 'missing', parameters: ['y'] })
  })

  it('takes the time that it is given for `now`, whatever the contexts say', () => {
    const condition = conditionOf("now < timestamp('2026-01-01T00:00:00Z') && x == 1", {
      now: 'timestamp',
      x: 'int',
    })
    const [before, after] = [Date.UTC(2025, 11, 31), Date.UTC(2026, 0, 2)]
    const early = { now: '2020-01-01T00:00:00Z', x: 1 }
    for (const bound of [condition.bind({}), condition.bind(early)]) {
      expect(bound.evaluate(early)).toEqual({ kind: 'met' })
      expect(bound.evaluate(early, after)).toEqual({ kind: 'unmet' })
      expect(bound.evaluate({ ...early, now: 'noon' }, before)).toEqual({ kind: 'met' })
      expect(bound.evaluate(early, after)).toEqual({ kind: 'unmet' })
      expect(bound.evaluate(early)).toEqual({ kind: 'met' })
    }
    const missing = { kind: 'missing', parameters: ['x'] }
    expect(condition.bind({}).evaluate({}, before)).toEqual(missing)
  })

  it('has no use for a time if it declares no `now`', () => {
    const bound = conditionOf('x < 10', { x: 'int' }).bind({ x: 1 })
    expect(bound.evaluate({}, 0)).toEqual({ kind: 'met' })
    expect(conditionOf('true', {}).bind({}).evaluate({}, 0)).toEqual({ kind: 'met' })
  })

  it('ignores what is not declared', () => {
    const bound = conditionOf('x == 1', { x: 'int' }).bind({ x: 1 })
    expect(bound.evaluate({ other: 'anything' })).toEqual({ kind: 'met' })
  })

  it('takes no parameter from the prototype of a context', () => {
    const bound = conditionOf('constructor == null', { constructor: 'any' }).bind(undefined)
    expect(bound.evaluate({}).kind).toBe('missing')
  })

  it('answers anew for each request', () => {
    const bound = conditionOf('x == 1', { x: 'int' }).bind(undefined)
    expect([1, 2, 1].map((x) => bound.evaluate({ x }).kind)).toEqual(['met', 'unmet', 'met'])
  })

  it('keeps two tuples of one request apart', () => {
    const condition = conditionOf('x < y', { x: 'int', y: 'int' })
    const request = { x: 5 }
    expect(condition.bind({ y: 9 }).evaluate(request)).toEqual({ kind: 'met' })
    expect(condition.bind({ y: 1 }).evaluate(request)).toEqual({ kind: 'unmet' })
  })
})

describe('an error while evaluating', () => {
  it('names condition and parameter, but not the value', () => {
    const bound = conditionOf('x == 1', { x: 'int' }).bind(undefined)
    const outcome = bound.evaluate({ x: 'secret' })
    expect(outcome).toMatchObject({ kind: 'error', message: expect.stringMatching(/'c1'.*'x'/) })
    expect(JSON.stringify(outcome)).not.toContain('secret')
  })

  it('says nothing of keys or patterns of a context', () => {
    const parameters = { m: 'map<int>', p: 'string' }
    const bound = conditionOf('p.matches(p) && m[p] == 1', parameters).bind(undefined)
    expect(JSON.stringify(bound.evaluate({ m: {}, p: 'secret' }))).not.toContain('secret')
    expect(JSON.stringify(bound.evaluate({ m: {}, p: 'secret[' }))).not.toContain('secret')
    expect(JSON.stringify(bound.evaluate({ m: { secret: 'a' }, p: '' }))).not.toContain('secret')
  })

  it('tells what went wrong first', () => {
    const bound = conditionOf('10 / x > 0', { x: 'int' }).bind({ x: 0 })
    const message = "failed to evaluate condition 'c1': division by zero"
    expect(bound.evaluate({})).toEqual({ kind: 'error', message })
  })
})

describe('the fault of a context to be stored', () => {
  const condition = conditionOf('x == 1 && y == 2', { x: 'int', y: 'int' })

  it('is none where parameters are missing', () => {
    expect(condition.findContextFault({ x: 1 })).toBeUndefined()
  })

  it('is a value that does not convert', () => {
    expect(condition.findContextFault({ x: 'a' })).toContain("context parameter 'x'")
  })

  it('is a parameter that is not declared', () => {
    expect(condition.findContextFault({ z: 1 })).toBe('found invalid context parameter: z')
  })
})

describe('a refused condition', () => {
  it('tells line and column of an operator without overload', () => {
    expect(compile('x == 1 &&\n x < 1.5', { x: 'int' })).toEqual({
      kind: 'rejected',
      message: 'no matching overload of `_<_` for (int, double)',
      line: 2,
      column: 4,
    })
  })

  it('tells where a name is not declared', () => {
    expect(compile('true && other', {})).toMatchObject({ line: 1, column: 9 })
  })

  it('tells where the syntax breaks', () => {
    expect(compile('x == ', { x: 'int' })).toMatchObject({ message: 'syntax error at the end' })
  })

  it('does not give a bool', () => {
    const message = 'a condition must give a bool, not `int`'
    expect(compile('x + 1', { x: 'int' })).toMatchObject({ kind: 'rejected', message })
  })

  it('has a pattern that RE2 does not take', () => {
    expect(compile("s.matches('(?=a)')", { s: 'string' })).toMatchObject({ kind: 'rejected' })
  })

  it('declares a list without a type of its elements', () => {
    expect(compile('true', { l: 'list' })).toMatchObject({ kind: 'rejected' })
  })
})

describe('a hostile condition', () => {
  const nested = (open: string, close: string, times: number) =>
    open.repeat(times) + close.repeat(times)

  it.each([
    ['indexes', `${'a['.repeat(200)}a${']'.repeat(200)} == 1`],
    ['parentheses', `${nested('(', ')', 4000)}`],
    ['lists', `${nested('[', ']', 4000)} == []`],
    ['choices', `${'a == 1 ? true : '.repeat(500)}false`],
    ['negations', `${'!'.repeat(8000)}true`],
    ['sums', `a${' + a'.repeat(2000)} == 1`],
    ['selections', `a${'.b'.repeat(4000)} == 1`],
    ['conjunctions', `true${' && true'.repeat(1000)}`],
    ['macros', `${'[1].all(x, '.repeat(100)}true${')'.repeat(100)}`],
    ['quotes', '"'.repeat(8000)],
    ['signs without end', `true //${' '.repeat(100_000)}`],
  ])('of many %s is answered or refused at once', (_, expression) => {
    const start = performance.now()
    compile(expression, { a: 'any' })
    expect(performance.now() - start).toBeLessThan(1000)
  })

  it('cannot make a regular expression run long', () => {
    const bound = conditionOf('s.matches(p)', { s: 'string', p: 'string' }).bind(undefined)
    const start = performance.now()
    bound.evaluate({ s: `${'a'.repeat(100)}b`, p: '^(a|a|a|a)*(a|a)*$' })
    expect(performance.now() - start).toBeLessThan(1000)
  })

  it('takes a number with an enormous exponent without computing it', () => {
    const start = performance.now()
    conditionOf('x == 1', { x: 'int' }).bind({ x: '1e99999999' }).evaluate({})
    expect(performance.now() - start).toBeLessThan(1000)
  })
})
