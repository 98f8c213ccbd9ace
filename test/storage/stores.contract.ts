import { describe, expect, test } from 'vitest'
import type { StoreId } from '#model/ids.ts'
import { type Datastore, StoreMissing } from '#storage/datastore.ts'
import {
  addStore,
  ignoring,
  MODEL,
  NOON,
  OTHER,
  openWithStore,
  readAll,
  STORE,
  writing,
} from './sample-tuples.ts'

/** Stores come and go whole. */
export function describeStores(name: string, open: () => Promise<Datastore>): void {
  const withStore = () => openWithStore(open)

  describe(`${name}: stores`, () => {
    test('reads back what was created, and nothing under another id', async () => {
      const datastore = await withStore()
      expect(await datastore.readStore(STORE)).toEqual({
        id: STORE,
        name: 'demo',
        createdAt: NOON,
        updatedAt: NOON,
      })
      expect(await datastore.readStore(OTHER)).toBeUndefined()
      await datastore.close()
    })

    test('lists in order of id, page by page, and by exact name', async () => {
      const datastore = await open()
      const ids = ['C', 'A', 'B', 'D'].map((end) => STORE.slice(0, 25) + end) as StoreId[]
      for (const id of ids) await addStore(datastore, id, id.endsWith('D') ? 'Demo' : 'demo')
      const first = await datastore.listStores({}, { limit: 3 })
      expect(first.items.map((store) => store.id.at(-1))).toEqual(['A', 'B', 'C'])
      const after = first.next as StoreId
      const second = await datastore.listStores({}, { limit: 3, after })
      expect(second.items.map((store) => store.id.at(-1))).toEqual(['D'])
      expect(second.next).toBeUndefined()
      const named = await datastore.listStores({ name: 'Demo' }, { limit: 3 })
      expect(named.items.map((store) => store.id.at(-1))).toEqual(['D'])
      await datastore.close()
    })

    test('refuses a second store of the same id', async () => {
      const datastore = await withStore()
      await expect(addStore(datastore, STORE)).rejects.toThrow()
      await datastore.close()
    })

    test('deletes a store with everything in it, and leaves the others', async () => {
      const datastore = await withStore()
      await addStore(datastore, OTHER)
      await datastore.write(OTHER, writing(['document:1#viewer@user:anne']), NOON)
      await datastore.writeModel(STORE, { id: MODEL, json: '{}', createdAt: NOON })
      await datastore.writeAssertions(STORE, MODEL, '[]')
      await datastore.write(STORE, writing(['document:1#viewer@user:anne']), NOON)
      await datastore.deleteStore(STORE)
      await datastore.deleteStore(STORE)
      await addStore(datastore, STORE)
      expect(await readAll(datastore)).toEqual([])
      expect(await datastore.readRevision(STORE)).toBe(0)
      expect(await datastore.readChangesSince(STORE, 0, 10)).toEqual([])
      expect(await datastore.readLatestModel(STORE)).toBeUndefined()
      expect(await datastore.readAssertions(STORE, MODEL)).toBeUndefined()
      expect(await datastore.countTuples(OTHER)).toBe(1)
      await datastore.close()
    })

    test('answers reads of an unknown store with nothing', async () => {
      const datastore = await open()
      expect(await readAll(datastore)).toEqual([])
      expect(await datastore.scanTuples(STORE, { limit: 10 })).toEqual({ items: [], revision: 0 })
      expect(await datastore.countTuples(STORE)).toBe(0)
      expect(await datastore.readRevision(STORE)).toBe(0)
      expect(await datastore.readChanges(STORE, {}, { limit: 10 })).toEqual({ items: [] })
      expect(await datastore.listModels(STORE, { limit: 10 })).toEqual({ items: [] })
      const need = { kind: 'rows', object: 'document:1', relation: 'viewer' } as const
      expect(await datastore.fetchFacts(STORE, [need])).toEqual({ rows: [[]], revision: 0 })
      await datastore.close()
    })

    test('refuses writes to an unknown store, and they do not show when it is created', async () => {
      const datastore = await open()
      const model = { id: MODEL, json: '{}', createdAt: NOON }
      for (const attempt of [
        () => datastore.write(STORE, writing(['document:1#viewer@user:anne']), NOON),
        () => datastore.write(STORE, ignoring([], ['document:1#viewer@user:anne']), NOON),
        () => datastore.writeModel(STORE, model),
        () => datastore.writeAssertions(STORE, MODEL, '[]'),
      ]) {
        await expect(attempt()).rejects.toThrow(StoreMissing)
      }
      await addStore(datastore, STORE)
      expect(await readAll(datastore)).toEqual([])
      expect(await datastore.readRevision(STORE)).toBe(0)
      expect(await datastore.readModel(STORE, MODEL)).toBeUndefined()
      await datastore.close()
    })
  })
}
