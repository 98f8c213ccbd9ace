/**
 * A plan as JSON. Its names are part of what Pforte promises: they stay, and others may be added.
 *
 * - `plan`: 1, the version of this form
 * - `store`, `from` (`policy_version`, `authorization_model_id`, `revision`; null: there is no such
 *   store yet), `planned_at`: what it was made against, and when
 * - `folder`, `effect`: digests of the folder's texts, and of all that would come of them
 * - `summary`: counts
 * - `differences`: model and policy, in words
 * - `roles`: copies of standard roles that follow (`followed`), that do not (`kept`), and roles that
 *   lose toggles of permissions that are no more (`stripped`)
 * - `orphans`: stored tuples that the new model would not allow
 * - `impact`: what was compared, counts by relation, role and scope, and examples with their reason
 * - `changes`: every gain and loss, if all were asked for
 */
import { changesOf, type Extent } from './access-impact.ts'
import type { Plan } from './plan.ts'
import { changesByRole, type Example, examplesOf, planSummary } from './plan-summary.ts'
import type { ToldChange } from './stored-changes.ts'

/** Line by line, since a full one may hold millions of changes. */
export function* planJson(plan: Plan, full: boolean): Generator<string> {
  const lines = JSON.stringify(planHead(plan), null, 2).split('\n')
  if (!full) return yield* lines
  yield* lines.slice(0, -2)
  yield `${lines.at(-2)},`
  yield '  "changes": ['
  let last: string | undefined
  for (const change of changesOf(plan.impact)) {
    if (last !== undefined) yield `${last},`
    last = `    ${JSON.stringify(changeJson(change))}`
  }
  if (last !== undefined) yield last
  yield '  ]'
  yield '}'
}

function planHead(plan: Plan) {
  const { store, from, plannedAt, folder, effect, differences, roles, orphans } = plan
  return {
    plan: 1,
    store,
    from:
      from === undefined
        ? null
        : {
            policy_version: from.version ?? null,
            authorization_model_id: from.modelId,
            revision: from.revision,
          },
    planned_at: new Date(plannedAt).toISOString(),
    folder,
    effect,
    summary: summaryJson(plan),
    differences,
    roles: { followed: roles.followed, kept: roles.kept, stripped: roles.stripped },
    orphans,
    impact: impactJson(plan),
  }
}

function summaryJson(plan: Plan) {
  const summary = planSummary(plan)
  return {
    tuples: plan.tuples,
    subjects: summary.subjects,
    gained: summary.gained,
    lost: summary.lost,
    may_be_gained: summary.mayBeGained,
    may_be_lost: summary.mayBeLost,
    undecided_before_and_after: summary.undecidedBoth,
    orphans: summary.orphans,
    exact: summary.isExact,
  }
}

function impactJson(plan: Plan) {
  const { relations, extent, byRelation, byScope, undecidedBoth } = plan.impact
  const { lost, gained, undecided } = examplesOf(plan)
  const exampleJson = (example: Example) => ({
    ...changeJson(example),
    ...(example.because !== undefined && { because: example.because.text }),
  })
  return {
    compared: { ...extentJson(extent), relations: relations.map(({ name }) => name) },
    by_relation: byRelation,
    by_role: changesByRole(plan),
    by_scope: byScope,
    undecided_before_and_after: undecidedBoth.examples,
    examples: {
      lost: lost.map(exampleJson),
      gained: gained.map(exampleJson),
      undecided: undecided.map(exampleJson),
    },
  }
}

function extentJson(extent: Extent) {
  const { kind, subjects, steps } = extent
  return extent.kind === 'exact'
    ? { kind, subjects, steps }
    : { kind, subjects, of_subjects: extent.ofSubjects, seed: extent.seed, steps }
}

function changeJson({ subject, relation, object, before, after }: ToldChange) {
  return { subject, relation, object, before, after }
}
