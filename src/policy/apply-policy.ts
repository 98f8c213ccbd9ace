/**
 * Brings a policy into force: model, standard roles' copies and assertions change in one commit, or
 * nothing does. Roles that tenants edit meanwhile make it look again; another apply makes it stop.
 */
import type { Assertion, PolicyAuthorizer, PolicyVersion } from '#authorizer/authorizer.ts'
import { PolicyMoved, PolicyStoreGuarded, StoreNotFound } from '#authorizer/errors.ts'
import { ROLE_TYPE } from '#core/core-model.ts'
import type { Finding } from '#model/finding.ts'
import type { StoreId } from '#model/ids.ts'
import { CORE_POLICY, type PolicyName } from '#model/policy-name.ts'
import type { TupleKey } from '#model/tuple.ts'
import { type BuiltPolicy, buildPolicy, staleFindings } from './build-policy.ts'
import type { Policy } from './policy.ts'
import { isSameFiles, type PolicyFolder } from './policy-folder.ts'
import { policyOf } from './read-policy.ts'
import { type RoleChanges, readRoles, roleChanges } from './role-changes.ts'

export interface ApplyDependencies {
  readonly authorizer: PolicyAuthorizer
  /** The text of the core model. */
  readonly coreModel: string
}

/** What whoever applies has seen the store run; the apply is refused if that is no longer so. */
export interface Expected {
  /** 0: that there is no store. */
  readonly version?: number
  /** A revision token. */
  readonly revision?: string
}

export type Applying =
  | {
      readonly kind: 'applied'
      readonly policy: PolicyVersion
      readonly revision: string
      readonly roles: RoleChanges
    }
  /** The store runs these very files. */
  | { readonly kind: 'unchanged'; readonly policy: PolicyVersion; readonly revision: string }
  | { readonly kind: 'findings'; readonly findings: readonly Finding[] }

/** Each further one means that a role was edited while the roles were looked at. */
const ATTEMPTS = 10

/**
 * Applies a folder to the store of its name, which is made if there is none. Throws `PolicyMoved`,
 * and `PolicyStoreGuarded` for the core, which no folder is.
 */
export async function applyPolicy(
  dependencies: ApplyDependencies,
  folder: PolicyFolder,
  expected: Expected = {},
): Promise<Applying> {
  const { authorizer, coreModel } = dependencies
  const { name } = folder
  if (name === CORE_POLICY) throw new PolicyStoreGuarded(CORE_POLICY)
  const build = await buildPolicy(coreModel, folder)
  if (build.kind === 'findings') return build
  const stale = staleFindings(folder, build.built)
  if (stale.length > 0) return { kind: 'findings', findings: stale }
  const store = await authorizer.resolveStore(name)
  if (store === undefined) {
    refuseUnlessAbsent(name, expected)
    return createStore(authorizer, folder, build.built)
  }
  return commit(authorizer, store, { folder, built: build.built, expected })
}

/**
 * Applies the files of an older version as a new one that restores it. What is made of its sources is
 * made anew, since the core may be a newer one by now. Throws `PolicyVersionNotFound`, and as `applyPolicy`.
 */
export async function rollbackPolicy(
  { authorizer, coreModel }: ApplyDependencies,
  name: PolicyName,
  version: number,
  expected: Expected = {},
): Promise<Applying> {
  if (name === CORE_POLICY) throw new PolicyStoreGuarded(CORE_POLICY)
  const store = await authorizer.resolveStore(name)
  if (store === undefined) throw new StoreNotFound()
  const { files } = await authorizer.readPolicy(store, version)
  const build = await buildPolicy(coreModel, { name, files })
  if (build.kind === 'findings') return build
  const { built } = build
  const folder = { name, files: new Map([...files, ...built.made]) }
  return commit(authorizer, store, { folder, built, expected, restores: version })
}

function refuseUnlessAbsent(name: PolicyName, { version = 0 }: Expected): void {
  if (version !== 0) {
    throw new PolicyMoved(`there is no store \`${name}\`, so it does not run version ${version}`)
  }
}

async function createStore(
  authorizer: PolicyAuthorizer,
  { name, files }: PolicyFolder,
  { policy, json }: BuiltPolicy,
): Promise<Applying> {
  const contents = { files, assertions: assertionsOf(policy) }
  const store = await authorizer.createPolicyStore(name, json, contents)
  const { files: made, revision, ...version } = await authorizer.readPolicy(store)
  if (!isSameFiles(made, files)) throw movedTo(name, version.version)
  return { kind: 'applied', policy: version, revision, roles: roleChanges(undefined, policy, []) }
}

/** What is to be committed, and what has to be so for that. */
interface Applied {
  readonly folder: PolicyFolder
  readonly built: BuiltPolicy
  readonly expected: Expected
  readonly restores?: number
}

async function commit(
  authorizer: PolicyAuthorizer,
  store: StoreId,
  applied: Applied,
): Promise<Applying> {
  const { name, files } = applied.folder
  for (let attempt = 1; attempt <= ATTEMPTS; attempt++) {
    const { files: present, revision, ...running } = await authorizer.readPolicy(store)
    const { version = running.version } = applied.expected
    if (version !== running.version) throw movedTo(name, running.version)
    if (isSameFiles(present, files)) return { kind: 'unchanged', policy: running, revision }
    const applying = await tryCommit(authorizer, store, applied, running.version, present)
    if (applying !== undefined) return applying
  }
  throw new PolicyMoved(`the roles of \`${name}\` change faster than they are read: try again`)
}

/** Undefined: a role was edited meanwhile. */
async function tryCommit(
  authorizer: PolicyAuthorizer,
  store: StoreId,
  { folder, built, expected, restores }: Applied,
  version: number,
  present: ReadonlyMap<string, string>,
): Promise<Applying | undefined> {
  const { policy, json } = built
  const { tuples, revision: since } = await roleTuples(authorizer, store)
  const roles = roleChanges(policyOf(present), policy, readRoles(tuples))
  const outcome = await authorizer.commitPolicy(store, {
    json,
    files: folder.files,
    assertions: assertionsOf(policy),
    writes: roles.writes,
    deletes: roles.deletes,
    ...(restores !== undefined && { restores }),
    expected: {
      version,
      untouched: { objectType: ROLE_TYPE, since },
      ...(expected.revision !== undefined && { revision: expected.revision }),
    },
  })
  switch (outcome.kind) {
    case 'committed':
      return { kind: 'applied', policy: outcome.policy, revision: outcome.revision, roles }
    case 'moved':
      throw movedTo(folder.name, outcome.version)
    case 'touched':
      return undefined
  }
}

/** The tuples of all roles at one revision. */
async function roleTuples(
  authorizer: PolicyAuthorizer,
  store: StoreId,
): Promise<{ readonly tuples: readonly TupleKey[]; readonly revision: string }> {
  const { pages, revision } = await authorizer.exportTuples(store, ROLE_TYPE)
  const tuples: TupleKey[] = []
  for await (const page of pages) tuples.push(...page)
  return { tuples, revision }
}

function assertionsOf({ assertions }: Policy): readonly Assertion[] {
  return assertions.map(({ user, relation, object, allowed }) => ({
    tupleKey: { user, relation, object },
    expectation: allowed,
    contextualTuples: [],
  }))
}

function movedTo(name: PolicyName, version: number): PolicyMoved {
  return new PolicyMoved(
    `\`${name}\` is no longer as it was seen: it runs version ${version}, or its tuples have changed`,
  )
}
