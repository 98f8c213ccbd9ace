/**
 * What objects, users and relations look like, as OpenFGA tells them apart: one colon, at most one
 * hash, no space and no control character. Other white space is for the doors to refuse.
 */

const OBJECT = /^[^:# \p{Cc}]+:[^:# \p{Cc}]+$/u
const USERSET = /^[^:# \p{Cc}]+:[^:#* \p{Cc}]+#[^:#* \p{Cc}]+$/u
const UNTYPED = /^[^:# \p{Cc}]+$/u
const RELATION = /^[^:#@ \p{Cc}]+$/u
const CONTROL = /\p{Cc}/u

/** `type:id`, typed wildcards among them. */
export function isObject(text: string): boolean {
  return OBJECT.test(text)
}

/** `type:id#relation`. */
export function isUserset(text: string): boolean {
  return USERSET.test(text)
}

/** Any form that a user ever had, also without a type: what a delete may name. */
export function isWellFormedUser(text: string): boolean {
  return UNTYPED.test(text) || OBJECT.test(text) || USERSET.test(text)
}

export function isRelation(text: string): boolean {
  return RELATION.test(text)
}

export function hasControlCharacter(text: string): boolean {
  return CONTROL.test(text)
}
