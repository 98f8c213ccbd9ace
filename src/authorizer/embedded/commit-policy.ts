import type { CommitOutcome, PolicyCommit } from '#authorizer/authorizer.ts'
import { StoreNotFound, ValidationFailed } from '#authorizer/errors.ts'
import type { Clock, RandomBytes, StoreId } from '#model/ids.ts'
import type { Tuple } from '#model/tuple.ts'
import { describeTupleFault, findTupleFault } from '#model/tuple-validation.ts'
import {
  type CommitResult,
  type Datastore,
  type PolicyCommit as StoredCommit,
  StoreMissing,
} from '#storage/datastore.ts'
import type { CompiledModel } from './compiled-model.ts'
import type { KnownStores } from './known-stores.ts'
import { preparePolicy } from './new-policy.ts'
import { issueRevisionToken, openRevisionToken, type TokenIssuer } from './revision-token.ts'

export interface CommitDependencies {
  readonly datastore: Datastore
  readonly clock: Clock
  readonly randomBytes: RandomBytes
  readonly stores: KnownStores
  readonly issuer: () => Promise<TokenIssuer>
}

/** Makes the next version; the next question sees it whole. Throws what `preparePolicy` does. */
export async function commitPolicy(
  dependencies: CommitDependencies,
  store: StoreId,
  commit: PolicyCommit,
): Promise<CommitOutcome> {
  const { datastore, stores } = dependencies
  const issuer = await dependencies.issuer()
  const { policy, compiled } = preparePolicy(dependencies, commit.json, commit)
  refuseFaulty(compiled, commit.writes)
  const { restores, writes, deletes } = commit
  const result = await commitTo(datastore, store, {
    ...policy,
    ...(restores !== undefined && { restores }),
    writes,
    deletes,
    expected: expectedOf(issuer, store, commit),
  })
  if (result.kind === 'moved') return { kind: 'moved', version: result.version }
  if (result.kind === 'touched') return result
  stores.acknowledgeModel(store, result.revision)
  const { id: modelId, createdAt: appliedAt } = policy.model
  const version = { version: result.version, modelId, appliedAt }
  return {
    kind: 'committed',
    policy: restores === undefined ? version : { ...version, restores },
    revision: issueRevisionToken(issuer, store, result.revision),
  }
}

async function commitTo(
  datastore: Datastore,
  store: StoreId,
  commit: StoredCommit,
): Promise<CommitResult> {
  try {
    return await datastore.commitPolicy(store, commit)
  } catch (error) {
    if (error instanceof StoreMissing) throw new StoreNotFound()
    throw error
  }
}

function refuseFaulty(compiled: CompiledModel, writes: readonly Tuple[]): void {
  for (const tuple of writes) {
    const fault = findTupleFault(compiled, tuple)
    if (fault !== undefined) throw new ValidationFailed(describeTupleFault(tuple, fault))
  }
}

/** Throws `ValidationFailed` for a token of another store. */
function expectedOf(
  issuer: TokenIssuer,
  store: StoreId,
  { expected: { version, revision, untouched } }: PolicyCommit,
): StoredCommit['expected'] {
  return {
    version,
    ...(revision !== undefined && { revision: openRevisionToken(issuer, store, revision) }),
    ...(untouched !== undefined && {
      untouched: {
        objectType: untouched.objectType,
        since: openRevisionToken(issuer, store, untouched.since),
      },
    }),
  }
}
