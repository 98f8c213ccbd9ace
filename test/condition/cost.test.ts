import { existsSync, readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import type { Context } from '#condition/condition.ts'
import { compileProgram } from '#condition/parse.ts'
import { run } from '#condition/program.ts'
import { isFailure, type Value } from '#condition/value.ts'
import { definitionOf } from './cases.ts'

interface SharedCase {
  readonly name: string
  readonly params: Readonly<Record<string, string>>
  readonly expr: string
  readonly context: Context
  readonly expect: string
  readonly cost: number | null
}

const path = '../shared/conformance/cel/visible.json'
const shared: readonly SharedCase[] = existsSync(path) ? JSON.parse(readFileSync(path, 'utf8')) : []

/** Those that OpenFGA's evaluator decided, so that it told a cost; an absent parameter is no decision here. */
const decided = shared.filter(
  ({ params, context, expect: wanted }) =>
    ['true', 'false'].includes(wanted) && Object.keys(params).every((name) => name in context),
)

const costOf = (expression: string, parameters: Record<string, string>, context: Context) => {
  const compiled = compileProgram(definitionOf({ parameters, expression, questions: [] }))
  if (compiled.kind === 'rejected') throw new Error(compiled.message)
  const values = Array.from(compiled.parameters, ([name, { convert }]): Value => {
    const value = convert(context[name] ?? null)
    if (isFailure(value)) throw new Error(value.message)
    return value
  })
  const frame = { parameters: values, variables: [], cost: 0 }
  const { kind } = run(compiled.program, frame)
  return { kind, cost: frame.cost }
}

describe.skipIf(shared.length === 0)('the shared cases (they lie beside the checkout)', () => {
  it.each(decided)('cost what OpenFGA counts: $name', ({ expr, params, context, cost }) => {
    expect(costOf(expr, params, context).cost).toBe(cost)
  })
})

describe('the cost of a condition', () => {
  it('counts each variable, each selection and each call as one', () => {
    expect(costOf('m.a.b > 1.0', { m: 'any' }, { m: { a: { b: 2 } } }).cost).toBe(4)
  })

  it('counts a list by its length when it is searched', () => {
    expect(costOf('5 in l', { l: 'list<int>' }, { l: [1, 2, 3] }).cost).toBe(4)
  })

  it('is nothing for a list that stands in the expression', () => {
    expect(costOf('x in [1, 2, 3]', { x: 'int' }, { x: 3 }).cost).toBe(1)
  })

  it('may reach 100', () => {
    const l = Array.from({ length: 99 }, (_, index) => index)
    expect(costOf('200 in l', { l: 'list<int>' }, { l })).toEqual({ kind: 'unmet', cost: 100 })
  })

  it('may not pass 100, even where another term decides', () => {
    const l = Array.from({ length: 100 }, (_, index) => index)
    expect(costOf('200 in l || true', { l: 'list<int>' }, { l }).kind).toBe('error')
  })

  it('is charged before the work is done, so a long text is never searched', () => {
    const s = 'a'.repeat(1_000_000)
    expect(costOf("s.matches('(a+)+$')", { s: 'string' }, { s }).kind).toBe('error')
  })
})
