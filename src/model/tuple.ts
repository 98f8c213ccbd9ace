/**
 * Relationship tuples: who (`user`) stands in which `relation` to which `object`, perhaps under a
 * condition. The text forms are OpenFGA's: `document:1`, `group:eng#member`, `user:*`.
 */
import type { JsonObject } from './json.ts'

/** The identity of a tuple. The condition is no part of it. */
export interface TupleKey {
  readonly object: string
  readonly relation: string
  readonly user: string
}

/** A condition as it hangs on a tuple: its name in the model, and the part of its context stored with it. */
export interface TupleCondition {
  readonly name: string
  /** Wins over the context of a request. Absent is the same as `{}`. */
  readonly context?: JsonObject
}

export interface Tuple extends TupleKey {
  readonly condition?: TupleCondition
}

export interface ObjectReference {
  readonly type: string
  readonly id: string
}

/** A tuple's user, taken apart. `wildcard` is `type:*`; `userset` is `type:id#relation`. */
export type Subject =
  | { readonly kind: 'object'; readonly type: string; readonly id: string }
  | { readonly kind: 'wildcard'; readonly type: string }
  | {
      readonly kind: 'userset'
      readonly type: string
      readonly id: string
      readonly relation: string
    }

/** Splits `type:id` at the first colon; undefined if either part is empty or there is no colon. */
export function parseObject(text: string): ObjectReference | undefined {
  const colon = text.indexOf(':')
  if (colon < 1 || colon === text.length - 1) return undefined
  return { type: text.slice(0, colon), id: text.slice(colon + 1) }
}

/** Takes a tuple's user apart; undefined if it has none of the three forms. */
export function parseSubject(text: string): Subject | undefined {
  const object = parseObject(text)
  if (object === undefined) return undefined
  const hash = object.id.indexOf('#')
  if (hash === -1) {
    return object.id === '*'
      ? { kind: 'wildcard', type: object.type }
      : { kind: 'object', type: object.type, id: object.id }
  }
  if (hash === 0 || hash === object.id.length - 1) return undefined
  return {
    kind: 'userset',
    type: object.type,
    id: object.id.slice(0, hash),
    relation: object.id.slice(hash + 1),
  }
}

/** `document:1#viewer@user:anna`. */
export function formatTupleKey({ object, relation, user }: TupleKey): string {
  return `${object}#${relation}@${user}`
}

export function formatObject(object: ObjectReference): string {
  return `${object.type}:${object.id}`
}

export function formatSubject(subject: Subject): string {
  switch (subject.kind) {
    case 'object':
      return formatObject(subject)
    case 'wildcard':
      return `${subject.type}:*`
    case 'userset':
      return `${formatObject(subject)}#${subject.relation}`
  }
}
