import { describe, expect, test } from 'vitest'
import type { JsonObject } from '#model/json.ts'
import type { Datastore } from '#storage/datastore.ts'
import {
  addStore,
  ignoring,
  key,
  NOON,
  OTHER,
  openWithStore,
  readAll,
  STORE,
  text,
  under,
  writing,
} from './sample-tuples.ts'

/** A write is one atomic batch with one revision. */
export function describeTupleWrites(name: string, open: () => Promise<Datastore>): void {
  const withStore = () => openWithStore(open)

  describe(`${name}: writing tuples`, () => {
    test('takes a revision for a write and logs deletes before writes', async () => {
      const datastore = await withStore()
      const one = writing(['document:1#viewer@user:anne', 'document:2#viewer@user:anne'])
      expect(await datastore.write(STORE, one, NOON)).toEqual({ kind: 'written', revision: 1 })
      const two = writing(['document:3#viewer@user:anne'], ['document:1#viewer@user:anne'])
      expect(await datastore.write(STORE, two, NOON + 1)).toEqual({ kind: 'written', revision: 2 })
      expect(await readAll(datastore)).toEqual([
        'document:2#viewer@user:anne',
        'document:3#viewer@user:anne',
      ])
      const tuple = key('document:1#viewer@user:anne')
      const place = { at: NOON + 1, revision: 2 }
      expect(await datastore.readChangesSince(STORE, 1, 10)).toEqual([
        { operation: 'delete', tuple, ...place, ordinal: 0 },
        { operation: 'write', tuple: key('document:3#viewer@user:anne'), ...place, ordinal: 1 },
      ])
      await datastore.close()
    })

    test('counts the revisions of each store by itself', async () => {
      const datastore = await withStore()
      await addStore(datastore, OTHER)
      await datastore.write(STORE, writing(['document:1#viewer@user:anne']), NOON)
      const written = await datastore.write(OTHER, writing(['document:1#viewer@user:bob']), NOON)
      expect(written).toEqual({ kind: 'written', revision: 1 })
      expect(await readAll(datastore)).toEqual(['document:1#viewer@user:anne'])
      await datastore.close()
    })

    test('leaves nothing of a write with a duplicate, and names it', async () => {
      const datastore = await withStore()
      await datastore.write(
        STORE,
        writing(['document:5#viewer@user:anne', 'document:0#viewer@user:anne']),
        NOON,
      )
      const refused = writing(
        ['document:4#viewer@user:anne', 'document:5#viewer@user:anne'],
        ['document:0#viewer@user:anne'],
      )
      expect(await datastore.write(STORE, refused, NOON)).toEqual({
        kind: 'duplicate',
        key: key('document:5#viewer@user:anne'),
      })
      expect(await readAll(datastore)).toEqual([
        'document:0#viewer@user:anne',
        'document:5#viewer@user:anne',
      ])
      expect(await datastore.readRevision(STORE)).toBe(1)
      expect(await datastore.readChangesSince(STORE, 1, 10)).toEqual([])
      await datastore.close()
    })

    test('leaves nothing of a write with a missing delete, and names it', async () => {
      const datastore = await withStore()
      await datastore.write(STORE, writing(['document:0#viewer@user:anne']), NOON)
      const refused = writing(
        ['document:4#viewer@user:anne'],
        ['document:0#viewer@user:anne', 'document:9#viewer@user:anne'],
      )
      expect(await datastore.write(STORE, refused, NOON)).toEqual({
        kind: 'missing',
        key: key('document:9#viewer@user:anne'),
      })
      expect(await readAll(datastore)).toEqual(['document:0#viewer@user:anne'])
      expect(await datastore.readRevision(STORE)).toBe(1)
      await datastore.close()
    })

    test('names the missing delete before the duplicate', async () => {
      const datastore = await withStore()
      await datastore.write(STORE, writing(['document:0#viewer@user:anne']), NOON)
      const refused = writing(['document:0#viewer@user:anne'], ['document:9#viewer@user:anne'])
      expect(await datastore.write(STORE, refused, NOON)).toEqual({
        kind: 'missing',
        key: key('document:9#viewer@user:anne'),
      })
      await datastore.close()
    })

    test('ignores what is there and what is not when told so, and logs the rest alone', async () => {
      const datastore = await withStore()
      await datastore.write(STORE, writing(['document:1#viewer@user:anne']), NOON)
      const partly = ignoring(
        ['document:1#viewer@user:anne', 'document:2#viewer@user:anne'],
        ['document:9#viewer@user:anne'],
      )
      expect(await datastore.write(STORE, partly, NOON)).toEqual({ kind: 'written', revision: 2 })
      const [change, ...more] = await datastore.readChangesSince(STORE, 1, 10)
      expect(change?.tuple).toEqual(key('document:2#viewer@user:anne'))
      expect(more).toEqual([])
      await datastore.close()
    })

    test('takes no revision when everything was ignored', async () => {
      const datastore = await withStore()
      await datastore.write(STORE, writing(['document:1#viewer@user:anne']), NOON)
      const nothing = ignoring(['document:1#viewer@user:anne'], ['document:9#viewer@user:anne'])
      expect(await datastore.write(STORE, nothing, NOON)).toEqual({ kind: 'written', revision: 1 })
      expect(await datastore.readRevision(STORE)).toBe(1)
      expect(await readAll(datastore)).toEqual(['document:1#viewer@user:anne'])
      await datastore.close()
    })

    test('ignores a duplicate whose context is the same JSON in another spelling', async () => {
      const datastore = await withStore()
      const stored = under('document:1#viewer@user:anne', 'c', { b: [1, { y: 1, x: 2 }], a: null })
      await datastore.write(STORE, writing([stored]), NOON)
      const again = under('document:1#viewer@user:anne', 'c', { a: null, b: [1, { x: 2, y: 1 }] })
      const result = await datastore.write(STORE, ignoring([again]), NOON)
      expect(result).toEqual({ kind: 'written', revision: 1 })
      await datastore.close()
    })

    test('takes an empty context for an absent one', async () => {
      const datastore = await withStore()
      await datastore.write(STORE, writing([under('document:1#viewer@user:anne', 'c')]), NOON)
      const again = ignoring([under('document:1#viewer@user:anne', 'c', {})])
      expect(await datastore.write(STORE, again, NOON)).toEqual({ kind: 'written', revision: 1 })
      await datastore.close()
    })

    test.each([
      ['no condition', key('document:1#viewer@user:anne')],
      ['another condition', under('document:1#viewer@user:anne', 'd', { a: 1 })],
      ['another context', under('document:1#viewer@user:anne', 'c', { a: 2 })],
      ['no context', under('document:1#viewer@user:anne', 'c')],
      ['another order of a list', under('document:1#viewer@user:anne', 'c', { a: [1] })],
    ])('reports a conflict with a stored condition: %s', async (_, again) => {
      const datastore = await withStore()
      const stored = under('document:1#viewer@user:anne', 'c', { a: 1 })
      await datastore.write(STORE, writing([stored]), NOON)
      const result = await datastore.write(
        STORE,
        ignoring(['document:2#viewer@user:bob', again]),
        NOON,
      )
      expect(result).toEqual({ kind: 'conflict', key: key('document:1#viewer@user:anne') })
      expect(await readAll(datastore)).toEqual(['document:1#viewer@user:anne'])
      expect(await datastore.readRevision(STORE)).toBe(1)
      await datastore.close()
    })

    test('changes the condition of a tuple that one write deletes and writes', async () => {
      const datastore = await withStore()
      await datastore.write(STORE, writing(['document:1#viewer@user:anne']), NOON)
      const conditional = under('document:1#viewer@user:anne', 'c', { a: 1 })
      const change = writing([conditional], ['document:1#viewer@user:anne'])
      expect(await datastore.write(STORE, change, NOON)).toEqual({ kind: 'written', revision: 2 })
      const { items } = await datastore.readTuples(STORE, {}, { limit: 10 })
      expect(items).toEqual([{ ...conditional, writtenAt: NOON }])
      const need = { kind: 'rows', object: 'document:1', relation: 'viewer' } as const
      const past = await datastore.fetchFacts(STORE, [need], 1)
      expect(past.rows).toEqual([[key('document:1#viewer@user:anne')]])
      await datastore.close()
    })

    test('refuses as a fault a key that is named twice or cannot be one', async () => {
      const datastore = await withStore()
      for (const texts of [
        ['document:1#viewer@user:anne', 'document:1#viewer@user:anne'],
        ['document:1\0a#viewer@user:anne'],
        ['document:1#viewer@user:\ud800'],
        ['document#viewer@user:anne'],
      ]) {
        await expect(datastore.write(STORE, writing(texts), NOON)).rejects.toThrow(Error)
      }
      expect(await datastore.countTuples(STORE)).toBe(0)
      await datastore.close()
    })

    test('keeps apart what only differs in case, normalisation or punctuation', async () => {
      const datastore = await withStore()
      const texts = [
        'document:a#viewer@user:anne',
        'document:A#viewer@user:anne',
        'Document:a#viewer@user:anne',
        'document:\u00e9#viewer@user:anne',
        'document:e\u0301#viewer@user:anne',
        "document:o'brien#viewer@user:anne",
        'document:o"brien#viewer@user:anne',
        'document:o\\brien#viewer@user:anne',
        'document:o\\u0000#viewer@user:anne',
        'document:100%#viewer@user:anne',
        'document:1__#viewer@user:anne',
        'document:123#viewer@user:anne',
        'document:👩‍👩‍👧#viewer@user:anne',
        'document:\uffee#viewer@user:anne',
        'document::#viewer@user:anne',
        'document:?1#viewer@user:anne',
        'document:0123#viewer@user:anne',
        'document:1e2#viewer@user:anne',
        'document:null#viewer@user:anne',
        'document:a#viewer@user:anne:1',
        'document:a#viewer@user:*',
        'document:a#viewer@user:anne#viewer',
      ]
      await datastore.write(STORE, writing(texts), NOON)
      const read = await readAll(datastore)
      expect(new Set(read)).toEqual(new Set(texts))
      expect(read).toHaveLength(texts.length)
      const needs = texts.map((of) => ({ kind: 'tuple', ...key(of) }) as const)
      const { rows } = await datastore.fetchFacts(STORE, needs)
      expect(rows.map((found) => found.map(text))).toEqual(texts.map((of) => [of]))
      for (const of of texts) await datastore.write(STORE, writing([], [of]), NOON)
      expect(await datastore.countTuples(STORE)).toBe(0)
      await datastore.close()
    })

    test('keeps big and odd contexts as they are', async () => {
      const datastore = await withStore()
      const context = JSON.parse(
        `{"blob":"${'x'.repeat(30_000)}","__proto__":{"a":"\\u0000\\ud800"},"":[1e-7,-1.5,9007199254740991]}`,
      ) as JsonObject
      const tuples = Array.from({ length: 100 }, (_, at) =>
        under(`document:${at}#viewer@user:anne`, 'c', context),
      )
      await datastore.write(STORE, writing(tuples), NOON)
      const { items } = await datastore.readTuples(STORE, { object: 'document:99' }, { limit: 10 })
      expect(items[0]?.condition).toEqual({ name: 'c', context })
      expect(await readAll(datastore)).toHaveLength(100)
      await datastore.write(STORE, writing([], ['document:7#viewer@user:anne']), NOON)
      const [removed] = await datastore.readChangesSince(STORE, 1, 10)
      expect(removed?.tuple.condition).toEqual({ name: 'c', context })
      await datastore.close()
    })
  })
}
