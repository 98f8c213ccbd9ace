/**
 * Conditions of tuples: which tuple stands under which, and each pair of name and context kept
 * once, for as long as a tuple stands under it.
 */
import type {
  ConditionId,
  ObjectId,
  RelationId,
  SubjectId,
  TupleConditionInstance,
} from '#engine/facts.ts'
import type { TupleCondition } from '#model/tuple.ts'
import { isCrowded, shiftFor, slotsFor } from './growth.ts'

/** Of a tuple, or as an instance. */
export type ConditionLike = TupleCondition | TupleConditionInstance

interface KeptCondition {
  readonly text: string
  readonly instance: TupleConditionInstance
  tuples: number
}

export interface Conditions {
  /** Four ints a slot: object, relation + 1 (0: a free slot), subject, condition. */
  slots: Int32Array
  mask: number
  shift: number
  count: number
  readonly idsByText: Map<string, ConditionId>
  /** A hole where no tuple stands under the condition any more; its id is in `unused`. */
  readonly kept: (KeptCondition | undefined)[]
  readonly unused: ConditionId[]
  /** Of all that is kept; counted as it comes and goes. */
  textLength: number
}

/** Map entry, record and an empty instance; the context takes about as much as its text. Measured. */
const BYTES_OF_A_CONDITION = 200

export function createConditions(): Conditions {
  const count = slotsFor(0)
  return {
    slots: new Int32Array(count * 4),
    mask: count - 1,
    shift: shiftFor(count),
    count: 0,
    idsByText: new Map(),
    kept: [],
    unused: [],
    textLength: 0,
  }
}

/** The condition of a tuple that has one. */
export function conditionOf(
  conditions: Conditions,
  object: ObjectId,
  relation: RelationId,
  subject: SubjectId,
): ConditionId {
  const at = findSlot(conditions, object, relation, subject)
  if (conditions.slots[at + 1] === 0)
    throw new Error('asked for the condition of a tuple without one')
  return conditions.slots[at + 3] as number
}

export function instanceOf(conditions: Conditions, condition: ConditionId): TupleConditionInstance {
  return keptAt(conditions, condition).instance
}

/** Puts a tuple under a condition, in place of the one that it has. */
export function attachCondition(
  conditions: Conditions,
  object: ObjectId,
  relation: RelationId,
  subject: SubjectId,
  condition: TupleCondition,
): void {
  if (isCrowded(conditions.count + 1, conditions.mask + 1)) layOutAnew(conditions)
  const { slots } = conditions
  const at = findSlot(conditions, object, relation, subject)
  const before = slots[at + 1] === 0 ? undefined : (slots[at + 3] as number)
  slots[at] = object
  slots[at + 1] = relation + 1
  slots[at + 2] = subject
  // Kept before the other is let go, so that one which is put again keeps its id.
  slots[at + 3] = keep(conditions, condition)
  if (before === undefined) conditions.count++
  else letGo(conditions, before)
}

/** Takes the condition off a tuple that has one. */
export function detachCondition(
  conditions: Conditions,
  object: ObjectId,
  relation: RelationId,
  subject: SubjectId,
): void {
  const condition = conditionOf(conditions, object, relation, subject)
  closeGap(conditions, findSlot(conditions, object, relation, subject))
  conditions.count--
  letGo(conditions, condition)
}

export function bytesOfConditions(conditions: Conditions): number {
  return (
    conditions.slots.byteLength +
    conditions.idsByText.size * BYTES_OF_A_CONDITION +
    conditions.textLength * 2
  )
}

/** The text is parsed again so that nothing of the caller's value is kept, or seen to change. */
export function instanceFrom(text: string): TupleConditionInstance {
  const { name, context } = JSON.parse(text)
  return { name, context }
}

export function textOfCondition(condition: ConditionLike): string {
  return JSON.stringify({ name: condition.name, context: condition.context })
}

function keep(conditions: Conditions, condition: TupleCondition): ConditionId {
  const text = textOfCondition(condition)
  const known = conditions.idsByText.get(text)
  if (known !== undefined) {
    keptAt(conditions, known).tuples++
    return known
  }
  const id = conditions.unused.pop() ?? conditions.kept.length
  conditions.kept[id] = { text, instance: instanceFrom(text), tuples: 1 }
  conditions.idsByText.set(text, id)
  conditions.textLength += text.length
  return id
}

function letGo(conditions: Conditions, condition: ConditionId): void {
  const kept = keptAt(conditions, condition)
  kept.tuples--
  if (kept.tuples > 0) return
  conditions.kept[condition] = undefined
  conditions.idsByText.delete(kept.text)
  conditions.unused.push(condition)
  conditions.textLength -= kept.text.length
}

function keptAt(conditions: Conditions, condition: ConditionId): KeptCondition {
  const kept = conditions.kept[condition]
  if (kept === undefined) throw new Error(`no condition has the id ${condition}`)
  return kept
}

/** Where the slot of a tuple begins, or the free slot that would be its. */
function findSlot(
  conditions: Conditions,
  object: ObjectId,
  relation: RelationId,
  subject: SubjectId,
): number {
  const { slots, mask } = conditions
  let place = home(conditions, object, relation, subject)
  for (;;) {
    const at = place << 2
    const taken = slots[at + 1]
    if (taken === 0) return at
    if (slots[at] === object && taken === relation + 1 && slots[at + 2] === subject) return at
    place = (place + 1) & mask
  }
}

function home(
  conditions: Conditions,
  object: ObjectId,
  relation: RelationId,
  subject: SubjectId,
): number {
  const mixed = Math.imul(Math.imul(object, 0x85ebca6b) ^ subject, 0xc2b2ae35) + relation
  return Math.imul(mixed, 0x9e3779b1) >>> conditions.shift
}

/** Frees a slot, moving up what lies behind it so that no search ends too early. */
function closeGap(conditions: Conditions, freed: number): void {
  const { slots, mask } = conditions
  let gap = freed >> 2
  let place = gap
  for (;;) {
    place = (place + 1) & mask
    const at = place << 2
    const relation = (slots[at + 1] as number) - 1
    if (relation === -1) break
    const wanted = home(conditions, slots[at] as number, relation, slots[at + 2] as number)
    // Stays if its own place lies behind the gap (and not behind itself).
    if (((place - wanted) & mask) < ((place - gap) & mask)) continue
    slots.copyWithin(gap << 2, at, at + 4)
    gap = place
  }
  slots[(gap << 2) + 1] = 0
}

function layOutAnew(conditions: Conditions): void {
  const old = conditions.slots
  const count = (conditions.mask + 1) * 2
  conditions.slots = new Int32Array(count * 4)
  conditions.mask = count - 1
  conditions.shift = shiftFor(count)
  for (let from = 0; from < old.length; from += 4) {
    const relation = (old[from + 1] as number) - 1
    if (relation === -1) continue
    const at = findSlot(conditions, old[from] as number, relation, old[from + 2] as number)
    for (let part = 0; part < 4; part++) conditions.slots[at + part] = old[from + part] as number
  }
}
