/** A plan of a folder against what a server runs: what `plan` shows, and `apply` holds itself to. */
import { setImmediate } from 'node:timers/promises'
import { Refusal } from '#authorizer/errors.ts'
import { findingLine } from '#cli/findings-text.ts'
import { CannotBeDone, FaultyFiles } from '#cli/misuse.ts'
import { readCoreModel } from '#cli/policy-sources.ts'
import { type BuiltPolicy, buildPolicy, staleFindings } from '#policy/build-policy.ts'
import { makePlan, type Plan, type StoreSnapshot } from '#policy/plan/plan.ts'
import type { PolicySource } from '#policy/policy-folder.ts'
import type { PolicyClient } from './policy-client.ts'

/**
 * Builds the folder and compares it with the newest state of its store. Throws `FaultyFiles` if the
 * folder has faults, and as the client does.
 */
export async function planAgainst(
  client: Pick<PolicyClient, 'read' | 'exportStore'>,
  policy: PolicySource,
  now: number,
): Promise<Plan> {
  const built = await builtOf(policy)
  const snapshot = await snapshotOf(client, policy.folder.name)
  return makePlan({
    folder: policy.folder,
    built,
    ...(snapshot !== undefined && { snapshot }),
    now,
    pause: () => setImmediate(),
  })
}

/** An apply takes a folder only if what is made of its sources is current, so a plan does, too. */
async function builtOf({ path, folder }: PolicySource): Promise<BuiltPolicy> {
  const build = await buildPolicy(await readCoreModel(), folder)
  const findings = build.kind === 'findings' ? build.findings : staleFindings(folder, build.built)
  if (build.kind === 'built' && findings.length === 0) return build.built
  throw new FaultyFiles(findings.map((finding) => findingLine(finding, path)))
}

/** Undefined: there is no store of the name. */
async function snapshotOf(
  client: Pick<PolicyClient, 'read' | 'exportStore'>,
  store: string,
): Promise<StoreSnapshot | undefined> {
  try {
    const { policyVersion, model, revision, tuples } = await client.exportStore(store)
    if (model === undefined) throw new CannotBeDone(`the store \`${store}\` has no model`)
    // The texts of that very version: another one may be applied meanwhile.
    const applied =
      policyVersion === undefined ? undefined : await client.read(store, policyVersion)
    return {
      modelId: model.id,
      model: model.json,
      revision,
      tuples,
      ...(policyVersion !== undefined && { version: policyVersion }),
      ...(applied !== undefined && { files: applied.files }),
    }
  } catch (error) {
    if (error instanceof Refusal && error.code === 'store_id_not_found') return undefined
    throw error
  }
}
