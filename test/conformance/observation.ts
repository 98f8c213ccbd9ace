import type { JsonObject, JsonValue } from '#model/json.ts'
import { type Expectation, isJsonObject, type Variables } from './case-format.ts'

/** Lists whose order means nothing; a server may give them in any. */
const SETS = new Set(['objects', 'users', 'stream', 'tuples', 'stores', 'computed'])

const TIMES = new Set(['timestamp', 'created_at', 'updated_at'])
const TIME = /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}(\.\d+)?Z$/
const ULID = /^[0-9A-HJKMNP-TV-Z]{26}$/

/**
 * An answer as cases write it: saved values by the variable's name, other ids, times and tokens by
 * placeholders, messages of errors left out, sets sorted.
 */
export function observe(value: JsonValue, variables: Variables): JsonValue {
  const names = new Map(
    Object.entries(variables)
      .filter(([name, text]) => name !== 'token' && text !== '')
      .map(([name, text]) => [text, `{${name}}`]),
  )
  return withPlaceholders(value, '', names)
}

/** What two answers are compared by: null and default values left out, sets sorted. */
export function comparable(value: JsonValue): JsonValue {
  return withoutDefaults(value, '') ?? null
}

/** A sentence for each way in which an answer is not the expected one. */
export function differences(expected: Expectation, observed: Expectation): readonly string[] {
  const found: string[] = []
  if (expected.status !== observed.status) {
    found.push(`status ${observed.status} where ${expected.status} is expected`)
  }
  if (expected.code !== undefined && expected.code !== observed.code) {
    found.push(`code ${observed.code} where ${expected.code} is expected`)
  }
  if (expected.body !== undefined) {
    const [want, got] = [expected.body, observed.body ?? null].map((body) =>
      JSON.stringify(comparable(body)),
    )
    if (want !== got) found.push(`body ${got} where ${want} is expected`)
  }
  for (const [name, value] of Object.entries(expected.headers ?? {})) {
    const got = observed.headers?.[name]
    if (got !== value) found.push(`header ${name}: ${got} where ${value} is expected`)
  }
  return found.length === 0 ? found : [...found, `message: ${observed.message ?? ''}`]
}

function withPlaceholders(
  value: JsonValue,
  key: string,
  names: ReadonlyMap<string, string>,
): JsonValue {
  if (typeof value === 'string') return placeholderOf(value, key, names)
  if (isList(value)) {
    const items = value.map((item) => withPlaceholders(item, '', names))
    return SETS.has(key) ? sorted(items) : items
  }
  if (!isJsonObject(value)) return value
  const members = Object.entries(value)
    .filter(([name]) => !(key === 'error' && name === 'message'))
    .map(([name, item]) => [name, withPlaceholders(item, name, names)] as const)
  return Object.fromEntries(members)
}

function placeholderOf(text: string, key: string, names: ReadonlyMap<string, string>): string {
  const name = names.get(text)
  if (name !== undefined) return name
  if (TIMES.has(key) && TIME.test(text)) return '<time>'
  if (key === 'continuation_token' && text !== '') return '<token>'
  if (ULID.test(text)) return '<ulid>'
  const inside = [...names].filter(([value]) => ULID.test(value))
  return inside.reduce((whole, [value, placeholder]) => whole.replaceAll(value, placeholder), text)
}

function withoutDefaults(value: JsonValue, key: string): JsonValue | undefined {
  // What a context holds is the caller's: nothing of it is a default.
  if (key === 'context' && isJsonObject(value) && !isEmpty(value)) return inOrder(value)
  if (value === null || value === '' || value === false || value === 0) return undefined
  if (isList(value)) {
    const items = value.map((item) => withoutDefaults(item, '') ?? null)
    if (items.length === 0) return undefined
    return SETS.has(key) ? sorted(items) : items
  }
  if (!isJsonObject(value)) return value
  const members = Object.entries(value)
    .map(([name, item]) => [name, withoutDefaults(item, name)] as const)
    .filter((member): member is [string, JsonValue] => member[1] !== undefined)
  return members.length === 0 ? undefined : Object.fromEntries(members.sort(byName))
}

/** The same value with its members in the order of their names, so that texts can be compared. */
function inOrder(value: JsonValue): JsonValue {
  if (isList(value)) return value.map(inOrder)
  if (!isJsonObject(value)) return value
  const members = Object.entries(value).map(([name, item]) => [name, inOrder(item)] as const)
  return Object.fromEntries(members.sort(byName))
}

function sorted(items: readonly JsonValue[]): readonly JsonValue[] {
  const texts = items.map((item) => [JSON.stringify(inOrder(item)), item] as const)
  return texts.sort(byName).map(([, item]) => item)
}

function byName([a]: readonly [string, unknown], [b]: readonly [string, unknown]): number {
  if (a === b) return 0
  return a < b ? -1 : 1
}

function isEmpty(value: JsonObject): boolean {
  return Object.keys(value).length === 0
}

function isList(value: JsonValue): value is readonly JsonValue[] {
  return Array.isArray(value)
}
