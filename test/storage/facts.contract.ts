import { describe, expect, test } from 'vitest'
import type { FactsNeed } from '#model/facts-need.ts'
import type { Datastore } from '#storage/datastore.ts'
import { key, NOON, openWithStore, STORE, text, under, writing } from './sample-tuples.ts'

async function rowsOf(
  datastore: Datastore,
  need: FactsNeed,
  at?: number,
): Promise<readonly string[]> {
  const { rows } = await datastore.fetchFacts(STORE, [need], at)
  return (rows[0] ?? []).map(text).sort((left, right) => (left < right ? -1 : 1))
}

/** Look-ups of the on-demand mode, now and in the past. */
export function describeFacts(name: string, open: () => Promise<Datastore>): void {
  const withStore = () => openWithStore(open)

  describe(`${name}: facts`, () => {
    const filled = async () => {
      const datastore = await withStore()
      await datastore.write(
        STORE,
        writing([
          'document:1#viewer@user:anne',
          'document:1#viewer@user:*',
          'document:1#viewer@group:a#member',
          under('document:2#viewer@user:anne', 'c', { a: 1 }),
          'document:1#editor@user:anne',
          'folder:1#viewer@user:anne',
          'group:a#member@user:anne',
          'group:b#member@group:a#member',
          'group:c#owner@group:b#member',
          'group:a#member@group:b#member',
        ]),
        NOON,
      )
      return datastore
    }

    const memberships = (limit: number): FactsNeed => ({
      kind: 'memberships',
      user: 'user:anne',
      relations: [
        { objectType: 'group', relation: 'member' },
        { objectType: 'group', relation: 'owner' },
      ],
      limit,
    })

    test('answers every kind of need at once, each in its place', async () => {
      const datastore = await filled()
      const { rows, revision } = await datastore.fetchFacts(STORE, [
        { kind: 'objects', user: 'user:anne', objectType: 'document', relation: 'viewer' },
        { kind: 'tuple', ...key('document:2#viewer@user:anne') },
        { kind: 'rows', object: 'document:1', relation: 'viewer' },
        memberships(10),
        { kind: 'tuple', ...key('document:3#viewer@user:anne') },
        { kind: 'usersets', object: 'document:1', relation: 'viewer' },
        { kind: 'rows', object: 'document', relation: 'viewer' },
        { kind: 'tuple', ...key('document:1\0#viewer@user:anne') },
      ])
      expect(revision).toBe(1)
      expect(rows.map((found) => found.map(text).sort())).toEqual([
        ['document:1#viewer@user:anne', 'document:2#viewer@user:anne'],
        ['document:2#viewer@user:anne'],
        [
          'document:1#viewer@group:a#member',
          'document:1#viewer@user:*',
          'document:1#viewer@user:anne',
        ],
        [
          'group:a#member@group:b#member',
          'group:a#member@user:anne',
          'group:b#member@group:a#member',
          'group:c#owner@group:b#member',
        ],
        [],
        ['document:1#viewer@group:a#member'],
        [],
        [],
      ])
      expect(rows[1]?.[0]?.condition).toEqual({ name: 'c', context: { a: 1 } })
      await datastore.close()
    })

    test('bounds an upward closure and shows that it was cut', async () => {
      const datastore = await filled()
      const count = async (limit: number) => (await rowsOf(datastore, memberships(limit))).length
      expect(await count(4)).toBe(4)
      expect(await count(3)).toBe(4)
      expect(await count(2)).toBe(3)
      expect(await count(0)).toBe(1)
      await datastore.close()
    })

    test('follows only the named relations of the named types', async () => {
      const datastore = await filled()
      const need: FactsNeed = {
        kind: 'memberships',
        user: 'user:anne',
        relations: [{ objectType: 'group', relation: 'owner' }],
        limit: 10,
      }
      expect(await rowsOf(datastore, need)).toEqual([])
      await datastore.close()
    })

    test('answers as of a past revision, with what was deleted, without what came later', async () => {
      const datastore = await filled()
      await datastore.write(
        STORE,
        writing(
          ['document:9#viewer@user:anne', 'group:d#member@user:anne'],
          ['document:2#viewer@user:anne', 'group:b#member@group:a#member'],
        ),
        NOON,
      )
      await datastore.write(STORE, writing(['document:2#viewer@user:anne']), NOON)
      await datastore.write(STORE, writing([], ['document:2#viewer@user:anne']), NOON)
      const objects = {
        kind: 'objects',
        user: 'user:anne',
        objectType: 'document',
        relation: 'viewer',
      } as const
      const both = ['document:1#viewer@user:anne', 'document:2#viewer@user:anne']
      expect(await rowsOf(datastore, objects, 0)).toEqual([])
      expect(await rowsOf(datastore, objects, 1)).toEqual(both)
      expect(await rowsOf(datastore, objects, 3)).toEqual([...both, 'document:9#viewer@user:anne'])
      const tuple = { kind: 'tuple', ...key('document:2#viewer@user:anne') } as const
      const { rows, revision } = await datastore.fetchFacts(STORE, [tuple], 1)
      expect(rows).toEqual([[under('document:2#viewer@user:anne', 'c', { a: 1 })]])
      expect(revision).toBe(4)
      expect(await rowsOf(datastore, tuple, 2)).toEqual([])
      expect(await rowsOf(datastore, memberships(10), 1)).toHaveLength(4)
      expect(await rowsOf(datastore, memberships(10), 2)).toEqual([
        'group:a#member@user:anne',
        'group:d#member@user:anne',
      ])
      await datastore.close()
    })
  })
}
