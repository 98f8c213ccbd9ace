/**
 * Reads JSON as a protobuf message (protobuf.dev, "ProtoJSON Format"): unknown members are ignored,
 * `null` is absent where a member is optional, and what is absent becomes its default. The result is
 * the normal form, in which a server prints the message again.
 */
import { MAX_SHAPE_FINDINGS } from './finding.ts'
import { isList, isObject, type JsonObject, type JsonValue } from './json.ts'
import type { Field, Message } from './model-messages.ts'
import { comparePlaces, type Place, placeWithin, ROOT_PLACE } from './place.ts'

/** Deeper nesting is refused: readers of rewrites recurse. A set operation takes four steps. */
const MAX_DEPTH = 1000

/** A member that does not hold what its field is for. */
export interface Misfit {
  readonly place: Place
  readonly demand: string
}

/** The normal form of the JSON, and its misfits in the order of their places. */
export function readMessage(
  json: JsonValue,
  message: Message,
): { readonly value: JsonObject; readonly misfits: readonly Misfit[] } {
  const misfits: Misfit[] = []
  const value = readMembers(json, message, ROOT_PLACE, misfits)
  return { value, misfits: misfits.sort((left, right) => comparePlaces(left.place, right.place)) }
}

function readMembers(
  json: JsonValue,
  message: Message,
  place: Place,
  misfits: Misfit[],
): JsonObject {
  if (!isObject(json)) return misfit({}, 'must be an object', place, misfits)
  if (place.depth > MAX_DEPTH) return misfit({}, 'is nested too deeply', place, misfits)
  const value: { [name: string]: JsonValue } = {}
  let chosen: string | undefined
  for (const field of message.fields) {
    const inner = placeWithin(place, field.name)
    const given = givenMember(json, field, inner, misfits)
    if (field.choice) {
      if (given === null) continue
      if (chosen !== undefined) misfit({}, `cannot stand beside \`${chosen}\``, inner, misfits)
      chosen = field.name
    }
    value[field.name] = readField(given, field, inner, misfits)
  }
  return value
}

/** What stands under the field's name, or its second one; `null` when that is nothing. */
function givenMember(json: JsonObject, field: Field, place: Place, misfits: Misfit[]): JsonValue {
  const named = ownMember(json, field.name)
  if (field.alias === undefined) return named ?? null
  const aliased = ownMember(json, field.alias)
  if (named !== undefined && aliased !== undefined) {
    return misfit(null, `cannot stand beside \`${field.alias}\``, place, misfits)
  }
  return named ?? aliased ?? null
}

function readField(given: JsonValue, field: Field, place: Place, misfits: Misfit[]): JsonValue {
  switch (field.kind) {
    case 'text':
      return given === null ? '' : readText(given, place, misfits)
    case 'enum':
      return readEnum(given, field.values, place, misfits)
    case 'message':
      return given === null ? null : readMembers(given, field.of(), place, misfits)
    case 'list':
      return readList(given, field.of(), place, misfits)
    case 'map':
      return readMap(given, field.of(), place, misfits)
  }
}

const LONE_SURROGATE = /\p{Surrogate}/u

function readText(given: JsonValue, place: Place, misfits: Misfit[]): string {
  if (typeof given !== 'string') return misfit('', 'must be a string', place, misfits)
  if (LONE_SURROGATE.test(given)) return misfit('', 'must be well-formed Unicode', place, misfits)
  return given
}

/** A number without a name is kept as it is, for its rule to refuse; an unknown name counts as absent. */
function readEnum(
  given: JsonValue,
  names: readonly string[],
  place: Place,
  misfits: Misfit[],
): JsonValue {
  const unspecified = names[0] ?? ''
  if (given === null) return unspecified
  if (typeof given === 'string') return names.includes(given) ? given : unspecified
  if (typeof given === 'number' && (given | 0) === given) return names[given] ?? given
  return misfit(unspecified, 'must be the name of a type', place, misfits)
}

function readList(
  given: JsonValue,
  of: Message,
  place: Place,
  misfits: Misfit[],
): readonly JsonValue[] {
  if (given === null) return []
  if (!isList(given)) return misfit([], 'must be a list', place, misfits)
  return given.map((item, index) => readMembers(item, of, placeWithin(place, index), misfits))
}

function readMap(given: JsonValue, of: Message, place: Place, misfits: Misfit[]): JsonObject {
  if (given === null) return {}
  if (!isObject(given)) return misfit({}, 'must be an object', place, misfits)
  return Object.fromEntries(
    Object.entries(given).map(([key, item]) => {
      const inner = placeWithin(place, key)
      return [readText(key, inner, misfits), readMembers(item, of, inner, misfits)]
    }),
  )
}

/** Notes a misfit and gives what the message holds instead. */
function misfit<Value>(instead: Value, demand: string, place: Place, misfits: Misfit[]): Value {
  if (misfits.length < MAX_SHAPE_FINDINGS) misfits.push({ place, demand })
  return instead
}

function ownMember(json: JsonObject, name: string): JsonValue | undefined {
  return Object.hasOwn(json, name) ? json[name] : undefined
}
