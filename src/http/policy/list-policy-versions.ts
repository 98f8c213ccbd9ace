import { existingStore, type PolicyAct } from './policy-act.ts'
import { printVersion } from './print-version.ts'

/** Newest first. */
export const listPolicyVersions: PolicyAct = async ({ authorizer, store }) => {
  const versions = await authorizer.listPolicyVersions(existingStore(store))
  return { body: { versions: versions.map(printVersion) } }
}
