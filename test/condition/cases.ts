import { readFileSync, writeFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import type { Context } from '#condition/condition.ts'
import type { DeclaredType, ParameterTypeName } from '#condition/parameter-types/table.ts'

/** What a real OpenFGA makes of a condition with a context. */
export type Answer = 'true' | 'false' | 'error'

/** A condition, and what a real OpenFGA said: refused the model, or answered for each context. */
export interface ConditionCase {
  /** Types as in the DSL, `map<int>`. */
  readonly parameters: Readonly<Record<string, string>>
  readonly expression: string
  readonly isRefused?: boolean
  readonly questions: readonly { readonly context: Context; readonly answer?: Answer }[]
}

/** One case a line. */
const path = fileURLToPath(new URL('cases.jsonl', import.meta.url))

export const readCases = (): readonly ConditionCase[] =>
  readFileSync(path, 'utf8')
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => JSON.parse(line) as ConditionCase)

export const writeCases = (cases: readonly ConditionCase[]): void =>
  writeFileSync(path, cases.map((line) => `${JSON.stringify(line)}\n`).join(''))

/** `map<list<int>>` as a declared type. */
export const typeOf = (text: string): DeclaredType => {
  const [, name = text, element] = /^(\w+)<(.+)>$/.exec(text) ?? []
  return {
    name: name as ParameterTypeName,
    generics: element === undefined ? [] : [typeOf(element)],
  }
}

export const definitionOf = ({ parameters, expression }: ConditionCase) => ({
  name: 'c1',
  expression,
  parameters: new Map(Object.entries(parameters).map(([name, type]) => [name, typeOf(type)])),
})
