import { describe, expect, test } from 'vitest'
import type { Tuple, TupleKey } from '#model/tuple.ts'
import type { Datastore, TupleFilter } from '#storage/datastore.ts'
import { key, NOON, openWithStore, readAll, STORE, text, under, writing } from './sample-tuples.ts'

/** Tuples by filter, in order and in pages, and all of them in a scan. */
export function describeTupleReads(name: string, open: () => Promise<Datastore>): void {
  const withStore = () => openWithStore(open)

  describe(`${name}: reading tuples`, () => {
    const TEXTS = [
      'document:1#editor@group:a#member',
      'document:1#viewer@group:a#member',
      'document:1#viewer@user:*',
      'document:1#viewer@user:anne',
      'document:10#viewer@user:anne',
      'document:2#viewer@user:anne',
      'folder:1#viewer@user:anne',
      'folder:1#viewer@user:bob',
    ]

    const filled = async () => {
      const datastore = await withStore()
      await datastore.write(STORE, writing([...TEXTS].reverse()), NOON)
      return datastore
    }

    test.each<[TupleFilter, readonly string[]]>([
      [{}, TEXTS],
      [{ object: 'document:1' }, TEXTS.slice(0, 4)],
      [{ object: 'document:1', relation: 'viewer' }, TEXTS.slice(1, 4)],
      [{ objectType: 'folder' }, TEXTS.slice(6)],
      [{ objectType: 'document', user: 'user:anne' }, TEXTS.slice(3, 6)],
      [{ objectType: 'document', relation: 'viewer', user: 'user:anne' }, TEXTS.slice(3, 6)],
      [{ relation: 'editor' }, TEXTS.slice(0, 1)],
      [{ user: 'user:bob' }, TEXTS.slice(7)],
      [{ object: 'document:1', user: 'group:a#member' }, TEXTS.slice(0, 2)],
      [{ object: 'document:1', relation: 'viewer', user: 'user:anne' }, TEXTS.slice(3, 4)],
      [{ object: 'document:1', objectType: 'folder' }, []],
      [{ object: 'document' }, []],
      [{ object: 'document:1\0' }, []],
      [{ objectType: 'doc%' }, []],
    ])('finds by %o, in order, whatever the page', async (filter, expected) => {
      const datastore = await filled()
      for (const limit of [1, 2, 100]) {
        expect(await readAll(datastore, filter, limit)).toEqual(expected)
      }
      await datastore.close()
    })

    test('orders as bytes do, also beyond the basic plane', async () => {
      const datastore = await withStore()
      const texts = ['document:\u{1f600}#viewer@user:a', 'document:\uffee#viewer@user:a']
      await datastore.write(STORE, writing(texts), NOON)
      expect(await readAll(datastore, {}, 1)).toEqual([...texts].reverse())
      await datastore.close()
    })

    test('tells when a tuple was written and says no more than there is', async () => {
      const datastore = await withStore()
      await datastore.write(STORE, writing(['document:1#viewer@user:anne']), NOON)
      expect(await datastore.readTuples(STORE, {}, { limit: 1 })).toEqual({
        items: [{ ...key('document:1#viewer@user:anne'), writtenAt: NOON }],
      })
      await datastore.close()
    })

    test('counts', async () => {
      const datastore = await filled()
      expect(await datastore.countTuples(STORE)).toBe(TEXTS.length)
      await datastore.close()
    })
  })

  describe(`${name}: scanning`, () => {
    test('a scan with writes between its pages, brought forward by the log, is the store', async () => {
      const datastore = await withStore()
      const at = (place: number) => `document:${place}#viewer@user:anne`
      await datastore.write(STORE, writing([1, 2, 3, 4, 5, 6].map(at)), NOON)
      const first = await datastore.scanTuples(STORE, { limit: 3 })
      // Deleted behind the page, ahead of it, written behind and ahead, and one rewritten each way.
      await datastore.write(STORE, writing([at(0), at(9)], [at(1), at(6)]), NOON)
      await datastore.write(STORE, writing([], [at(2), at(5)]), NOON)
      const conditional = [under(at(2), 'c', { a: 1 }), under(at(5), 'c', { a: 1 })]
      await datastore.write(STORE, writing(conditional), NOON)
      const after = first.next as TupleKey
      const second = await datastore.scanTuples(STORE, { limit: 9, after })
      expect(second.revision).toBe(4)
      const loaded = new Map<string, Tuple>()
      for (const tuple of [...first.items, ...second.items]) loaded.set(text(tuple), tuple)
      for (const change of await datastore.readChangesSince(STORE, first.revision, 100)) {
        if (change.operation === 'write') loaded.set(text(change.tuple), change.tuple)
        else loaded.delete(text(change.tuple))
      }
      const whole = await datastore.scanTuples(STORE, { limit: 100 })
      expect(new Map(loaded)).toEqual(new Map(whole.items.map((tuple) => [text(tuple), tuple])))
      await datastore.close()
    })
  })
}
