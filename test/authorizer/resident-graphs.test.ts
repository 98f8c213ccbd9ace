import { describe, expect, it } from 'vitest'
import {
  followChanges,
  type ResidentGraph,
  residentGraphs,
} from '#authorizer/embedded/resident-graphs.ts'
import { UNCONDITIONAL } from '#engine/facts.ts'
import { requestFacts } from '#graph/request-facts.ts'
import { createVocabulary } from '#graph/vocabulary.ts'
import { parseStoreId, type StoreId } from '#model/ids.ts'
import type { Change, Datastore } from '#storage/datastore.ts'
import { memoryDatastore } from '#storage/memory/memory-datastore.ts'
import { tuple } from './tuple-text.ts'

const clock = { now: () => 1_000 }
const yieldToEventLoop = async () => {}

function storeId(digit: string): StoreId {
  const id = parseStoreId(digit.repeat(26))
  if (id === undefined) throw new Error('not a store id')
  return id
}

const first = storeId('1')
const second = storeId('2')

async function storeOf(datastore: Datastore, id: StoreId, users: number): Promise<void> {
  await datastore.createStore({ id, name: 'store', createdAt: 0, updatedAt: 0 })
  for (let from = 0; from < users; from += 100) {
    const writes = Array.from({ length: Math.min(100, users - from) }, (_, index) =>
      tuple(`group:${index}#member@user:${from + index}`),
    )
    await datastore.write(id, { writes, deletes: [], onDuplicate: 'error', onMissing: 'error' }, 0)
  }
}

function holds(resident: ResidentGraph | undefined, user: string): boolean {
  if (resident === undefined) throw new Error('the store fits')
  const facts = requestFacts(resident.graph)
  const member = facts.relationId('group', 'member')
  const presence = facts.has(facts.objectId('group', '0'), member, facts.objectId('user', user))
  return presence === UNCONDITIONAL
}

function write(revision: number, text: string): Change {
  return { operation: 'write', tuple: tuple(text), at: 0, revision, ordinal: 0 }
}

describe('resident graphs', () => {
  it('hold all tuples of a store, at its newest revision', async () => {
    const datastore = memoryDatastore()
    await storeOf(datastore, first, 250)
    const graphs = residentGraphs({ datastore, clock, graphBudgetBytes: 1e8, yieldToEventLoop })
    const resident = await graphs.load(first, createVocabulary())
    expect(resident?.graph.size).toBe(250)
    expect(resident?.revision).toBe(3)
  })

  it('hold what is written while they are loaded', async () => {
    const datastore = memoryDatastore()
    await storeOf(datastore, first, 1)
    let written = false
    const graphs = residentGraphs({
      datastore,
      clock,
      graphBudgetBytes: 1e8,
      yieldToEventLoop: async () => {
        if (written) return
        written = true
        const writes = [tuple('group:0#member@user:late')]
        const deletes = [tuple('group:0#member@user:0')]
        await datastore.write(
          first,
          { writes, deletes, onDuplicate: 'error', onMissing: 'error' },
          0,
        )
      },
    })
    const resident = await graphs.load(first, createVocabulary())
    expect([holds(resident, '0'), holds(resident, 'late')]).toEqual([false, true])
  })

  it('are loaded once for all who wait', async () => {
    const datastore = memoryDatastore()
    await storeOf(datastore, first, 1)
    const graphs = residentGraphs({ datastore, clock, graphBudgetBytes: 1e8, yieldToEventLoop })
    const [one, other] = await Promise.all([
      graphs.load(first, createVocabulary()),
      graphs.load(first, createVocabulary()),
    ])
    expect(one).toBe(other)
  })

  it('are not loaded when they would not fit', async () => {
    const datastore = memoryDatastore()
    await storeOf(datastore, first, 100)
    const graphs = residentGraphs({ datastore, clock, graphBudgetBytes: 100, yieldToEventLoop })
    expect(await graphs.load(first, createVocabulary())).toBeUndefined()
  })

  it('make room for another by letting go of the one not asked for longest', async () => {
    const datastore = memoryDatastore()
    await storeOf(datastore, first, 1000)
    await storeOf(datastore, second, 1000)
    const alone = residentGraphs({ datastore, clock, graphBudgetBytes: 1e8, yieldToEventLoop })
    const bytes = (await alone.load(first, createVocabulary()))?.graph.bytes() ?? 0
    const graphs = residentGraphs({
      datastore,
      clock,
      graphBudgetBytes: bytes * 1.5,
      yieldToEventLoop,
    })
    await graphs.load(first, createVocabulary())
    await graphs.load(second, createVocabulary())
    expect(graphs.get(first)).toBeUndefined()
    expect(graphs.get(second)?.graph.size).toBe(1000)
  })

  it('pass over changes that they already hold', async () => {
    const datastore = memoryDatastore()
    await storeOf(datastore, first, 1)
    const graphs = residentGraphs({ datastore, clock, graphBudgetBytes: 1e8, yieldToEventLoop })
    const resident = await graphs.load(first, createVocabulary())
    if (resident === undefined) throw new Error('the store fits')
    const removed: Change = { ...write(3, 'group:0#member@user:new'), operation: 'delete' }
    followChanges(resident, [write(2, 'group:0#member@user:new'), removed])
    followChanges(resident, [write(2, 'group:0#member@user:new')])
    expect(holds(resident, 'new')).toBe(false)
  })
})
