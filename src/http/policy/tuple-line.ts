import { Refusal } from '#authorizer/errors.ts'
import { DoorRefusal } from '#http/error-response.ts'
import { parseJson } from '#http/json/parse-json.ts'
import { MalformedJson } from '#http/json/strict-json.ts'
import { parseRequest } from '#http/openfga/parse-request.ts'
import { tupleKey } from '#http/openfga/tuple-key.ts'
import { type ExportMark, exportMark } from '#model/export-form.ts'
import { isObject } from '#model/json.ts'
import type { Tuple } from '#model/tuple.ts'

/** What a line of an import says. */
export type TupleLine =
  | { readonly kind: 'tuple'; readonly tuple: Tuple }
  | ExportMark
  | { readonly kind: 'fault'; readonly message: string }

export function parseTupleLine(text: string): TupleLine {
  try {
    const value = parseJson(text)
    if (!isObject(value)) return { kind: 'fault', message: 'the line is no JSON object' }
    const mark = exportMark(value)
    if (mark !== undefined) return mark
    if ('user' in value || 'object' in value) return tupleOf(value)
    return { kind: 'fault', message: 'the line has neither a `user` nor an `object`' }
  } catch (error) {
    const isOfTheLine = error instanceof MalformedJson || error instanceof DoorRefusal
    if (isOfTheLine) return { kind: 'fault', message: error.message }
    throw error
  }
}

function tupleOf(value: object): TupleLine {
  const tuple = parseRequest(tupleKey, value)
  return tuple instanceof Refusal
    ? { kind: 'fault', message: tuple.message }
    : { kind: 'tuple', tuple }
}
