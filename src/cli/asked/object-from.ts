import { Misuse } from '#cli/misuse.ts'
import { type ObjectReference, parseObject, parseSubject } from '#model/tuple.ts'

/** A word of a command that names an object. Throws `Misuse`. */
export function objectFrom(text: string): ObjectReference {
  const object = parseObject(text)
  if (object === undefined) throw new Misuse(`\`${text}\` must be an object like order:7`)
  return object
}

/** A word of a command that names who is asked about. Throws `Misuse`. */
export function userFrom(text: string): string {
  if (parseSubject(text) !== undefined) return text
  throw new Misuse(`\`${text}\` must be a user like user:anna`)
}
