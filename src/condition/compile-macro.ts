import type { Checked, CheckedMacro } from './checked.ts'
import { ACCESS_COST, LIST_COST } from './cost.ts'
import { entriesOf } from './equality.ts'
import type { Compiled, Frame, Step } from './program.ts'
import { charge } from './program.ts'
import type { Failure, Value } from './value.ts'
import { failure, isFailure, list, noSuchOverload } from './value.ts'

/**
 * Macros. cel-go expands each to a loop with an accumulator and counts what that loop does; here
 * the loops are written out, and charge the same units at the same places.
 */
export function compileMacro(macro: CheckedMacro, compile: (checked: Checked) => Compiled): Step {
  const range = compile(macro.range).step
  const loop = compileLoop(macro, compile)
  return (frame) => {
    const container = range(frame)
    if (isFailure(container)) return container
    const items = itemsOf(container)
    return items === undefined ? notIterable : loop(frame, items)
  }
}

type Loop = (frame: Frame, items: readonly Value[]) => Value | Failure

const notIterable = failure('a macro ranges over lists and maps only')

function itemsOf(container: Value): readonly Value[] | undefined {
  if (typeof container !== 'object' || container === null) return undefined
  if (container.kind === 'list') return container.items
  return container.kind === 'map' ? Array.from(entriesOf(container), ([key]) => key) : undefined
}

function compileLoop(macro: CheckedMacro, compile: (checked: Checked) => Compiled): Loop {
  const predicate = macro.predicate && compile(macro.predicate).step
  const transform = macro.transform && compile(macro.transform)
  const { depth } = macro
  switch (macro.name) {
    case 'all':
      return quantifier(depth, predicate ?? always, false, AND_NEXT_COST)
    case 'exists':
      return quantifier(depth, predicate ?? always, true, OR_NEXT_COST)
    case 'exists_one':
      return exactlyOne(depth, predicate ?? always)
    case 'filter':
      return collect(depth, predicate, readVariable(depth), false)
    case 'map':
      return collect(
        depth,
        predicate,
        transform?.step ?? readVariable(depth),
        transform?.kind === 'constant',
      )
  }
}

const always: Step = () => true

function readVariable(depth: number): Step {
  return (frame) => {
    charge(frame, ACCESS_COST)
    return frame.variables[depth] ?? null
  }
}

/** Asking before each turn whether the accumulator is decided: read it, negate it, test it. */
const AND_NEXT_COST = 2
const OR_NEXT_COST = 3

/** Reading the accumulator at the end. */
const RESULT_COST = 1

/** `all` and `exists`: stops at a decisive answer, which wins over failures before it. */
function quantifier(depth: number, predicate: Step, decisive: boolean, nextCost: number): Loop {
  return (frame, items) => {
    let result: boolean | Failure = !decisive
    for (const item of items) {
      charge(frame, nextCost)
      if (result === decisive) break
      frame.variables[depth] = item
      charge(frame, ACCESS_COST)
      const value = predicate(frame)
      if (value === decisive) result = decisive
      else if (typeof value !== 'boolean' && !isFailure(result)) {
        result = isFailure(value) ? value : noSuchOverload
      }
    }
    charge(frame, RESULT_COST)
    return result
  }
}

/** Reading the count and adding one; comparing it with one at the end. */
const COUNT_COST = 2
const COMPARE_COUNT_COST = 2

/** `exists_one`: goes through all, and fails if one fails. */
function exactlyOne(depth: number, predicate: Step): Loop {
  return (frame, items) => {
    let count = 0
    let failed: Failure | undefined
    for (const item of items) {
      frame.variables[depth] = item
      const value = predicate(frame)
      if (value === true) {
        count++
        charge(frame, COUNT_COST)
      } else if (value !== false) {
        failed = isFailure(value) ? value : noSuchOverload
      }
    }
    charge(frame, COMPARE_COUNT_COST)
    return failed ?? count === 1
  }
}

/** Reading the list so far and appending to it, besides making a list of the one element. */
const APPEND_COST = 2

/** `map` and `filter`: the elements that pass, made into something or as they are. */
function collect(
  depth: number,
  predicate: Step | undefined,
  make: Step,
  isConstant: boolean,
): Loop {
  return (frame, items) => {
    const made: Value[] = []
    let failed: Failure | undefined
    const cost = isConstant ? APPEND_COST : APPEND_COST + LIST_COST
    for (const item of items) {
      frame.variables[depth] = item
      const passes = predicate === undefined || predicate(frame)
      if (passes === false) continue
      if (passes !== true) {
        failed = isFailure(passes) ? passes : noSuchOverload
        continue
      }
      const value = make(frame)
      charge(frame, cost)
      if (isFailure(value)) failed ??= value
      else made.push(value)
    }
    charge(frame, RESULT_COST)
    return failed ?? list(made)
  }
}
