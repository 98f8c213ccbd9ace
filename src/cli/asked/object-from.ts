import { Misuse } from '#cli/misuse.ts'
import { type ObjectReference, parseObject } from '#model/tuple.ts'

/** A word of a command that names an object. Throws `Misuse`. */
export function objectFrom(text: string): ObjectReference {
  const object = parseObject(text)
  if (object === undefined) throw new Misuse(`\`${text}\` must be an object like order:7`)
  return object
}
