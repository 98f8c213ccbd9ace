import { describe, expect, test } from 'vitest'
import type { Datastore } from '#storage/datastore.ts'
import { LATER_MODEL, MODEL, NOON, OTHER, openWithStore, STORE, writing } from './sample-tuples.ts'

/** What is kept beside tuples: models, their assertions, settings of the database. */
export function describeModels(name: string, open: () => Promise<Datastore>): void {
  const withStore = () => openWithStore(open)

  describe(`${name}: models, assertions, settings`, () => {
    test('gives models revisions of the one sequence, and the newest as of each', async () => {
      const datastore = await withStore()
      const model = { id: MODEL, json: '{"a":1}', createdAt: NOON }
      expect(await datastore.writeModel(STORE, model)).toBe(1)
      await datastore.write(STORE, writing(['document:1#viewer@user:anne']), NOON)
      const later = { id: LATER_MODEL, json: '{"b":2}', createdAt: NOON + 1 }
      expect(await datastore.writeModel(STORE, later)).toBe(3)
      expect(await datastore.readModel(STORE, MODEL)).toEqual({ ...model, revision: 1 })
      expect(await datastore.readModel(OTHER, MODEL)).toBeUndefined()
      expect(await datastore.readLatestModel(STORE)).toEqual({ ...later, revision: 3 })
      expect(await datastore.readLatestModel(STORE, 2)).toEqual({ ...model, revision: 1 })
      expect(await datastore.readLatestModel(STORE, 0)).toBeUndefined()
      await datastore.close()
    })

    test('lists models newest first, page by page', async () => {
      const datastore = await withStore()
      await datastore.writeModel(STORE, { id: MODEL, json: '{}', createdAt: NOON })
      await datastore.writeModel(STORE, { id: LATER_MODEL, json: '{}', createdAt: NOON })
      const first = await datastore.listModels(STORE, { limit: 1 })
      expect(first.items.map((model) => model.id)).toEqual([LATER_MODEL])
      const after = first.next ?? 0
      const second = await datastore.listModels(STORE, { limit: 1, after })
      expect(second.items.map((model) => model.id)).toEqual([MODEL])
      expect(second.next).toBeUndefined()
      await datastore.close()
    })

    test('replaces the assertions of a model', async () => {
      const datastore = await withStore()
      await datastore.writeAssertions(STORE, MODEL, '[1]')
      await datastore.writeAssertions(STORE, MODEL, '[2]')
      expect(await datastore.readAssertions(STORE, MODEL)).toBe('[2]')
      expect(await datastore.readAssertions(STORE, LATER_MODEL)).toBeUndefined()
      await datastore.close()
    })

    test('keeps the first value of a setting', async () => {
      const datastore = await open()
      expect(await datastore.setting('secret', 'first')).toBe('first')
      expect(await datastore.setting('secret', 'second')).toBe('first')
      expect(await datastore.setting('epoch', 'third')).toBe('third')
      await datastore.close()
    })
  })
}
