/** What both backends do with a tuple before they keep it, so that they keep the same. */
import type { JsonObject } from '#model/json.ts'
import { parseObject, type Tuple, type TupleKey } from '#model/tuple.ts'
import { canonicalJson } from './canonical-json.ts'
import type { TupleWrite } from './datastore.ts'

/** A tuple's condition as it is kept: `context` is canonical JSON, null when absent or empty. */
export interface StoredCondition {
  readonly condition: string | null
  readonly context: string | null
}

export function storedCondition(tuple: Tuple): StoredCondition {
  if (tuple.condition === undefined) return { condition: null, context: null }
  const { name, context } = tuple.condition
  if (context === undefined || Object.keys(context).length === 0) {
    return { condition: name, context: null }
  }
  return { condition: name, context: canonicalJson(context) }
}

/** The tuple that `storedCondition` was made from, with its context in canonical order. */
export function tupleOf(key: TupleKey, stored: StoredCondition): Tuple {
  if (stored.condition === null) return keyOf(key)
  const name = stored.condition
  if (stored.context === null) return { ...keyOf(key), condition: { name } }
  return { ...keyOf(key), condition: { name, context: JSON.parse(stored.context) as JsonObject } }
}

/** The key alone of whatever carries one. */
export function keyOf({ object, relation, user }: TupleKey): TupleKey {
  return { object, relation, user }
}

/** Injective: two keys share a text only if they are equal, whatever signs are in them. */
export function keyText(key: TupleKey): string {
  return `${key.object.length} ${key.relation.length} ${key.object}${key.relation}${key.user}`
}

/**
 * Guards what the door has to have refused: SQLite's JSON ends a text at NUL and UTF-8 has no lone
 * surrogates, so either would make two keys one.
 */
export function assertStorable(write: Pick<TupleWrite, 'writes' | 'deletes'>): void {
  for (const keys of [write.deletes, write.writes]) {
    const seen = new Set<string>()
    for (const key of keys) {
      if (!isStorable(key)) throw new Error('a tuple key holds what no tuple can')
      seen.add(keyText(key))
    }
    if (seen.size !== keys.length) throw new Error('a write names a tuple key twice')
  }
}

function isStorable(key: TupleKey): boolean {
  return parseObject(key.object) !== undefined && [key.object, key.relation, key.user].every(isText)
}

/** Whether a text can be part of anything stored. */
export function isText(text: string): boolean {
  return !text.includes('\0') && text.isWellFormed()
}
