/**
 * A plan: what would come of it if a folder were applied to a store as it is. It changes nothing.
 */
import { createGraph, type Graph } from '#graph/graph.ts'
import type { Difference as TupleDifference } from '#graph/overlay.ts'
import type { JsonObject } from '#model/json.ts'
import type { Tuple } from '#model/tuple.ts'
import type { BuiltPolicy } from '#policy/build-policy.ts'
import type { Policy } from '#policy/policy.ts'
import type { PolicyFolder } from '#policy/policy-folder.ts'
import { policyOf } from '#policy/read-policy.ts'
import { type RoleChanges, type RoleCopy, readRoles, roleChanges } from '#policy/role-changes.ts'
import { type AccessImpact, accessImpact } from './access-impact.ts'
import { digestOf } from './digest.ts'
import { type Effect, effectLines } from './effect.ts'
import { type Difference, modelDifference } from './model-difference.ts'
import { type OrphanSearch, orphanSearch } from './orphans.ts'
import { emptyModel, type PlannedModel, plannedModel } from './planned-model.ts'
import { policyDifference, relationsOfPolicy } from './policy-difference.ts'

/** What a store runs, and its tuples of that state. */
export interface StoreSnapshot {
  readonly version?: number
  readonly modelId: string
  readonly revision: string
  /** In OpenFGA's JSON. */
  readonly model: JsonObject
  /** The texts of the version that it runs; absent: no policy was applied to it yet. */
  readonly files?: ReadonlyMap<string, string>
  readonly tuples: AsyncIterable<Tuple> | Iterable<Tuple>
}

export interface PlanQuestion {
  readonly folder: PolicyFolder
  readonly built: BuiltPolicy
  /** Absent: there is no store of the name yet. */
  readonly snapshot?: StoreSnapshot
  /** The clock of the plan; epoch milliseconds. */
  readonly now: number
  /** Resolves after whatever else waits had its turn. */
  readonly pause: () => Promise<void>
  /** Smaller than the constants only to show what comes of it. */
  readonly maxSteps?: number
}

export interface Plan extends Effect {
  readonly store: string
  /** What it was made against; absent: there is no such store yet. */
  readonly from?: Pick<StoreSnapshot, 'version' | 'modelId' | 'revision'>
  readonly plannedAt: number
  /** Digest of the folder's texts. */
  readonly folder: string
  /** Digest of all that would come of it: every gain and loss, every role, all orphans. */
  readonly effect: string
  readonly tuples: number
  readonly differences: readonly Difference[]
  /** Keys of the standard roles that roles are copies of, by the role's id. */
  readonly standards: ReadonlyMap<string, string>
}

/** A turn for others after so many tuples, and after so much of the comparison. */
const TUPLES_A_TURN = 2_000
const SLICES_A_TURN = 8

/** `question.built` is what the folder was built to. Throws what reading the tuples throws. */
export async function makePlan(question: PlanQuestion): Promise<Plan> {
  const { folder, built, snapshot, now } = question
  const after = plannedModel(built.json)
  const before = snapshot === undefined ? emptyModel(after) : plannedModel(snapshot.model)
  const policy = snapshot?.files && policyOf(snapshot.files)
  const orphaned = orphanSearch(before, after)
  const { graph, roles, roleTuples } = await readTuples(question, orphaned)
  const changes = roleChanges(policy, built.policy, roles)
  lookAtRoleTuples(roleTuples, changes, orphaned)
  const impact = await compareAccess(question, { before, after, graph, changes })
  const plan = {
    store: folder.name,
    ...(snapshot !== undefined && { from: fromOf(snapshot) }),
    plannedAt: now,
    folder: await folderDigest(folder),
    tuples: graph.size,
    differences: differencesOf(before, after, policy, built.policy),
    roles: changes,
    standards: standardsOf(roles),
    orphans: orphaned.found(),
    impact,
  }
  return { ...plan, effect: await digestOf(effectLines(plan)) }
}

function folderDigest({ files }: PolicyFolder): Promise<string> {
  const paths = [...files.keys()].sort()
  return digestOf(paths.map((path) => JSON.stringify([path, files.get(path)])))
}

function fromOf({ version, modelId, revision }: StoreSnapshot): NonNullable<Plan['from']> {
  return { ...(version !== undefined && { version }), modelId, revision }
}

interface ReadTuples {
  readonly graph: Graph
  readonly roles: readonly RoleCopy[]
  readonly roleTuples: readonly Tuple[]
}

async function readTuples(
  { snapshot, pause }: PlanQuestion,
  orphaned: OrphanSearch,
): Promise<ReadTuples> {
  const graph = createGraph()
  const roleTuples: Tuple[] = []
  let count = 0
  for await (const tuple of snapshot?.tuples ?? []) {
    graph.add(tuple)
    // Whether a role's toggle is left behind is known when it is known which of them are taken away.
    if (tuple.object.startsWith('role:')) roleTuples.push(tuple)
    else orphaned.look(tuple)
    if (++count % TUPLES_A_TURN === 0) await pause()
  }
  return { graph, roles: readRoles(roleTuples), roleTuples }
}

function lookAtRoleTuples(
  tuples: readonly Tuple[],
  { deletes }: RoleChanges,
  orphaned: OrphanSearch,
): void {
  const deleted = new Set(deletes.map(({ object, relation }) => `${object}#${relation}`))
  for (const tuple of tuples) {
    const isToggle = tuple.user === 'user:*'
    if (!isToggle || !deleted.has(`${tuple.object}#${tuple.relation}`)) orphaned.look(tuple)
  }
}

async function compareAccess(
  { now, pause, maxSteps }: PlanQuestion,
  change: {
    readonly before: PlannedModel
    readonly after: PlannedModel
    readonly graph: Graph
    readonly changes: RoleChanges
  },
): Promise<AccessImpact> {
  const { before, after, graph, changes } = change
  const differences: readonly TupleDifference[] = [
    ...changes.deletes.map((key) => ({ key, tuple: undefined })),
    ...changes.writes.map((tuple) => ({ key: tuple, tuple })),
  ]
  const work = accessImpact({
    graph,
    before,
    after,
    differences,
    now,
    ...(maxSteps !== undefined && { maxSteps }),
  })
  for (let slices = 1; ; slices++) {
    const step = work.next()
    if (step.done === true) return step.value
    if (slices % SLICES_A_TURN === 0) await pause()
  }
}

/** A new permission's relations on the core's types are told once, with the permission. */
function differencesOf(
  before: PlannedModel,
  after: PlannedModel,
  was: Policy | undefined,
  becomes: Policy,
): readonly Difference[] {
  const policies = policyDifference(was ?? noPolicy(becomes), becomes)
  const relationsWere = relationsOfPolicy(was ?? noPolicy(becomes))
  const relationsAre = relationsOfPolicy(becomes)
  const isTold = ({ kind, subject }: Difference) =>
    kind !== 'changed' && relationsWere.has(subject) !== relationsAre.has(subject)
  return [
    ...policies,
    ...modelDifference(before.model, after.model).filter((difference) => !isTold(difference)),
  ]
}

/** A policy to compare with where none was: nothing is declared, and no rule differs. */
function noPolicy(policy: Policy): Policy {
  const none = new Map<string, never>()
  return { ...policy, permissions: none, features: none, roles: none, links: none }
}

function standardsOf(roles: readonly RoleCopy[]): ReadonlyMap<string, string> {
  return new Map(
    roles.flatMap(({ id, standards: [standard] }) =>
      standard === undefined ? [] : [[id, standard] as const],
    ),
  )
}
