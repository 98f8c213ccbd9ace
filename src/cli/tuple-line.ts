import { type ExportMark, exportMark } from '#model/export-form.ts'
import { isObject } from '#model/json.ts'
import type { Tuple } from '#model/tuple.ts'

/** A line of a file of tuples in JSON Lines. */
export type TupleLine =
  | { readonly kind: 'tuple'; readonly tuple: Tuple }
  | ExportMark
  | { readonly kind: 'fault'; readonly message: string }

const KEYS: ReadonlySet<string> = new Set(['user', 'relation', 'object', 'condition'])

/** What a tuple may hold is the server's to say; a key that it would pass over is told here. */
export function parseTupleLine(text: string): TupleLine {
  const value = parseJson(text)
  if (!isObject(value)) return { kind: 'fault', message: 'must be a tuple as a JSON object' }
  const mark = exportMark(value)
  if (mark !== undefined) return mark
  const unknown = Object.keys(value).find((key) => !KEYS.has(key))
  if (unknown !== undefined) {
    return {
      kind: 'fault',
      message: `\`${unknown}\` is not known here; known are ${[...KEYS].join(', ')}`,
    }
  }
  const { user, relation, object, condition } = value
  if (typeof user !== 'string' || typeof relation !== 'string' || typeof object !== 'string') {
    return { kind: 'fault', message: 'must have a `user`, a `relation` and an `object`' }
  }
  if (condition === undefined || condition === null)
    return { kind: 'tuple', tuple: { user, relation, object } }
  return {
    kind: 'tuple',
    tuple: { user, relation, object, condition: condition as Tuple['condition'] & object },
  }
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    // No object either.
    return undefined
  }
}
