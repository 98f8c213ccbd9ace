import type { Checked } from './checked.ts'
import type { Call, Expression, Macro, Select } from './expression.ts'
import { ExpressionFault } from './expression.ts'
import type { Overload } from './overload.ts'
import { OVERLOADS_OF, TYPE_NAMES } from './overload.ts'
import { resolveOverload } from './resolve-overload.ts'
import type { Inference, Scope, Typed } from './scope.ts'
import { agree, join, resolve } from './scope.ts'
import type { Type } from './type.ts'
import { isDynamic, listOf, mapOf, plain, showType, substitute } from './type.ts'
import type { Value } from './value.ts'
import { isUint } from './value.ts'

const bool = plain('bool')
const dyn = plain('dyn')

/** Checks that an expression is well-typed (cel-spec "Type Checking") and gives a bool. Throws `ExpressionFault`. */
export function checkExpression(
  expression: Expression,
  parameters: ReadonlyMap<string, Type>,
): Checked {
  const inference: Inference = { bindings: new Map(), variableCount: 0, isPastMacro: false }
  const { type, checked } = check({ parameters, variables: [], inference }, expression)
  const output = substitute(inference.bindings, type)
  if (output.kind === 'bool') return checked
  const message = `a condition must give a bool, not \`${showType(output)}\``
  throw new ExpressionFault(message, 0)
}

function check(scope: Scope, expression: Expression): Typed {
  switch (expression.kind) {
    case 'literal':
      return constant(expression.value, literalType(expression.value))
    case 'identifier':
      return checkName(scope, expression.name, expression.offset)
    case 'select':
      return checkSelect(scope, expression)
    case 'call':
      return checkCall(scope, expression)
    case 'list': {
      const elements = expression.elements.map((element) => check(scope, element))
      const type = listOf(join(scope, elements))
      return { type, checked: { kind: 'list', elements: elements.map(({ checked }) => checked) } }
    }
    case 'map':
      return checkMap(scope, expression.entries)
    case 'macro':
      return checkMacro(scope, expression)
  }
}

function constant(value: Value, type: Type): Typed {
  return {
    type,
    checked: { kind: 'constant', value },
  }
}

function literalType(value: Value): Type {
  if (value === null) return plain('null')
  if (typeof value === 'boolean') return bool
  if (typeof value === 'bigint') return plain('int')
  if (typeof value === 'number') return plain('double')
  if (typeof value === 'string') return plain('string')
  return isUint(value) ? plain('uint') : plain('bytes')
}

function checkName(scope: Scope, written: string, offset: number): Typed {
  const isGlobal = written.startsWith('.')
  const name = isGlobal ? written.slice(1) : written
  const depth = isGlobal ? -1 : scope.variables.findLastIndex((variable) => variable.name === name)
  const variable = scope.variables[depth]
  if (variable !== undefined) return { type: variable.type, checked: { kind: 'variable', depth } }
  const global = findGlobal(scope, name)
  if (global !== undefined) return global
  throw new ExpressionFault(`undeclared reference to \`${name}\``, offset)
}

function findGlobal({ parameters }: Scope, name: string): Typed | undefined {
  const type = parameters.get(name)
  if (type !== undefined) {
    return { type, checked: { kind: 'parameter', index: [...parameters.keys()].indexOf(name) } }
  }
  return TYPE_NAMES.has(name) ? constant({ kind: 'type', name }, { kind: 'type' }) : undefined
}

/** `a.b` is the name `a.b` where that is declared, and the field `b` of `a` otherwise. */
function checkSelect(scope: Scope, select: Select): Typed {
  const path = select.isTest ? undefined : pathOf(select)
  const isLocal = scope.variables.some(({ name }) => name === path?.[0])
  const global = path === undefined || isLocal ? undefined : findGlobal(scope, path.join('.'))
  if (global !== undefined) return global
  const { type, checked: operand } = check(scope, select.operand)
  const selected = fieldType(scope, resolve(scope, type))
  if (selected === undefined) {
    const message = `type \`${showType(type)}\` has no fields`
    throw new ExpressionFault(message, select.offset)
  }
  const { field, isTest } = select
  return {
    type: isTest ? bool : selected,
    checked: { kind: 'select', operand, field, isTest },
  }
}

function pathOf(expression: Expression): readonly string[] | undefined {
  if (expression.kind === 'identifier') return [expression.name]
  if (expression.kind !== 'select' || expression.isTest) return undefined
  const path = pathOf(expression.operand)
  return path === undefined ? undefined : [...path, expression.field]
}

