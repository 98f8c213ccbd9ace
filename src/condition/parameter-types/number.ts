import type { ContextValue } from '#condition/condition.ts'
import type { BigFloat } from '#condition/decimal.ts'
import { exactDouble, parseBigFloat, wholeNumber } from '#condition/decimal.ts'
import { clampInt } from '#condition/integer.ts'
import type { Failure } from '#condition/value.ts'
import { failure, uint } from '#condition/value.ts'
import type { Conversion } from './conversion.ts'
import { wanted } from './conversion.ts'

/** Numbers may be written as text, which is the only way to give a large `int` exactly. */
export const convertInt: Conversion = (json) => wholeOf(json, 'an int')

function wholeOf(json: ContextValue, type: string): bigint | Failure {
  if (typeof json === 'number') {
    return Number.isInteger(json)
      ? clampInt(BigInt(json))
      : failure(`expected ${type}, found a fraction`)
  }
  const parsed = typeof json === 'string' ? parseBigFloat(json) : undefined
  if (parsed === undefined) return wanted(type, json)
  const whole = wholeNumber(parsed)
  return whole === undefined ? failure(`expected ${type}, found a fraction`) : clampInt(whole)
}

/** A `uint` of a context goes no further than an `int`: that is how OpenFGA converts it. */
export const convertUint: Conversion = (json) => {
  const whole = wholeOf(json, 'a uint')
  if (typeof whole !== 'bigint') return whole
  return whole < 0n ? failure('expected a uint, found a negative number') : uint(whole)
}

export const convertDouble: Conversion = (json) => {
  if (typeof json === 'number') return json
  const parsed: BigFloat | undefined = typeof json === 'string' ? parseBigFloat(json) : undefined
  if (parsed === undefined) return wanted('a double', json)
  return exactDouble(parsed) ?? failure('expected a double, found a text that is none exactly')
}
