import type { Call } from './expression.ts'
import { ExpressionFault } from './expression.ts'
import type { Overload } from './overload.ts'
import type { Scope } from './scope.ts'
import { agree, newVariable, resolve } from './scope.ts'
import type { Bindings, Type } from './type.ts'
import { isDynamic, isSameType, plain, showType, substitute } from './type.ts'

/** All overloads that the arguments fit. The first gives the result's type; others may widen it. */
export function resolveOverload(
  scope: Scope,
  call: Call,
  overloads: readonly Overload[],
  types: readonly Type[],
): { readonly type: Type; readonly matching: readonly Overload[] } {
  const matching: Overload[] = []
  let type: Type | undefined
  for (const overload of overloads) {
    if (overload.isMember !== call.isMember) continue
    if (overload.isMixed && !scope.inference.isPastMacro) continue
    const fresh = freshNames(scope)
    const wanted = overload.parameters.map((parameter) => substitute(fresh, parameter))
    if (!agree(scope, types, wanted)) continue
    matching.push(overload)
    const result = resolve(scope, substitute(fresh, overload.result))
    if (type === undefined) type = result
    else if (!isDynamic(type) && !isSameType(result, type)) type = plain('dyn')
  }
  if (type === undefined) throw noOverload(scope, call, types)
  return { type, matching }
}

function freshNames(scope: Scope): Bindings {
  return new Map([
    ['a', newVariable(scope)],
    ['b', newVariable(scope)],
  ])
}

function noOverload(scope: Scope, call: Call, types: readonly Type[]): ExpressionFault {
  const shown = types.map((type) => showType(resolve(scope, type)))
  const signature = call.isMember
    ? `${shown[0]}.(${shown.slice(1).join(', ')})`
    : `(${shown.join(', ')})`
  const message = `no matching overload of \`${call.function}\` for ${signature}`
  return new ExpressionFault(message, call.offset)
}
