/** A plan for people: what differs, then what it does to roles, tuples and people. Counts come first. */
import { formatTupleKey } from '#model/tuple.ts'
import { countOf, numberText } from '#policy/count-text.ts'
import type { Paint } from '#policy/paint.ts'
import { impactText } from './impact-text.ts'
import type { Difference } from './model-difference.ts'
import type { OrphanGroup } from './orphans.ts'
import type { Plan } from './plan.ts'
import { roleText } from './role-text.ts'

export interface TextOptions {
  /** Everything, instead of a few examples. */
  readonly full: boolean
  readonly paint: Paint
}

/** Lines without their end. There may be millions if it is a full one. */
export function* planText(plan: Plan, options: TextOptions): Generator<string> {
  const { paint } = options
  yield paint('bold', headline(plan))
  if (plan.differences.length === 0) yield 'Model and policy are the same.'
  yield* section('Policy', differencesOf(plan, false), paint)
  yield* section('Model', differencesOf(plan, true), paint)
  yield* section('Roles of tenants', roleText(plan.roles, options.full), paint)
  yield* section(orphansTitle(plan), plan.orphans.groups.map(orphanLine), paint)
  yield* impactText(plan, options)
}

function headline({ store, from, tuples }: Plan): string {
  if (from === undefined) return `There is no store \`${store}\` yet: an apply makes it.`
  const version = from.version === undefined ? `model ${from.modelId}` : `version ${from.version}`
  return `\`${store}\`: the folder against ${version}, with ${countOf(tuples, 'tuple')}`
}

function* section(title: string, lines: Iterable<string>, paint: Paint): Generator<string> {
  let isFirst = true
  for (const line of lines) {
    if (isFirst) yield `\n${paint('bold', title)}`
    isFirst = false
    yield `  ${line}`
  }
}

const MARKS = { added: '+', removed: '-', changed: '~' } as const

const OF_MODEL: ReadonlySet<Difference['of']> = new Set(['type', 'relation', 'condition'])

function differencesOf({ differences }: Plan, ofModel: boolean): readonly string[] {
  return differences
    .filter(({ of }) => OF_MODEL.has(of) === ofModel)
    .map(({ kind, text }) => `${MARKS[kind]} ${text}`)
}

function orphansTitle({ orphans }: Plan): string {
  return `Stored tuples that would count for nothing: ${numberText(orphans.count)}`
}

function orphanLine({ relation, reason, count, examples }: OrphanGroup): string {
  const [example] = examples
  const shown = example && `; e.g. ${formatTupleKey(example)}`
  return `${relation}: ${numberText(count)} (${reason}${shown ?? ''})`
}
