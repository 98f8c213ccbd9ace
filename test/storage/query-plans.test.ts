/** Every statement on a hot path finds its rows by a key or an index: none walks a table. */
import type { Client, InArgs, InStatement } from '@libsql/client'
import { expect, test } from 'vitest'
import type { FactsNeed } from '#model/facts-need.ts'
import type { TupleFilter } from '#storage/datastore.ts'
import { libsqlDatastore } from '#storage/libsql/libsql-datastore.ts'
import { openNodeDatabase } from '#storage/libsql/open-node.ts'
import { addStore, ignoring, key, STORE, writing } from './sample-tuples.ts'

/** A client that notes its statements. */
async function watched(): Promise<{ client: Client; statements: InStatement[] }> {
  const real = await openNodeDatabase({ url: 'memory:' })
  const statements: InStatement[] = []
  const client = new Proxy(real, {
    get(target, property) {
      if (property === 'batch') {
        return (batch: InStatement[], mode: 'read' | 'write') => {
          statements.push(...batch)
          return target.batch(batch, mode)
        }
      }
      if (property === 'execute') {
        return (statement: InStatement) => {
          statements.push(statement)
          return target.execute(statement)
        }
      }
      const value: unknown = Reflect.get(target, property)
      return typeof value === 'function' ? value.bind(target) : value
    },
  })
  return { client, statements }
}

async function plansOf(
  client: Client,
  statements: readonly InStatement[],
): Promise<readonly string[]> {
  const details: string[] = []
  for (const statement of [...statements]) {
    const { sql, args } = typeof statement === 'string' ? { sql: statement, args: [] } : statement
    const explained = await client.execute(`EXPLAIN QUERY PLAN ${sql}`, args as InArgs)
    details.push(...explained.rows.map((row) => String(row.detail)))
  }
  return details
}

/** A step that reads all of a table. */
const WALK = /^SCAN (t|c|s|tuples|changes|stores|models)\b|^SEARCH tuples .*\(store=\?\)/
/** A step that sorts, so a page costs as much as all that follow it. */
const SORT = /TEMP B-TREE/

const RELATIONS = [{ objectType: 'group', relation: 'member' }]
const NEEDS: readonly FactsNeed[] = [
  { kind: 'tuple', ...key('document:1#viewer@user:anne') },
  { kind: 'rows', object: 'document:1', relation: 'viewer' },
  { kind: 'usersets', object: 'document:1', relation: 'viewer' },
  { kind: 'objects', user: 'user:anne', objectType: 'document', relation: 'viewer' },
  { kind: 'memberships', user: 'user:anne', relations: RELATIONS, limit: 10 },
]
const AFTER = key('document:1#viewer@user:anne')
const FILTERS: readonly TupleFilter[] = [
  {},
  { objectType: 'document' },
  { object: 'document:1' },
  { object: 'document:1', relation: 'viewer' },
  { objectType: 'document', relation: 'viewer', user: 'user:anne' },
]

async function prepared() {
  const { client, statements } = await watched()
  const datastore = libsqlDatastore(client)
  await datastore.migrate()
  await addStore(datastore, STORE)
  statements.length = 0
  return { client, statements, datastore }
}

test('a write, also a refused one, walks no table', async () => {
  const { client, statements, datastore } = await prepared()
  await datastore.write(STORE, writing(['document:1#viewer@user:anne']), 1)
  const both = [['document:2#viewer@user:anne'], ['document:1#viewer@user:anne']] as const
  await datastore.write(STORE, writing(...both), 2)
  await datastore.write(STORE, ignoring(...both), 3)
  await datastore.write(STORE, writing(...both), 3)
  const plans = await plansOf(client, statements)
  expect(plans.length).toBeGreaterThan(40)
  expect(plans.filter((detail) => WALK.test(detail))).toEqual([])
  client.close()
})

test('look-ups and pages walk no table and sort nothing', async () => {
  const { client, statements, datastore } = await prepared()
  for (const at of [undefined, 1]) await datastore.fetchFacts(STORE, NEEDS, at)
  for (const filter of FILTERS)
    await datastore.readTuples(STORE, filter, { limit: 9, after: AFTER })
  await datastore.scanTuples(STORE, { limit: 9, after: AFTER })
  await datastore.readChangesSince(STORE, 1, 9)
  await datastore.readChanges(STORE, {}, { limit: 9, after: { revision: 1, ordinal: 0 } })
  await datastore.readRevision(STORE)
  const plans = await plansOf(client, statements)
  expect(plans.length).toBeGreaterThan(60)
  expect(plans.filter((detail) => WALK.test(detail) || SORT.test(detail))).toEqual([])
  client.close()
})

test('policy stores are listed by an index, and ordinary ones are not led astray by it', async () => {
  const { client, statements, datastore } = await prepared()
  await datastore.listPolicyStores()
  await datastore.listStores({}, { limit: 9, after: STORE })
  await datastore.listStores({ name: 'demo' }, { limit: 9, after: STORE })
  expect(await plansOf(client, statements)).toEqual([
    'SEARCH stores USING INDEX stores_by_policy_name (policy_name>?)',
    'SEARCH stores USING INDEX stores_by_id (id>?)',
    'SEARCH stores USING INDEX stores_by_name (name=? AND id>?)',
  ])
  client.close()
})

test('each half of a look-up in the past has an index of its own', async () => {
  const { client, statements, datastore } = await prepared()
  await datastore.fetchFacts(STORE, NEEDS, 1)
  const plans = (await plansOf(client, statements)).join('\n')
  expect(plans).toContain('USING INDEX changes_removed_by_object (store=? AND object_type=? AND')
  expect(plans).toContain('USING INDEX changes_removed_by_user (store=? AND user=? AND')
  expect(plans).toContain('USING INDEX tuples_by_user (store=? AND user=? AND object_type=? AND')
  expect(plans).toContain('USING INDEX tuples_of_usersets (store=? AND object_type=? AND')
  client.close()
})
