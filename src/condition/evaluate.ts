import {
  type BoundCondition,
  CLOCK_PARAMETER,
  type Condition,
  type ConditionOutcome,
  type Context,
  type ContextValue,
} from './condition.ts'
import type { ParameterType } from './parameter-types/table.ts'
import type { Step } from './program.ts'
import { run } from './program.ts'
import type { Failure, Value } from './value.ts'
import { failure, isFailure } from './value.ts'

interface Parameter extends ParameterType {
  readonly name: string
}

/** Converted values, one a parameter; undefined where the context holds none. */
type Converted = readonly (Value | Failure | undefined)[]

/** What a condition is while it is evaluated. */
interface Evaluable {
  readonly name: string
  readonly parameters: readonly Parameter[]
  readonly program: Step
  /**
   * The request seen last, known by identity: its context is converted once and not once a tuple.
   * A `WeakMap` of all requests was tried; filling it cost ten times the evaluation.
   */
  readonly last: { request: Context; converted: Converted }
  /** Where the parameter stands that a clock can give; -1 if none is declared. */
  readonly clockAt: number
  /** The time seen last, likewise. */
  readonly lastClock: { now: number; converted: Converted[number] }
}

export function conditionOf(
  name: string,
  parameterTypes: ReadonlyMap<string, ParameterType>,
  program: Step,
): Condition {
  const parameters = Array.from(parameterTypes, ([key, type]) => ({ name: key, ...type }))
  const evaluable: Evaluable = {
    name,
    parameters,
    program,
    last: { request: {}, converted: [] },
    clockAt: parameters.findIndex((parameter) => parameter.name === CLOCK_PARAMETER),
    lastClock: { now: Number.NaN, converted: undefined },
  }
  return {
    name,
    bind: (tupleContext) => bind(evaluable, tupleContext ?? {}),
    findContextFault: (tupleContext) => findContextFault(evaluable, tupleContext),
  }
}

function convert({ name, parameters }: Evaluable, context: Context): Converted {
  return parameters.map((parameter) => {
    if (!Object.hasOwn(context, parameter.name)) return undefined
    const json = context[parameter.name]
    return json === undefined ? undefined : convertValue(name, parameter, json)
  })
}

function convertValue(
  condition: string,
  parameter: Parameter,
  json: ContextValue,
): Value | Failure {
  const value = parameter.convert(json)
  return isFailure(value) ? failure(conversionFault(condition, parameter.name, value)) : value
}

function conversionFault(condition: string, parameter: string, { message }: Failure): string {
  return `parameter type error on condition '${condition}' - failed to convert context parameter '${parameter}': ${message}`
}

function convertRequest(evaluable: Evaluable, request: Context): Converted {
  const { last } = evaluable
  if (last.request !== request) {
    last.converted = convert(evaluable, request)
    last.request = request
  }
  return last.converted
}

function convertClock({ name, parameters, clockAt, lastClock }: Evaluable, now: number) {
  const parameter = parameters[clockAt]
  if (lastClock.now !== now && parameter !== undefined) {
    lastClock.converted = convertValue(name, parameter, new Date(now).toISOString())
    lastClock.now = now
  }
  return lastClock.converted
}

function bind(evaluable: Evaluable, tupleContext: Context): BoundCondition {
  const { name, parameters } = evaluable
  const bound = convert(evaluable, tupleContext)
  if (parameters.length === 0) return bindWithoutParameters(evaluable, tupleContext)
  const isComplete = bound.every((value) => value !== undefined)
  // Where the tuple says everything, no request can change the answer.
  let known: ConditionOutcome | undefined
  return {
    name,
    evaluate: (request, now) => {
      if (now !== undefined && evaluable.clockAt !== -1) {
        const values = merge(bound, convertRequest(evaluable, request))
        return evaluate(evaluable, values.with(evaluable.clockAt, convertClock(evaluable, now)))
      }
      if (known !== undefined) return known
      const values = isComplete ? bound : merge(bound, convertRequest(evaluable, request))
      const outcome = evaluate(evaluable, values)
      if (isComplete) known = outcome
      return outcome
    },
  }
}

/** The tuple's own values win, ill-typed ones of the request are then not even looked at. */
function merge(bound: Converted, requested: Converted): Converted {
  return bound.map((value, index) => (value === undefined ? requested[index] : value))
}

function evaluate(
  { name, parameters, program }: Evaluable,
  converted: Converted,
): ConditionOutcome {
  const values: Value[] = []
  let failed: Failure | undefined
  let isMissing = false
  for (const value of converted) {
    if (value === undefined) isMissing = true
    else if (isFailure(value)) failed ??= value
    else values.push(value)
  }
  if (failed !== undefined) return { kind: 'error', message: failed.message }
  if (isMissing) {
    const missing = parameters.filter((_, index) => converted[index] === undefined)
    return { kind: 'missing', parameters: missing.map((parameter) => parameter.name).sort() }
  }
  const result = run(program, { parameters: values, variables: [], cost: 0 })
  return result.kind === 'error' ? evaluationFault(name, result.message) : result
}

function evaluationFault(condition: string, message: string): ConditionOutcome {
  return {
    kind: 'error',
    message: `failed to evaluate condition '${condition}': ${message}`,
  }
}

/** OpenFGA refuses any context at all for a condition that declares no parameters. */
function bindWithoutParameters(evaluable: Evaluable, tupleContext: Context): BoundCondition {
  return {
    name: evaluable.name,
    evaluate: (request) => {
      if (Object.keys(tupleContext).length === 0 && Object.keys(request).length === 0) {
        return evaluate(evaluable, [])
      }
      return evaluationFault(evaluable.name, 'it declares no parameters')
    },
  }
}

function findContextFault(evaluable: Evaluable, tupleContext: Context): string | undefined {
  const fault = convert(evaluable, tupleContext).find((value) => value && isFailure(value))
  if (typeof fault === 'object' && fault?.kind === 'failure') return fault.message
  const declared = new Set(evaluable.parameters.map(({ name }) => name))
  const unknown = Object.keys(tupleContext).find((key) => !declared.has(key))
  return unknown === undefined ? undefined : `found invalid context parameter: ${unknown}`
}
