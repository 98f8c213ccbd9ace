import type { JsonValue } from '#model/json.ts'
import { isJsonObject, type Row, type Step, type TableStep } from './case-format.ts'

const HOLE = '$value'

/** The steps of a table, one for each row; a step without rows is itself. */
export function stepsOf({ rows, ...step }: TableStep): readonly Step[] {
  return rows === undefined ? [step] : rows.map((row) => stepOf(step, row))
}

function stepOf(step: Step, { value, expect }: Row): Step {
  const { expect: _, ...filled } = filledIn(step as unknown as JsonValue, value) as unknown as Step
  return expect === undefined ? filled : { ...filled, expect }
}

function filledIn(template: JsonValue, value: JsonValue | undefined): JsonValue | undefined {
  if (template === HOLE) return value
  if (typeof template === 'string') return template.replace(HOLE, String(value))
  if (Array.isArray(template)) return template.map((item) => filledIn(item, value) ?? null)
  if (!isJsonObject(template)) return template
  const members = Object.entries(template)
    .map(([name, item]) => [name, filledIn(item, value)] as const)
    .filter((member): member is [string, JsonValue] => member[1] !== undefined)
  return Object.fromEntries(members)
}
