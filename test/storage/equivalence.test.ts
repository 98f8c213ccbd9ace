/** Random histories, played on both backends: the plain one says what the database has to answer. */
import fc from 'fast-check'
import { expect, test } from 'vitest'
import type { FactsNeed } from '#model/facts-need.ts'
import type { ModelId, StoreId } from '#model/ids.ts'
import type { Tuple, TupleKey } from '#model/tuple.ts'
import type { Datastore, TupleWrite } from '#storage/datastore.ts'
import { libsqlDatastore } from '#storage/libsql/libsql-datastore.ts'
import { openNodeDatabase } from '#storage/libsql/open-node.ts'
import { memoryDatastore } from '#storage/memory/memory-datastore.ts'
import { addStore, OTHER, STORE, text } from './sample-tuples.ts'

const OBJECTS = ['document:1', 'document:A', 'document:a', 'group:1', 'group:2', 'group:\u00e9']
const RELATIONS = ['viewer', 'member']
const USERS = [
  'user:anne',
  'user:*',
  'user:e\u0301',
  'group:1#member',
  'group:2#member',
  'group:\u00e9#member',
]

const key: fc.Arbitrary<TupleKey> = fc.record({
  object: fc.constantFrom(...OBJECTS),
  relation: fc.constantFrom(...RELATIONS),
  user: fc.constantFrom(...USERS),
})

const condition = fc.record(
  { name: fc.constantFrom('c1', 'c2'), context: fc.constantFrom({}, { b: 1, a: [2] }, { a: "'" }) },
  { requiredKeys: ['name'] },
)

const tuple: fc.Arbitrary<Tuple> = fc.oneof(
  key,
  fc.tuple(key, condition).map(([bare, of]) => ({ ...bare, condition: of })),
)

const rule = fc.constantFrom<'error' | 'ignore'>('error', 'ignore')

const write: fc.Arbitrary<TupleWrite> = fc.record({
  writes: fc.uniqueArray(tuple, { selector: text, maxLength: 6 }),
  deletes: fc.uniqueArray(key, { selector: text, maxLength: 4 }),
  onDuplicate: rule,
  onMissing: rule,
})

type Step =
  | { readonly kind: 'write'; readonly store: StoreId; readonly write: TupleWrite }
  | { readonly kind: 'model'; readonly store: StoreId }
  | { readonly kind: 'deleteStore'; readonly store: StoreId }

const store = fc.constantFrom(STORE, STORE, STORE, OTHER)

const step: fc.Arbitrary<Step> = fc.oneof(
  { weight: 12, arbitrary: fc.record({ kind: fc.constant('write'), store, write }) },
  { weight: 1, arbitrary: fc.record({ kind: fc.constant('model'), store }) },
  {
    weight: 1,
    arbitrary: fc.record({ kind: fc.constant('deleteStore'), store: fc.constant(OTHER) }),
  },
)

/** Every look-up there is in this small world. */
const NEEDS: readonly FactsNeed[] = [
  ...OBJECTS.flatMap((object) =>
    RELATIONS.flatMap((relation): FactsNeed[] => [
      { kind: 'rows', object, relation },
      { kind: 'usersets', object, relation },
      { kind: 'tuple', object, relation, user: 'user:anne' },
    ]),
  ),
  ...USERS.flatMap((user): FactsNeed[] => [
    { kind: 'objects', user, objectType: 'group', relation: 'member' },
    { kind: 'objects', user, objectType: 'document', relation: 'viewer' },
    {
      kind: 'memberships',
      user,
      relations: [
        { objectType: 'group', relation: 'member' },
        { objectType: 'document', relation: 'viewer' },
      ],
      limit: 1000,
    },
  ]),
]

/** Order says nothing in facts and differences. */
function sorted<Item>(items: readonly Item[]): readonly string[] {
  return items.map((item) => JSON.stringify(item)).sort((a, b) => (a < b ? -1 : 1))
}

async function play(datastore: Datastore, step: Step, at: number): Promise<unknown> {
  switch (step.kind) {
    case 'write':
      return await datastore.write(step.store, step.write, at)
    case 'model': {
      const id = String(at).padStart(26, '0') as ModelId
      return await datastore.writeModel(step.store, { id, json: `{"at":${at}}`, createdAt: at })
    }
    case 'deleteStore':
      await datastore.deleteStore(step.store)
      return await addStore(datastore, step.store)
  }
}

async function factsOf(datastore: Datastore, of: StoreId, at?: number) {
  const { rows, revision } = await datastore.fetchFacts(of, NEEDS, at)
  return { revision, rows: rows.map(sorted) }
}

async function stateOf(datastore: Datastore, of: StoreId) {
  return {
    tuples: await datastore.readTuples(of, {}, { limit: 1000 }),
    scan: await datastore.scanTuples(of, { limit: 5 }),
    ofType: await datastore.readTuples(
      of,
      { objectType: 'document', user: 'user:anne' },
      { limit: 3 },
    ),
    count: await datastore.countTuples(of),
    revision: await datastore.readRevision(of),
    changes: await datastore.readChanges(of, { objectType: 'group', since: 3 }, { limit: 4 }),
    changesSince: await datastore.readChangesSince(of, 2, 5),
    model: await datastore.readLatestModel(of, 4),
    models: await datastore.listModels(of, { limit: 2 }),
    facts: await factsOf(datastore, of),
  }
}

/** The tuples now, with each difference undone. */
function undone(
  tuples: readonly Tuple[],
  differences: Awaited<ReturnType<Datastore['readDifferencesSince']>> = [],
): readonly string[] {
  const past = new Map(tuples.map((tuple) => [text(tuple), tuple]))
  for (const { key: of, tuple: before } of differences) {
    if (before === undefined) past.delete(text(of))
    else past.set(text(of), before)
  }
  return sorted([...past.values()])
}

async function allTuples(datastore: Datastore): Promise<readonly Tuple[]> {
  return (await datastore.scanTuples(STORE, { limit: 1000 })).items
}

test('memory and libSQL answer alike, and every past state is what it was', async () => {
  const client = await openNodeDatabase({ url: 'memory:' })
  const database = libsqlDatastore(client)
  await database.migrate()
  const history = fc.array(step, { minLength: 1, maxLength: 25 })
  await fc.assert(
    fc.asyncProperty(history, async (steps) => {
      const plain = memoryDatastore()
      for (const id of [STORE, OTHER]) {
        await database.deleteStore(id)
        await addStore(database, id)
        await addStore(plain, id)
      }
      const snapshots: { tuples: readonly string[]; facts: unknown }[] = []
      for (const [at, next] of steps.entries()) {
        const revision = await plain.readRevision(STORE)
        snapshots[revision] = {
          tuples: sorted(await allTuples(plain)),
          facts: (await factsOf(plain, STORE)).rows,
        }
        expect(await play(database, next, at)).toEqual(await play(plain, next, at))
      }
      for (const id of [STORE, OTHER]) {
        expect(await stateOf(database, id)).toEqual(await stateOf(plain, id))
      }
      for (const [revision, snapshot] of snapshots.entries()) {
        for (const datastore of [database, plain]) {
          expect((await factsOf(datastore, STORE, revision)).rows).toEqual(snapshot.facts)
          const differences = await datastore.readDifferencesSince(STORE, revision, 1000)
          expect(undone(await allTuples(datastore), differences)).toEqual(snapshot.tuples)
        }
      }
    }),
    { numRuns: 60, interruptAfterTimeLimit: 20_000 },
  )
  client.close()
}, 60_000)
