import { describe, expect, test } from 'vitest'
import type { Datastore } from '#storage/datastore.ts'
import { MODEL, NOON, openWithStore, STORE, text, under, writing } from './sample-tuples.ts'

/** The log tells what changed, and with it what was. */
export function describeChangeLog(name: string, open: () => Promise<Datastore>): void {
  const withStore = () => openWithStore(open)

  describe(`${name}: the log`, () => {
    const filled = async () => {
      const datastore = await withStore()
      await datastore.write(STORE, writing(['document:1#viewer@user:anne']), NOON)
      await datastore.writeModel(STORE, { id: MODEL, json: '{}', createdAt: NOON })
      const two = ['folder:1#viewer@user:anne', 'document:2#viewer@user:anne']
      await datastore.write(STORE, writing(two), NOON + 10)
      await datastore.write(STORE, writing([], ['document:1#viewer@user:anne']), NOON + 20)
      return datastore
    }

    test('gives whole revisions only, and a large one all the same', async () => {
      const datastore = await filled()
      const revisions = async (after: number, limit: number) =>
        (await datastore.readChangesSince(STORE, after, limit)).map((change) => change.revision)
      expect(await revisions(0, 10)).toEqual([1, 3, 3, 4])
      expect(await revisions(0, 2)).toEqual([1])
      expect(await revisions(0, 3)).toEqual([1, 3, 3])
      expect(await revisions(1, 1)).toEqual([3, 3])
      expect(await revisions(4, 1)).toEqual([])
      await datastore.close()
    })

    test('pages over changes, of a type, and from a time', async () => {
      const datastore = await filled()
      const first = await datastore.readChanges(STORE, {}, { limit: 2 })
      expect(first.items.map((change) => change.tuple.object)).toEqual(['document:1', 'folder:1'])
      expect(first.next).toEqual({ revision: 3, ordinal: 0 })
      const after = { revision: 3, ordinal: 0 }
      const second = await datastore.readChanges(STORE, {}, { limit: 2, after })
      expect(second.items.map((change) => change.operation)).toEqual(['write', 'delete'])
      expect(second.next).toBeUndefined()
      const typed = await datastore.readChanges(STORE, { objectType: 'folder' }, { limit: 9 })
      expect(typed.items.map((change) => change.tuple.object)).toEqual(['folder:1'])
      const late = await datastore.readChanges(STORE, { since: NOON + 20 }, { limit: 9 })
      expect(late.items.map((change) => change.revision)).toEqual([4])
      const both = await datastore.readChanges(
        STORE,
        { since: NOON + 5, objectType: 'document' },
        { limit: 1 },
      )
      expect(both.items.map((change) => change.tuple.object)).toEqual(['document:2'])
      expect(both.next).toEqual({ revision: 3, ordinal: 1 })
      await datastore.close()
    })

    test('says how each changed key stood before', async () => {
      const datastore = await filled()
      const written = writing([under('document:1#viewer@user:anne', 'c', { a: 1 })])
      await datastore.write(STORE, written, NOON + 30)
      const stood = async (revision: number) =>
        (await datastore.readDifferencesSince(STORE, revision, 10))
          ?.map((difference) => [text(difference.key), difference.tuple !== undefined])
          .sort()
      expect(await stood(5)).toEqual([])
      expect(await stood(4)).toEqual([['document:1#viewer@user:anne', false]])
      expect(await stood(3)).toEqual([['document:1#viewer@user:anne', true]])
      expect(await stood(1)).toEqual([
        ['document:1#viewer@user:anne', true],
        ['document:2#viewer@user:anne', false],
        ['folder:1#viewer@user:anne', false],
      ])
      expect(await datastore.readDifferencesSince(STORE, 1, 2)).toBeUndefined()
      await datastore.close()
    })
  })
}
