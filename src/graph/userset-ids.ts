/** Usersets (`group:eng#member`) as ids below 0, so that their rows sort before those of objects. */
import type { ObjectId, RelationId, SubjectId } from '#engine/facts.ts'
import { grownInts, isCrowded, slotsFor } from './growth.ts'

/** Usersets of a graph are above; this and what lies below are those that only a request knows. */
export const LAST_REQUEST_USERSET = -(2 ** 29)

/** No userset has this id. */
export const NO_USERSET = 0

export interface UsersetIds {
  count: number
  /** Two ints a userset: object, relation. Its index is `-1 - id`. */
  parts: Int32Array
  /** Index + 1 of a userset; 0: a free slot. */
  slots: Int32Array
  mask: number
}

export function createUsersetIds(expected: number): UsersetIds {
  const count = slotsFor(expected)
  return {
    count: 0,
    parts: new Int32Array(expected * 2),
    slots: new Int32Array(count),
    mask: count - 1,
  }
}

export function findUserset(ids: UsersetIds, object: ObjectId, relation: RelationId): SubjectId {
  const { slots, parts, mask } = ids
  let place = hashOf(object, relation) & mask
  for (;;) {
    const id = -(slots[place] as number)
    if (id === NO_USERSET) return NO_USERSET
    if (parts[(-1 - id) * 2] === object && parts[(-1 - id) * 2 + 1] === relation) return id
    place = (place + 1) & mask
  }
}

export function internUserset(ids: UsersetIds, object: ObjectId, relation: RelationId): SubjectId {
  const known = findUserset(ids, object, relation)
  if (known !== NO_USERSET) return known
  const index = ids.count
  if (-1 - index === LAST_REQUEST_USERSET) throw new Error('more usersets than ids')
  if (index * 2 + 2 > ids.parts.length) ids.parts = grownInts(ids.parts, index * 2 + 2)
  ids.parts[index * 2] = object
  ids.parts[index * 2 + 1] = relation
  ids.count++
  if (isCrowded(ids.count, ids.mask + 1)) layOutAnew(ids)
  else fillFreeSlot(ids, index)
  return -1 - index
}

export function objectOf(ids: UsersetIds, userset: SubjectId): ObjectId {
  return ids.parts[(-1 - userset) * 2] as number
}

export function relationOf(ids: UsersetIds, userset: SubjectId): RelationId {
  return ids.parts[(-1 - userset) * 2 + 1] as number
}

export function bytesOfUsersetIds(ids: UsersetIds): number {
  return ids.parts.byteLength + ids.slots.byteLength
}

function hashOf(object: ObjectId, relation: RelationId): number {
  const hash = Math.imul(Math.imul(object, 0x9e3779b1) ^ relation, 0x85ebca6b)
  return hash ^ (hash >>> 15)
}

function layOutAnew(ids: UsersetIds): void {
  const count = (ids.mask + 1) * 2
  ids.slots = new Int32Array(count)
  ids.mask = count - 1
  for (let index = 0; index < ids.count; index++) fillFreeSlot(ids, index)
}

function fillFreeSlot(ids: UsersetIds, index: number): void {
  const { slots, parts, mask } = ids
  let place = hashOf(parts[index * 2] as number, parts[index * 2 + 1] as number) & mask
  while (slots[place] !== 0) place = (place + 1) & mask
  slots[place] = index + 1
}
