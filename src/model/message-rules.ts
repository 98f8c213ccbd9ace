/**
 * The rules of `model-messages.ts` applied to a message in normal form, with the word that OpenFGA
 * has for each: its servers check every field and answer for the message they entered last.
 */
import { compareBinary } from './binary-order.ts'
import { type Finding, MAX_SHAPE_FINDINGS, type ModelRefusalCode } from './finding.ts'
import { isList, isObject, type JsonObject, type JsonValue } from './json.ts'
import type { Field, Message, TextRule } from './model-messages.ts'
import { type Place, placeWithin, ROOT_PLACE, showPlace } from './place.ts'

interface Breach {
  readonly place: Place
  readonly demand: string
  readonly code: ModelRefusalCode
  /** How many messages were entered before the one whose own field is at fault. */
  readonly entered: number
}

interface Checking {
  readonly breaches: Breach[]
  entered: number
}

/** Broken rules; the first is the one that a server names, the others follow in their order. */
export function checkRules(
  value: JsonObject,
  message: Message,
): readonly Finding<ModelRefusalCode>[] {
  const checking: Checking = { breaches: [], entered: 0 }
  checkMessage(value, message, ROOT_PLACE, checking)
  const { breaches } = checking
  // Not by `Math.max`: there may be more breaches than a call has arguments.
  const last = breaches.reduce((most, breach) => Math.max(most, breach.entered), 0)
  const named = breaches.find((breach) => breach.entered === last)
  if (named === undefined) return []
  const others = breaches.filter((breach) => breach !== named)
  return [named, ...others.slice(0, MAX_SHAPE_FINDINGS - 1)].map(asFinding)
}

function asFinding(breach: Breach): Finding<ModelRefusalCode> {
  return {
    code: breach.code,
    message: `\`${showPlace(breach.place)}\` ${breach.demand}`,
    severity: 'error',
  }
}

function checkMessage(value: JsonValue, message: Message, place: Place, checking: Checking): void {
  if (!isObject(value)) return
  const entered = checking.entered++
  for (const field of message.fields) {
    const held = value[field.name]
    if (held === undefined) continue
    const inner = placeWithin(place, field.name)
    const breach = findBreach(held, field)
    if (breach !== undefined) checking.breaches.push({ ...breach, place: inner, entered })
    checkInner(held, field, inner, { checking, entered })
  }
}

/** What is wrong with a field itself, apart from what is in it. */
function findBreach(
  held: JsonValue,
  field: Field,
): { readonly demand: string; readonly code: ModelRefusalCode } | undefined {
  switch (field.kind) {
    case 'text':
      return field.rule?.accepts(String(held)) === false ? field.rule : undefined
    case 'enum':
      if (typeof held === 'string') return undefined
      return { demand: 'must be the name of a type', code: 'validation_error' }
    case 'message':
      if (held !== null || field.required === undefined) return undefined
      return { demand: 'must be given', code: field.required }
    case 'list':
      return field.count?.accepts(isList(held) ? held.length : 0) === false
        ? field.count
        : undefined
    case 'map':
      return field.count?.accepts(Object.keys(held ?? {}).length) === false
        ? field.count
        : undefined
  }
}

function checkInner(
  held: JsonValue,
  field: Field,
  place: Place,
  { checking, entered }: { readonly checking: Checking; readonly entered: number },
): void {
  switch (field.kind) {
    case 'text':
    case 'enum':
      return
    case 'message':
      checkMessage(held, field.of(), place, checking)
      return
    case 'list':
      if (!isList(held)) return
      held.forEach((item, index) => {
        checkMessage(item, field.of(), placeWithin(place, index), checking)
      })
      return
    case 'map':
      if (!isObject(held)) return
      for (const key of Object.keys(held).sort(compareBinary)) {
        const inner = placeWithin(place, key)
        if (field.keys?.accepts(key) === false) {
          checking.breaches.push({
            place: inner,
            demand: field.keys.demand,
            code: codeOfKey(key, field.keys),
            entered,
          })
        }
        checkMessage(held[key] ?? null, field.of(), inner, checking)
      }
  }
}

/** A key that holds `.` or `: ` gets the general word, as a server cannot tell where its name ends. */
function codeOfKey(key: string, rule: TextRule): ModelRefusalCode {
  return key.includes('.') || key.includes(': ') ? 'validation_error' : rule.code
}
