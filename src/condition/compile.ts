import type { Checked, CheckedCall } from './checked.ts'
import { compileAccess, isAccess } from './compile-access.ts'
import { compileMacro } from './compile-macro.ts'
import type { Cost } from './cost.ts'
import { listCost, mapCost } from './cost.ts'
import { dictionaryOf, listContains } from './equality.ts'
import { ExpressionFault } from './expression.ts'
import type { BinaryOperation, UnaryOperation } from './operation.ts'
import { binaryOperations, unaryOperations } from './operation.ts'
import { conversions } from './overload.ts'
import { compilePattern, matchesConstant, matchesPattern } from './pattern.ts'
import type { Compiled, Step } from './program.ts'
import { charge, computed, constant } from './program.ts'
import type { Failure, List, Value } from './value.ts'
import { isFailure, list, noSuchOverload } from './value.ts'

/**
 * Makes closures of a checked expression. What has only constants in it is computed now, so that a
 * bad one is refused with the model. Throws `ExpressionFault`.
 */
export const compile = (checked: Checked): Compiled => {
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

const compileList = (elements: readonly Compiled[]): Compiled => {
  const values = valuesOf(elements)
  if (values !== undefined) return constant(list(values))
  const steps = elements.map(({ step }) => step)
  return computed((frame) => {
    const items: Value[] = []
    let failed: Failure | undefined
    for (const step of steps) {
      const item = step(frame)
      if (isFailure(item)) failed ??= item
      else items.push(item)
    }
    charge(frame, listCost)
    return failed ?? list(items)
  })
}

const compileMap = (entries: readonly (readonly [Compiled, Compiled])[]): Compiled => {
  const keys = valuesOf(entries.map(([key]) => key))
  const values = valuesOf(entries.map(([, value]) => value))
  if (keys !== undefined && values !== undefined) {
    return constant(dictionaryOf(keys.map((key, index) => [key, values[index] ?? null])))
  }
  return computed((frame) => {
    const pairs: (readonly [Value, Value])[] = []
    let failed: Failure | undefined
    for (const [keyStep, valueStep] of entries) {
      const key = keyStep.step(frame)
      const value = valueStep.step(frame)
      if (isFailure(key)) failed ??= key
      else if (isFailure(value)) failed ??= value
      else pairs.push([key, value])
    }
    charge(frame, mapCost)
    return failed ?? dictionaryOf(pairs)
  })
}

const valuesOf = (parts: readonly Compiled[]): readonly Value[] | undefined => {
  const values: Value[] = []
  for (const part of parts) {
    if (part.kind === 'computed') return undefined
    values.push(part.value)
  }
  return values
}

const compileCall = (call: CheckedCall): Compiled => {
  const args = call.args.map(compile)
  const { function: name, cost } = call
  const steps = args.map(({ step }) => step)
  if (name === '_&&_') return computed(logical(steps, false))
  if (name === '_||_') return computed(logical(steps, true))
  const [first, second] = args
  if (first === undefined) throw new Error(`${name} without arguments`)
  if (second !== undefined) return compileBinary(call, first, second)
  const operation = unaryOperations.get(name)
  if (operation === undefined) throw new Error(`${name} of one argument is not there`)
  if (conversions.has(name) && first.kind === 'constant')
    return convertNow(call, operation(first.value))
  return computed(unary(first.step, operation, cost))
}

const convertNow = (call: CheckedCall, value: Value | Failure): Compiled => {
  if (isFailure(value)) throw new ExpressionFault(`${call.function}: ${value.message}`, call.offset)
  return constant(value)
}

/** `&&` and `||`: a decisive term wins over a failure, on whichever side it stands. */
const logical =
  (terms: readonly Step[], decisive: boolean): Step =>
  (frame) => {
    let failed: Failure | undefined
    for (const term of terms) {
      const value = term(frame)
      if (value === decisive) return decisive
      if (typeof value !== 'boolean') failed ??= isFailure(value) ? value : noSuchOverload
    }
    return failed ?? !decisive
  }

const unary =
  (arg: Step, operation: UnaryOperation, cost: Cost): Step =>
  (frame) => {
    const value = arg(frame)
    charge(frame, cost(value, value))
    return isFailure(value) ? value : operation(value)
  }

const binary =
  (leftStep: Step, rightStep: Step, operation: BinaryOperation, cost: Cost): Step =>
  (frame) => {
    const left = leftStep(frame)
    const right = rightStep(frame)
    charge(frame, cost(left, right))
    if (isFailure(left)) return left
    return isFailure(right) ? right : operation(left, right)
  }

const compileBinary = (call: CheckedCall, left: Compiled, right: Compiled): Compiled => {
  if (call.isListMembership && right.kind === 'constant' && isList(right.value)) {
    if (right.value.items.length === 0) return constant(false)
    if (right.value.items.every(isSetMember)) return computed(membership(left.step, right.value))
  }
  return computed(binary(left.step, right.step, binaryOperationOf(call, right), call.cost))
}

const binaryOperationOf = (call: CheckedCall, right: Compiled): BinaryOperation => {
  if (call.function !== 'matches') {
    const operation = binaryOperations.get(call.function)
    if (operation === undefined) throw new Error(`${call.function} of two arguments is not there`)
    return operation
  }
  if (right.kind === 'computed' || typeof right.value !== 'string') return matchesPattern()
  const pattern = compilePattern(right.value)
  if ('kind' in pattern) throw new ExpressionFault(pattern.message, call.offset)
  return matchesConstant(pattern)
}

const isList = (value: Value): value is List => typeof value === 'object' && value?.kind === 'list'

/** Membership in a list of constants is free, as OpenFGA turns it into the look-up of a set. */
const membership =
  (wanted: Step, items: List): Step =>
  (frame) => {
    const value = wanted(frame)
    return isFailure(value) ? value : listContains(items, value)
  }

const isSetMember = (value: Value): boolean =>
  (typeof value === 'object' && value?.kind === 'uint') ||
  ['boolean', 'bigint', 'number', 'string'].includes(typeof value)
