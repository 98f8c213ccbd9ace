import type { Expression, Macro, MacroName } from './expression.ts'
import { ExpressionFault } from './expression.ts'

/** Macros over a range, by name and number of arguments. */
const RANGE_MACROS: ReadonlyMap<string, MacroName> = new Map([
  ['all/2', 'all'],
  ['exists/2', 'exists'],
  ['exists_one/2', 'exists_one'],
  ['filter/2', 'filter'],
  ['map/2', 'map'],
  ['map/3', 'map'],
])

/** A call as written: what is a macro (cel-spec "Macros") becomes one, the rest stays a call. */
export function callOrMacro(
  offset: number,
  name: string,
  target: Expression | undefined,
  args: readonly Expression[],
): Expression {
  if (target === undefined) {
    if (name === 'has' && args.length === 1) return presenceTest(offset, args[0])
    return { kind: 'call', offset, function: name, isMember: false, args }
  }
  const macro = RANGE_MACROS.get(`${name}/${args.length}`)
  if (macro !== undefined) return rangeMacro(offset, macro, target, args)
  return { kind: 'call', offset, function: name, isMember: true, args: [target, ...args] }
}

function presenceTest(offset: number, argument: Expression | undefined): Expression {
  if (argument?.kind === 'select') return { ...argument, offset, isTest: true }
  throw new ExpressionFault('invalid argument to the macro `has`: a field is wanted', offset)
}

function rangeMacro(
  offset: number,
  name: MacroName,
  range: Expression,
  args: readonly Expression[],
): Macro {
  const [variable, first, second] = args
  if (variable?.kind !== 'identifier' || variable.name.startsWith('.')) {
    throw new ExpressionFault(
      `the first argument of the macro \`${name}\` must be a simple name`,
      variable?.offset ?? offset,
    )
  }
  if (variable.name === '__result__') {
    throw new ExpressionFault('the variable of a macro may not be `__result__`', variable.offset)
  }
  const isTwoStep = name === 'map' && second !== undefined
  return {
    kind: 'macro',
    offset,
    name,
    range,
    variable: variable.name,
    predicate: name === 'map' && !isTwoStep ? undefined : first,
    transform: name === 'map' ? (isTwoStep ? second : first) : undefined,
  }
}