function fieldType(scope: Scope, operand: Type): Type | undefined {
  if (operand.kind === 'map') return operand.value
  if (operand.kind === 'variable') agree(scope, [dyn], [operand])
  return operand.kind === 'variable' || isDynamic(operand) ? dyn : undefined
}

function checkCall(scope: Scope, call: Call): Typed {
  const args = checkArguments(scope, call)
  const { function: name, offset } = call
  if (name === '_&&_' || name === '_||_') {
    for (const [index, { type }] of args.entries()) {
      if (!agree(scope, [type], [bool])) {
        throw mismatch(scope, call.args[index] ?? call, bool, type)
      }
    }
    return callOf(call, args, bool, undefined)
  }
  const overloads = OVERLOADS_OF.get(name)
  if (overloads === undefined)
    throw new ExpressionFault(`undeclared reference to \`${name}\``, offset)
  const types = args.map(({ type }) => type)
  const { type, matching } = resolveOverload(scope, call, overloads, types)
  return callOf(call, args, type, matching.length === 1 ? matching[0] : undefined)
}

/** What stands before the dot is checked last: a macro in an argument may bear on it. */
function checkArguments(scope: Scope, call: Call): readonly Typed[] {
  const [target, ...others] = call.args
  if (!call.isMember || target === undefined) return call.args.map((arg) => check(scope, arg))
  const checked = others.map((arg) => check(scope, arg))
  return [check(scope, target), ...checked]
}

function callOf(
  call: Call,
  args: readonly Typed[],
  type: Type,
  overload: Overload | undefined,
): Typed {
  return {
    type,
    checked: {
      kind: 'call',
      function: call.function,
      args: args.map(({ checked }) => checked),
      overload,
      offset: call.offset,
    },
  }
}

function mismatch(scope: Scope, at: Expression, wanted: Type, found: Type): ExpressionFault {
  const message = `expected type \`${showType(wanted)}\`, found \`${showType(resolve(scope, found))}\``
  return new ExpressionFault(message, at.offset)
}

function checkMap(
  scope: Scope,
  entries: readonly (readonly [key: Expression, value: Expression])[],
): Typed {
  const pairs = entries.map(([key, value]): readonly [Typed, Typed] => [
    check(scope, key),
    check(scope, value),
  ])
  const keyType = join(
    scope,
    pairs.map(([key]) => key),
  )
  const valueType = join(
    scope,
    pairs.map(([, value]) => value),
  )
  return {
    type: mapOf(keyType, valueType),
    checked: {
      kind: 'map',
      entries: pairs.map(([key, value]) => [key.checked, value.checked]),
    },
  }
}

function checkMacro(scope: Scope, macro: Macro): Typed {
  const range = check(scope, macro.range)
  const element = elementType(scope, macro, resolve(scope, range.type))
  scope.inference.isPastMacro = true
  const depth = scope.variables.length
  const inner: Scope = {
    ...scope,
    variables: [...scope.variables, { name: macro.variable, type: element }],
  }
  const predicate = macro.predicate && checkPredicate(inner, macro.predicate)
  const transform = macro.transform && check(inner, macro.transform)
  return {
    type: macroType(macro, element, transform),
    checked: {
      kind: 'macro',
      name: macro.name,
      range: range.checked,
      depth,
      predicate,
      transform: transform?.checked,
    },
  }
}

function macroType({ name }: Macro, element: Type, transform: Typed | undefined): Type {
  if (name === 'filter') return listOf(element)
  return transform === undefined ? bool : listOf(transform.type)
}

function checkPredicate(scope: Scope, predicate: Expression): Checked {
  const { type, checked } = check(scope, predicate)
  if (agree(scope, [type], [bool])) return checked
  throw mismatch(scope, predicate, bool, type)
}

/**
 * What the variable of a macro stands for: elements of a list, keys of a map. A parameter of type
 * `any` itself is refused, though what is selected from it is not: so it is in OpenFGA.
 */
function elementType(scope: Scope, macro: Macro, range: Type): Type {
  if (range.kind === 'list') return range.element
  if (range.kind === 'map') return range.key
  if (range.kind === 'variable') agree(scope, [dyn], [range])
  if (range.kind === 'variable' || range.kind === 'dyn') return dyn
  const message = `a macro cannot range over type \`${showType(range)}\``
  throw new ExpressionFault(message, macro.range.offset)
}
