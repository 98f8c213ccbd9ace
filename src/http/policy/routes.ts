/** Policies and their versions, and whole stores out and in: Pforte's own, beside OpenFGA's paths. */
import { applyPolicy } from './apply-policy.ts'
import { exportStore } from './export-store.ts'
import { importTuples } from './import-tuples.ts'
import { listPolicyVersions } from './list-policy-versions.ts'
import type { PolicyAct } from './policy-act.ts'
import { readPolicy } from './read-policy.ts'
import { rollbackPolicy } from './rollback-policy.ts'

type PolicyRoute = readonly ['GET' | 'POST', path: string, act: PolicyAct]

export const policyRoutes: readonly PolicyRoute[] = [
  ['GET', '/stores/:store_id/policy', readPolicy],
  ['POST', '/stores/:store_id/policy', applyPolicy],
  ['GET', '/stores/:store_id/policy/versions', listPolicyVersions],
  ['POST', '/stores/:store_id/policy/rollback', rollbackPolicy],

  ['GET', '/stores/:store_id/export', exportStore],
  ['POST', '/stores/:store_id/import', importTuples],
]
