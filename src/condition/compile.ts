import type { Checked, CheckedCall } from './checked.ts'
import { compileAccess, isAccess } from './compile-access.ts'
import { compileMacro } from './compile-macro.ts'
import type { Cost } from './cost.ts'
import { costOfMatch, fixedCost, LIST_COST, MAP_COST } from './cost.ts'
import { dictionaryOf, listContains } from './equality.ts'
import { ExpressionFault } from './expression.ts'
import type { BinaryOperation, UnaryOperation } from './operation.ts'
import { BINARY_OPERATIONS, UNARY_OPERATIONS } from './operation.ts'
import { CONVERSIONS } from './overload.ts'
import { compilePattern, matchesPattern } from './pattern.ts'
import type { Compiled, Frame, Step } from './program.ts'
import { charge, computed, constant } from './program.ts'
import { TIME_PARTS } from './time-part.ts'
import type { Type } from './type.ts'
import type { Failure, List, Value } from './value.ts'
import { isFailure, list, noSuchOverload, typeNameOf } from './value.ts'

/**
 * Makes closures of a checked expression. What has only constants in it is computed now, so that a
 * bad one is refused with the model. Throws `ExpressionFault`.
 */
export function compile(checked: Checked): Compiled {
  switch (checked.kind) {
    case 'constant':
      return constant(checked.value)
    case 'parameter':
    case 'variable':
    case 'select':
      return computed(compileAccess(checked, compile))
    case 'call':
      return isAccess(checked) ? computed(compileAccess(checked, compile)) : compileCall(checked)
    case 'list':
      return compileList(checked.elements.map(compile))
    case 'map':
      return compileMap(checked.entries.map(([key, value]) => [compile(key), compile(value)]))
    case 'macro':
      return computed(compileMacro(checked, compile))
  }
}

function compileList(elements: readonly Compiled[]): Compiled {
  const values = valuesOf(elements)
  if (values !== undefined) return constant(list(values))
  const readAll = all(elements)
  return computed((frame) => {
    const items = readAll(frame)
    charge(frame, LIST_COST)
    return 'kind' in items ? items : list(items)
  })
}

function compileMap(entries: readonly (readonly [Compiled, Compiled])[]): Compiled {
  const values = valuesOf(entries.flat())
  if (values !== undefined) return constant(dictionaryOf(pairsOf(values)))
  const readAll = all(entries.flat())
  return computed((frame) => {
    const keysAndValues = readAll(frame)
    charge(frame, MAP_COST)
    return 'kind' in keysAndValues ? keysAndValues : dictionaryOf(pairsOf(keysAndValues))
  })
}

/** Runs the steps in order up to the first failure. */
function all(parts: readonly Compiled[]): (frame: Frame) => readonly Value[] | Failure {
  const steps = parts.map(({ step }) => step)
  return (frame) => {
    const values: Value[] = []
    for (const step of steps) {
      const value = step(frame)
      if (isFailure(value)) return value
      values.push(value)
    }
    return values
  }
}

/** Keys and values by turns, as pairs. */
function pairsOf(keysAndValues: readonly Value[]): readonly (readonly [Value, Value])[] {
  return Array.from({ length: keysAndValues.length / 2 }, (_, index) => [
    keysAndValues[index * 2] ?? null,
    keysAndValues[index * 2 + 1] ?? null,
  ])
}

function valuesOf(parts: readonly Compiled[]): readonly Value[] | undefined {
  const values: Value[] = []
  for (const part of parts) {
    if (part.kind === 'computed') return undefined
    values.push(part.value)
  }
  return values
}

function compileCall(call: CheckedCall): Compiled {
  const args = call.args.map(compile)
  const { function: name, overload } = call
  const steps = args.map(({ step }) => step)
  if (name === '_&&_') return computed(logical(steps, false))
  if (name === '_||_') return computed(logical(steps, true))
  const [first, second] = args
  if (first === undefined) throw new Error(`${name} without arguments`)
  if (second !== undefined) return compileBinary(call, first, second)
  const operation = unaryOperationOf(call)
  if (CONVERSIONS.has(name) && first.kind === 'constant') {
    return convertNow(call, operation(first.value))
  }
  return computed(unary(first.step, operation, overload?.cost ?? fixedCost))
}

