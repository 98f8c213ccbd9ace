/** A change of model and tuples, and what comes of it: found by a plan, and question by question. */
import { createGraph } from '#graph/graph.ts'
import type { Difference } from '#graph/overlay.ts'
import type { AuthorizationModel } from '#model/authorization-model.ts'
import { compareBinary } from '#model/binary-order.ts'
import { printModelJson } from '#model/model-json.ts'
import { parseObject, parseSubject, type Tuple } from '#model/tuple.ts'
import { type AccessImpact, accessImpact, changesOf } from '#policy/plan/access-impact.ts'
import { plannedModel } from '#policy/plan/planned-model.ts'
import { askedRelations, splitName } from '#policy/plan/relation-reach.ts'
import { keyText } from '#storage/stored-tuple.ts'
import { type ConditionJudge, naiveEvaluator } from '../../reference/naive-evaluator.ts'

export interface Change {
  readonly before: AuthorizationModel
  readonly after: AuthorizationModel
  readonly tuples: readonly Tuple[]
  readonly differences: readonly Difference[]
}

export function impactOf(
  { before, after, tuples, differences }: Change,
  limits: { readonly maxSteps?: number; readonly maxChanges?: number } = {},
): AccessImpact {
  const graph = createGraph()
  for (const tuple of tuples) graph.add(tuple)
  const work = accessImpact({
    graph,
    before: plannedModel(printModelJson(before)),
    after: plannedModel(printModelJson(after)),
    differences,
    now: Date.UTC(2026, 2, 1, 12),
    ...limits,
  })
  let step = work.next()
  while (step.done !== true) step = work.next()
  return step.value
}

/** Each change in a line, sorted: `document:1#viewer@user:1: denied to allowed`. */
export function linesOf(impact: AccessImpact): readonly string[] {
  return Array.from(
    changesOf(impact),
    ({ subject, relation, object, before, after }) =>
      `${object}#${relation}@${subject}: ${before} to ${after}`,
  ).toSorted(compareBinary)
}

/** The same lines, by asking every question before and after. `undecided` are so on both sides. */
export function bruteForce(
  change: Change,
  judge: ConditionJudge,
): { readonly lines: readonly string[]; readonly undecided: readonly string[] } {
  const { before, after, tuples, differences } = change
  const written = differences.flatMap(({ tuple }) => (tuple === undefined ? [] : [tuple]))
  const relations = [...new Set([before, after].flatMap(askedRelations))].map(splitName)
  const lines: string[] = []
  const undecided: string[] = []
  const ask = [asker(before, tuples, judge), asker(after, changedTuples(change), judge)] as const
  for (const subject of new Set([...tuples, ...written].map(({ user }) => user))) {
    for (const object of objectsIn([...tuples, ...written])) {
      for (const { type, relation } of relations) {
        if (parseObject(object)?.type !== type) continue
        const [was, becomes] = ask.map((asked) => asked(subject, relation, object))
        const question = `${object}#${relation}@${subject}`
        if (was !== becomes) lines.push(`${question}: ${was} to ${becomes}`)
        else if (was === 'undecided') undecided.push(question)
      }
    }
  }
  return { lines: lines.toSorted(compareBinary), undecided: undecided.toSorted(compareBinary) }
}

function changedTuples({ tuples, differences }: Change): readonly Tuple[] {
  const byKey = new Map(tuples.map((tuple) => [keyText(tuple), tuple]))
  for (const { key, tuple } of differences) {
    if (tuple === undefined) byKey.delete(keyText(key))
    else byKey.set(keyText(key), tuple)
  }
  return [...byKey.values()]
}

function asker(model: AuthorizationModel, tuples: readonly Tuple[], judge: ConditionJudge) {
  const check = naiveEvaluator({ model, tuples, contextualTuples: [], context: {} }, judge)
  return (subject: string, relation: string, object: string) => {
    if (!knowsSubject(model, subject)) return 'denied'
    if (!model.types.get(parseObject(object)?.type ?? '')?.relations.has(relation)) return 'denied'
    // A typed wildcard stands for whomever no tuple names.
    const user = subject.replace(/:\*$/, ':whom-no-tuple-names')
    const { kind } = check({ object, relation, user })
    return kind === 'error' ? 'undecided' : kind
  }
}

function knowsSubject(model: AuthorizationModel, text: string): boolean {
  const subject = parseSubject(text)
  const relations = subject && model.types.get(subject.type)?.relations
  return relations !== undefined && (subject?.kind !== 'userset' || relations.has(subject.relation))
}

/** Every object that a tuple speaks of. */
function objectsIn(tuples: readonly Tuple[]): ReadonlySet<string> {
  const objects = tuples.flatMap(({ object, user }) => [object, user.replace(/#.*/, '')])
  return new Set(objects.filter((object) => !object.endsWith(':*')))
}
