/** Policies and their versions, and whole stores out and in: Pforte's own, beside OpenFGA's paths. */
import { applyPolicy } from './apply-policy.ts'
import { exportStore } from './export-store.ts'
import { importTuples } from './import-tuples.ts'
import { listPolicyVersions } from './list-policy-versions.ts'
import type { PolicyAct } from './policy-act.ts'
import { readPolicy } from './read-policy.ts'
import { rollbackPolicy } from './rollback-policy.ts'

/** `operator`: a key is needed whatever the settings, for a policy says who may do what. */
type PolicyCaller = 'anyone served' | 'operator'

type PolicyRoute = readonly ['GET' | 'POST', path: string, act: PolicyAct, caller: PolicyCaller]

export const policyRoutes: readonly PolicyRoute[] = [
  ['GET', '/stores/:store_id/policy', readPolicy, 'operator'],
  ['POST', '/stores/:store_id/policy', applyPolicy, 'operator'],
  ['GET', '/stores/:store_id/policy/versions', listPolicyVersions, 'operator'],
  ['POST', '/stores/:store_id/policy/rollback', rollbackPolicy, 'operator'],

  ['GET', '/stores/:store_id/export', exportStore, 'anyone served'],
  ['POST', '/stores/:store_id/import', importTuples, 'anyone served'],
]
