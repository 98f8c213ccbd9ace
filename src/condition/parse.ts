import { checkExpression } from './check.ts'
import { compile } from './compile.ts'
import type { Condition } from './condition.ts'
import { conditionOf } from './evaluate.ts'
import { ExpressionFault } from './expression.ts'
import type { DeclaredType, ParameterType } from './parameter-types/table.ts'
import { parameterTypeOf } from './parameter-types/table.ts'
import { parseExpression } from './parse-expression.ts'
import type { Step } from './program.ts'

/** A condition as a model defines it; structurally the model's `ConditionDefinition`. */
export interface Definition {
  readonly name: string
  readonly expression: string
  readonly parameters: ReadonlyMap<string, DeclaredType>
}

/** Why a condition is refused; line and column count from 1 and are absent if it is no place's fault. */
export interface Rejection {
  readonly kind: 'rejected'
  readonly message: string
  readonly line?: number
  readonly column?: number
}

/** Parses, checks and compiles a condition: whatever is wrong with it is told now. */
export function compileCondition(
  definition: Definition,
): { readonly kind: 'condition'; readonly condition: Condition } | Rejection {
  const compiled = compileProgram(definition)
  if (compiled.kind === 'rejected') return compiled
  const { program, parameters } = compiled
  return { kind: 'condition', condition: conditionOf(definition.name, parameters, program) }
}

/** The bare program of a condition, which counts what it costs in the frame that it runs on. */
export function compileProgram(definition: Definition):
  | {
      readonly kind: 'program'
      readonly program: Step
      readonly parameters: ReadonlyMap<string, ParameterType>
    }
  | Rejection {
  const parameters = new Map<string, ParameterType>()
  for (const [name, declared] of definition.parameters) {
    const type = parameterTypeOf(declared)
    if (type === undefined) {
      const message = `parameter \`${name}\`: type \`${declared.name}\` with the wrong number of element types`
      return { kind: 'rejected', message }
    }
    parameters.set(name, type)
  }
  try {
    const types = new Map(Array.from(parameters, ([name, { type }]) => [name, type]))
    const checked = checkExpression(parseExpression(definition.expression), types)
    return { kind: 'program', program: compile(checked).step, parameters }
  } catch (error) {
    if (!(error instanceof ExpressionFault)) throw error
    return { kind: 'rejected', message: error.message, ...placeOf(definition, error.offset) }
  }
}

function placeOf(
  { expression }: Definition,
  offset: number,
): { readonly line: number; readonly column: number } {
  const lines = expression.slice(0, offset).split('\n')
  return { line: lines.length, column: Array.from(lines.at(-1) ?? '').length + 1 }
}
