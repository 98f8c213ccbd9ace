/** What every `Datastore` does. A backend's test file calls this with a way to open an empty one. */
import type { Datastore } from '#storage/datastore.ts'
import { describeChangeLog } from './change-log.contract.ts'
import { describeFacts } from './facts.contract.ts'
import { describeModels } from './models.contract.ts'
import { describePolicies } from './policies.contract.ts'
import { describePolicyStores } from './policy-stores.contract.ts'
import { describeStores } from './stores.contract.ts'
import { describeTupleReads } from './tuple-reads.contract.ts'
import { describeTupleWrites } from './tuple-writes.contract.ts'

export function describeDatastore(name: string, open: () => Promise<Datastore>): void {
  describeStores(name, open)
  describePolicyStores(name, open)
  describePolicies(name, open)
  describeModels(name, open)
  describeTupleWrites(name, open)
  describeTupleReads(name, open)
  describeChangeLog(name, open)
  describeFacts(name, open)
}
