import type { Checked, CheckedCall, CheckedSelect } from './checked.ts'
import { ACCESS_COST } from './cost.ts'
import { findInDictionary } from './equality.ts'
import { ExpressionFault } from './expression.ts'
import type { Compiled, Step } from './program.ts'
import { charge } from './program.ts'
import type { Failure, Value } from './value.ts'
import { failure, isFailure, isUint, noSuchOverload } from './value.ts'

/**
 * Reading a variable, and selecting or indexing what an expression gives. As in cel-go such a chain
 * costs one unit for itself and one for each step, but a chain that begins with `? :` has no cost
 * of its own, and a branch of `? :` that is a chain itself only that of its steps.
 */
type Access = Extract<Checked, { kind: 'parameter' | 'variable' | 'select' | 'call' }>

type Compile = (checked: Checked) => Compiled

export function isAccess(checked: Checked): checked is Access {
  switch (checked.kind) {
    case 'parameter':
    case 'variable':
    case 'select':
      return true
    case 'call':
      return checked.function === '_[_]' || checked.function === '_?_:_'
    case 'constant':
    case 'list':
    case 'map':
    case 'macro':
      return false
  }
}

export function compileAccess(access: Access, compile: Compile): Step {
  const read = compileRead(access, compile)
  if (startsWithChoice(access)) return read
  return (frame) => {
    const value = read(frame)
    charge(frame, ACCESS_COST)
    return value
  }
}

function startsWithChoice(access: Checked): boolean {
  if (access.kind === 'select') return startsWithChoice(access.operand)
  if (access.kind !== 'call') return false
  const [operand] = access.args
  if (access.function === '_[_]' && operand !== undefined) return startsWithChoice(operand)
  return access.function === '_?_:_'
}

/** The chain without the unit for itself. */
function compileRead(checked: Checked, compile: Compile): Step {
  if (!isAccess(checked)) return compile(checked).step
  if (checked.kind === 'parameter') return readParameter(checked.index)
  if (checked.kind === 'variable') return readVariable(checked.depth)
  if (checked.kind === 'select') return compileSelect(checked, compile)
  const [first, second, third] = checked.args
  if (first === undefined || second === undefined) throw new Error('too few arguments')
  if (third === undefined) return compileIndex(checked, first, second, compile)
  const condition = compile(first).step
  return choose(condition, compileRead(second, compile), compileRead(third, compile))
}

function readParameter(index: number): Step {
  return ({ parameters }) => parameters[index] ?? null
}

function readVariable(depth: number): Step {
  return ({ variables }) => variables[depth] ?? null
}

function choose(condition: Step, whenTrue: Step, whenFalse: Step): Step {
  return (frame) => {
    const value = condition(frame)
    if (value === true) return whenTrue(frame)
    if (value === false) return whenFalse(frame)
    return isFailure(value) ? value : noSuchOverload
  }
}

function compileSelect(select: CheckedSelect, compile: Compile): Step {
  const read = compileRead(select.operand, compile)
  const { field, isTest } = select
  return (frame) => {
    const operand = read(frame)
    if (isFailure(operand)) return operand
    charge(frame, ACCESS_COST)
    return isTest ? hasField(operand, field) : elementOf(operand, field)
  }
}

function compileIndex(
  { offset }: CheckedCall,
  operand: Checked,
  index: Checked,
  compile: Compile,
): Step {
  const read = compileRead(operand, compile)
  const readIndex = isAccess(index)
    ? compileRead(index, compile)
    : requireIndex(compile(index), offset)
  return (frame) => {
    const container = read(frame)
    if (isFailure(container)) return container
    const key = readIndex(frame)
    charge(frame, ACCESS_COST)
    return isFailure(key) ? key : elementOf(container, key)
  }
}

/** Refuses a constant that can neither be a key of a map nor a place in a list. */
function requireIndex(index: Compiled, offset: number): Step {
  if (index.kind === 'computed') return index.step
  if (typeof index.value !== 'object' || isUint(index.value)) return index.step
  throw new ExpressionFault('invalid type of index', offset)
}

const noSuchKey = failure('no such key')
const indexOutOfBounds = failure('index out of bounds')
const unsupportedIndex = failure('unsupported index type in list')

function elementOf(container: Value, key: Value): Value | Failure {
  if (typeof container !== 'object' || container === null) return noSuchKey
  if (container.kind === 'map') {
    const value = findInDictionary(container, key)
    return value === undefined ? noSuchKey : value
  }
  if (container.kind !== 'list') return noSuchKey
  const index = indexOf(key)
  if (index === undefined) return unsupportedIndex
  return container.items[index] ?? (index in container.items ? null : indexOutOfBounds)
}

/** Any number that is whole is an index. */
function indexOf(key: Value): number | undefined {
  if (typeof key === 'bigint') return Number(key)
  if (isUint(key)) return Number(key.value)
  return typeof key === 'number' && Number.isInteger(key) ? key : undefined
}

/** Only a list refuses to be asked for a field; what has no fields just has not this one. */
function hasField(container: Value, field: string): boolean | Failure {
  if (typeof container !== 'object' || container === null) return false
  if (container.kind === 'list') return unsupportedIndex
  return container.kind === 'map' && findInDictionary(container, field) !== undefined
}
