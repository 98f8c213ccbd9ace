import type { PolicyAuthorizer, PolicyVersion } from '#authorizer/authorizer.ts'
import { PolicyVersionNotFound } from '#authorizer/errors.ts'
import type { StoreId } from '#model/ids.ts'
import type { Datastore } from '#storage/datastore.ts'
import { readStore } from './read-store.ts'
import { issueRevisionToken, type TokenIssuer } from './revision-token.ts'

interface ReadDependencies {
  readonly datastore: Datastore
  readonly issuer: () => Promise<TokenIssuer>
}

/** Throws `StoreNotFound`, `PolicyVersionNotFound`. */
export async function readPolicy(
  { datastore, issuer }: ReadDependencies,
  store: StoreId,
  version?: number,
): ReturnType<PolicyAuthorizer['readPolicy']> {
  const found = await datastore.readPolicy(store, version)
  if (found === undefined) {
    await readStore({ datastore }, store)
    throw new PolicyVersionNotFound(version)
  }
  const { files, revision, ...description } = found
  return {
    ...description,
    files: new Map(Object.entries(JSON.parse(files) as Record<string, string>)),
    revision: issueRevisionToken(await issuer(), store, revision),
  }
}

/** Newest first. Throws as `readPolicy`. */
export async function listPolicyVersions(
  { datastore }: Pick<ReadDependencies, 'datastore'>,
  store: StoreId,
): Promise<readonly PolicyVersion[]> {
  const versions = await datastore.listPolicyVersions(store)
  if (versions.length > 0) return versions
  await readStore({ datastore }, store)
  throw new PolicyVersionNotFound()
}