/**
 * A function that is a different one for each type it takes is held to the one that the types
 * singled out, even where the value is only known now.
 */
function unaryOperationOf({ function: name, overload }: CheckedCall): UnaryOperation {
  const operation = UNARY_OPERATIONS.get(name)
  if (operation === undefined) throw new Error(`${name} of one argument is not there`)
  const wanted = overload?.parameters[0]
  if (wanted === undefined || wanted.kind === 'variable' || !differsByType(name)) return operation
  return (value) => (isOfType(value, wanted) ? operation(value) : noSuchOverload)
}

function differsByType(name: string): boolean {
  return CONVERSIONS.has(name) || TIME_PARTS.includes(name)
}

function isOfType(value: Value, { kind }: Type): boolean {
  return typeof value === 'object' && value !== null
    ? value.kind === kind
    : typeNameOf(value) === kind
}

function convertNow(call: CheckedCall, value: Value | Failure): Compiled {
  if (isFailure(value)) throw new ExpressionFault(`${call.function}: ${value.message}`, call.offset)
  return constant(value)
}

/** `&&` and `||`: a decisive term wins over a failure, on whichever side it stands. */
function logical(terms: readonly Step[], decisive: boolean): Step {
  return (frame) => {
    let failed: Failure | undefined
    for (const term of terms) {
      const value = term(frame)
      if (value === decisive) return decisive
      if (typeof value !== 'boolean') failed ??= isFailure(value) ? value : noSuchOverload
    }
    return failed ?? !decisive
  }
}

function unary(arg: Step, operation: UnaryOperation, cost: Cost): Step {
  return (frame) => {
    const value = arg(frame)
    charge(frame, cost(value, value))
    return isFailure(value) ? value : operation(value)
  }
}

function binary(leftStep: Step, rightStep: Step, operation: BinaryOperation, cost: Cost): Step {
  return (frame) => {
    const left = leftStep(frame)
    const right = rightStep(frame)
    charge(frame, cost(left, right))
    if (isFailure(left)) return left
    return isFailure(right) ? right : operation(left, right)
  }
}

function compileBinary(call: CheckedCall, left: Compiled, right: Compiled): Compiled {
  const ofList = call.function === '@in' && call.overload?.parameters[1]?.kind === 'list'
  if (ofList && right.kind === 'constant' && isList(right.value)) {
    if (right.value.items.length === 0) return constant(false)
    if (right.value.items.every(isSetMember)) return computed(membership(left.step, right.value))
  }
  if (call.function === 'matches' && right.kind === 'constant' && typeof right.value === 'string') {
    return computed(matchesConstant(call, left.step, right.value))
  }
  return computed(
    binary(left.step, right.step, binaryOperationOf(call), call.overload?.cost ?? fixedCost),
  )
}

function binaryOperationOf({ function: name }: CheckedCall): BinaryOperation {
  const operation = name === 'matches' ? matchesPattern() : BINARY_OPERATIONS.get(name)
  if (operation === undefined) throw new Error(`${name} of two arguments is not there`)
  return operation
}

/** `matches` with a pattern that stands in the expression: compiled, and refused, with the model. */
function matchesConstant(call: CheckedCall, textStep: Step, source: string): Step {
  const pattern = compilePattern(source)
  if ('kind' in pattern) throw new ExpressionFault(pattern.message, call.offset)
  return (frame) => {
    const text = textStep(frame)
    if (isFailure(text)) return text
    charge(frame, costOfMatch(text, source))
    return typeof text === 'string' ? pattern.test(text) : noSuchOverload
  }
}

function isList(value: Value): value is List {
  return typeof value === 'object' && value?.kind === 'list'
}

/** Membership in a list of constants is free, as OpenFGA turns it into the look-up of a set. */
function membership(wanted: Step, items: List): Step {
  return (frame) => {
    const value = wanted(frame)
    return isFailure(value) ? value : listContains(items, value)
  }
}

function isSetMember(value: Value): boolean {
  return (
    (typeof value === 'object' && value?.kind === 'uint') ||
    ['boolean', 'bigint', 'number', 'string'].includes(typeof value)
  )
}
