import { memoryDatastore } from '#storage/memory/memory-datastore.ts'
import { describeDatastore } from './datastore.contract.ts'

describeDatastore('memory', async () => memoryDatastore())
