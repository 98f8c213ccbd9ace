import { transformer } from '@openfga/syntax-transformer'
import type { JsonObject, JsonValue } from '#model/json.ts'
import { isJsonObject, type Variables } from './case-format.ts'

/** Replaces `{name}` by the variable of that name; braces around anything else stay. */
export function fillIn(text: string, variables: Variables): string {
  return text.replace(/\{(\w+)\}/g, (whole, name: string) => variables[name] ?? whole)
}

/**
 * A value with its variables filled in and its long values written out: `{"$rep":[n,x]}` a list of
 * n times x, `{"$str":[s,n]}` s n times, `{"$cat":[…]}` joined strings, `{"$map":[n,key,value]}` an
 * object of n members, `{"$model":DSL}` the model's JSON. `{i}` inside is the index.
 */
export function expandValue(value: JsonValue, variables: Variables): JsonValue {
  if (typeof value === 'string') return fillIn(value, variables)
  if (isList(value)) return value.map((item) => expandValue(item, variables))
  if (!isJsonObject(value)) return value
  return expandLongValue(value, variables) ?? expandMembers(value, variables)
}

function expandLongValue(value: JsonObject, variables: Variables): JsonValue | undefined {
  const { $rep, $str, $cat, $map, $model } = value
  if (isList($rep)) return repeat($rep, variables)
  if (isList($str)) return String($str[0]).repeat(Number($str[1]))
  if (isList($cat)) return $cat.map((part) => expandValue(part, variables)).join('')
  if (isList($map)) return repeatMembers($map, variables)
  if (typeof $model === 'string') return modelOf($model)
  return undefined
}

function repeat([count, item = null]: readonly JsonValue[], variables: Variables): JsonValue {
  return indices(count).map((i) => expandValue(item, { ...variables, i }))
}

function repeatMembers(
  [count, key, item = null]: readonly JsonValue[],
  variables: Variables,
): JsonValue {
  return Object.fromEntries(
    indices(count).map((i) => [
      fillIn(String(key), { ...variables, i }),
      expandValue(item, { ...variables, i }),
    ]),
  )
}

function indices(count: JsonValue | undefined): readonly string[] {
  return Array.from({ length: Number(count) }, (_, index) => String(index))
}

function expandMembers(value: JsonObject, variables: Variables): JsonValue {
  // fromEntries defines members, so that one named `__proto__` is a member like any other.
  return Object.fromEntries(
    Object.entries(value).map(([key, item]) => [
      fillIn(key, variables),
      expandValue(item, variables),
    ]),
  )
}

function modelOf(dsl: string): JsonValue {
  return JSON.parse(transformer.transformDSLToJSON(dsl)) as JsonValue
}

function isList(value: JsonValue | undefined): value is readonly JsonValue[] {
  return Array.isArray(value)
}
