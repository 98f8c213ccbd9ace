/** What every `Datastore` does. A backend's test file calls this with a way to open an empty one. */
import { describe, expect, test } from 'vitest'
import type { ModelId, StoreId } from '#model/ids.ts'
import type { JsonObject } from '#model/json.ts'
import type { Tuple, TupleKey } from '#model/tuple.ts'
import {
  type Datastore,
  type FactsNeed,
  StoreMissing,
  type TupleFilter,
  type TupleWrite,
} from '#storage/datastore.ts'

export const STORE = '01ARZ3NDEKTSV4RRFFQ69G5FAV' as StoreId
export const OTHER = '01ARZ3NDEKTSV4RRFFQ69G5FAW' as StoreId
const MODEL = '01BX5ZZKBKACTAV9WEVGEMMVRY' as ModelId
const LATER_MODEL = '01BX5ZZKBKACTAV9WEVGEMMVRZ' as ModelId
const NOON = 1_700_000_000_000

/** `document:1#viewer@user:anne`, split at the first `#` and the `@` behind it. */
export function key(text: string): TupleKey {
  const hash = text.indexOf('#')
  const at = text.indexOf('@', hash)
  return {
    object: text.slice(0, hash),
    relation: text.slice(hash + 1, at),
    user: text.slice(at + 1),
  }
}

export function under(text: string, name: string, context?: JsonObject): Tuple {
  return { ...key(text), condition: context === undefined ? { name } : { name, context } }
}

export function text(of: TupleKey): string {
  return `${of.object}#${of.relation}@${of.user}`
}

export function writing(
  writes: readonly (string | Tuple)[],
  deletes: readonly string[] = [],
): TupleWrite {
  return {
    writes: writes.map((tuple) => (typeof tuple === 'string' ? key(tuple) : tuple)),
    deletes: deletes.map(key),
    onDuplicate: 'error',
    onMissing: 'error',
  }
}

export function ignoring(
  writes: readonly (string | Tuple)[],
  deletes: readonly string[] = [],
): TupleWrite {
  return { ...writing(writes, deletes), onDuplicate: 'ignore', onMissing: 'ignore' }
}

export async function addStore(datastore: Datastore, id: StoreId, name = 'demo'): Promise<void> {
  await datastore.createStore({ id, name, createdAt: NOON, updatedAt: NOON })
}

export async function readAll(
  datastore: Datastore,
  filter: TupleFilter = {},
  limit = 100,
): Promise<readonly string[]> {
  const found: string[] = []
  let after: TupleKey | undefined
  do {
    const page = { limit, ...(after === undefined ? {} : { after }) }
    const { items, next } = await datastore.readTuples(STORE, filter, page)
    found.push(...items.map(text))
    after = next
  } while (after !== undefined)
  return found
}

async function rowsOf(
  datastore: Datastore,
  need: FactsNeed,
  at?: number,
): Promise<readonly string[]> {
  const { rows } = await datastore.fetchFacts(STORE, [need], at)
  return (rows[0] ?? []).map(text).sort((left, right) => (left < right ? -1 : 1))
}

export function describeDatastore(name: string, open: () => Promise<Datastore>): void {
  const withStore = async () => {
    const datastore = await open()
    await addStore(datastore, STORE)
    return datastore
  }

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
        (await datastore.readDifferencesSince(STORE, revision))
          .map((difference) => [text(difference.key), difference.tuple !== undefined])
          .sort()
      expect(await stood(5)).toEqual([])
      expect(await stood(4)).toEqual([['document:1#viewer@user:anne', false]])
      expect(await stood(3)).toEqual([['document:1#viewer@user:anne', true]])
      expect(await stood(1)).toEqual([
        ['document:1#viewer@user:anne', true],
        ['document:2#viewer@user:anne', false],
        ['folder:1#viewer@user:anne', false],
      ])
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
