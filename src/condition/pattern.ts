import { RE2JS } from 're2js'
import type { BinaryOperation } from './operation.ts'
import type { Failure } from './value.ts'
import { failure, noSuchOverload } from './value.ts'

/** Regular expressions are RE2's: their time is linear in the text, whatever the pattern. */
export type Pattern = Pick<RE2JS, 'test'>

export function compilePattern(source: string): Pattern | Failure {
  try {
    return RE2JS.compile(source)
  } catch (error) {
    return failure(error instanceof Error ? error.message : 'error parsing regexp')
  }
}

/** `matches` with a pattern that is only known while evaluating. The last one is kept compiled. */
export function matchesPattern(): BinaryOperation {
  let lastSource: string | undefined
  let last: Pattern | Failure = noSuchOverload
  return (text, source) => {
    if (typeof text !== 'string' || typeof source !== 'string') return noSuchOverload
    if (source !== lastSource) {
      last = compilePattern(source)
      lastSource = source
    }
    return 'kind' in last ? invalidPattern : last.test(text)
  }
}

/** Says nothing of the pattern, which may be a value of a context. */
const invalidPattern = failure('error parsing regexp')
