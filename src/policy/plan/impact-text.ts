/** Access impact for people: how many gain and lose what, by role, scope and relation, then who. */

import { countOf, numberText } from '#policy/count-text.ts'
import { inShort } from '#policy/in-short.ts'
import type { Paint } from '#policy/paint.ts'
import type { ChangeKind } from './access-change.ts'
import type { Extent } from './access-impact.ts'
import type { Plan } from './plan.ts'
import { changesByRole, type Example, examplesOf, planSummary } from './plan-summary.ts'
import { type StoredChanges, toldChanges } from './stored-changes.ts'
import type { Tally } from './tally.ts'

/** Rows of a table that are shown; the others are counted. */
const MAX_ROWS = 10

const COLOURS = { lost: 'red', gained: 'green', undecided: 'yellow' } as const

export function* impactText(
  plan: Plan,
  { full, paint }: { readonly full: boolean; readonly paint: Paint },
): Generator<string> {
  const { impact } = plan
  yield `\n${paint('bold', 'Access')}`
  for (const line of countLines(plan)) yield `  ${line}`
  if (impact.relations.length > 0) {
    yield paint('dim', `  ${extentLine(impact.extent, impact.relations.length)}`)
  }
  const most = full ? Number.POSITIVE_INFINITY : MAX_ROWS
  yield* table('by role', changesByRole(plan).map(roleRow), most)
  yield* table('by scope', impact.byScope, most)
  yield* table('by relation', impact.byRelation, most)
  if (full) {
    for (const changes of impact.stored) yield* subjectLines(plan, changes, paint)
  } else yield* exampleLines(plan, paint)
}

function countLines(plan: Plan): readonly string[] {
  const summary = planSummary(plan)
  const { gained, lost, subjects, mayBeGained, mayBeLost, undecidedBoth } = summary
  const total = gained + lost + mayBeGained + mayBeLost
  const by = countOf(subjects, 'subject')
  return [
    total === 0
      ? `Nobody gains or loses anything${plan.tuples === 0 ? ': the store holds no tuples' : ''}.`
      : `${numberText(lost)} lost, ${numberText(gained)} gained, by ${by}.`,
    ...(mayBeGained + mayBeLost === 0
      ? []
      : [
          `${numberText(mayBeLost)} may be lost and ${numberText(mayBeGained)} gained: one side cannot be decided.`,
        ]),
    ...(undecidedBoth === 0
      ? []
      : [`${countOf(undecidedBoth, 'answer')} cannot be decided, before as after.`]),
  ]
}

function extentLine(extent: Extent, relations: number): string {
  const over = `${countOf(relations, 'relation')} that can differ`
  if (extent.kind === 'exact') {
    return `Exact: ${countOf(extent.subjects, 'subject')} over ${over}.`
  }
  const { subjects, ofSubjects, seed } = extent
  const share = ((100 * subjects) / ofSubjects).toFixed(1)
  return (
    `A sample: ${numberText(subjects)} of ${numberText(ofSubjects)} subjects (${share} %, seed ${seed}) over ${over}. ` +
    'It was too much to compare them all; the others may gain or lose, too.'
  )
}

function roleRow(tally: ReturnType<typeof changesByRole>[number]): Tally {
  const { standard, roles, name } = tally
  const copies = roles === 1 ? '1 copy' : `${numberText(roles)} copies`
  const kind = standard === undefined ? `${name} (of a tenant)` : `${name} (${copies})`
  return { ...tally, name: kind }
}

function* table(title: string, tallies: readonly Tally[], most: number): Generator<string> {
  if (tallies.length === 0) return
  const shown = tallies.slice(0, most)
  const width = Math.max(title.length, ...shown.map(({ name }) => name.length)) + 2
  const row = (name: string, ...cells: readonly string[]) =>
    `  ${name.padEnd(width)}${cells.map((cell) => cell.padStart(11)).join('')}`
  yield ''
  yield row(title, 'lost', 'gained', 'undecided', 'subjects')
  for (const { name, lost, gained, undecided, subjects } of shown) {
    yield row(name, ...[lost, gained, undecided, subjects].map(numberText))
  }
  if (tallies.length > most) yield `  … and ${tallies.length - most} more`
}

function* exampleLines(plan: Plan, paint: Paint): Generator<string> {
  const examples = examplesOf(plan)
  for (const kind of ['lost', 'gained', 'undecided'] as const) {
    if (examples[kind].length === 0) continue
    yield ''
    yield `  ${paint(COLOURS[kind], kind)}, for example`
    for (const example of examples[kind]) {
      yield `    ${questionOf(example)}${verdictsOf(example)}`
      if (example.because === undefined) continue
      yield paint('dim', `      ${WHEN[kind]}: ${inShort(example.because)}`)
    }
  }
}

/** What the reason of an example is one for. */
const WHEN: Readonly<Record<ChangeKind, string>> = {
  lost: 'has it by',
  gained: 'gets it by',
  undecided: 'open',
}

function questionOf({ subject, relation, object }: Example): string {
  return `${nameOf(subject)}  ${relation}  ${object}`
}

function verdictsOf({ kind, before, after }: Example): string {
  return kind === 'undecided' ? `  (${before}, then ${after})` : ''
}

/** `user:*` stands for everybody whom no tuple names. */
function nameOf(subject: string): string {
  return subject.endsWith(':*') ? `${subject} (anybody)` : subject
}

/** All of one subject's changes: a line for each relation and kind of change. */
function* subjectLines({ impact }: Plan, changes: StoredChanges, paint: Paint): Generator<string> {
  yield ''
  yield `  ${nameOf(changes.subject)}`
  const told = [...toldChanges(changes, impact.relations, impact.before.facts)]
  const groups = Map.groupBy(told, ({ kind, relation, before, after }) =>
    kind === 'undecided' ? `${relation} (${before}, then ${after})` : `${relation} ${kind}`,
  )
  for (const [first, ...rest] of groups.values()) {
    if (first === undefined) continue
    const { kind, relation } = first
    const objects = [first, ...rest].map(({ object }) => object)
    yield `    ${paint(COLOURS[kind], kind)} ${relation}${verdictsOf(first)}: ${objects.join(', ')}`
  }
}
