import type { StoreId } from '#model/ids.ts'
import type { PolicyName } from '#model/policy-name.ts'
import type { NewPolicy, Page, PageRequest, PolicyStore, Store } from '#storage/datastore.ts'
import { pageOf } from '#storage/page.ts'
import { type Database, pause, rowsOf } from './database.ts'
import { firstVersionStatements } from './policies.ts'
import type { stores } from './schema.ts'

type StoreRow = typeof stores.$inferSelect

const COLUMNS =
  'id, name, policy_name AS policyName, created_at AS createdAt, updated_at AS updatedAt'

/** Rows a statement removes: four of these, with their indexes, in one turn of the event loop. */
const REMOVED_AT_ONCE = 500

/** Versions of policies, which may be megabytes each. */
const VERSIONS_REMOVED_AT_ONCE = 5

export async function createStore(db: Database, store: Omit<Store, 'policyName'>): Promise<void> {
  const { id, name, createdAt, updatedAt } = store
  await db.write([
    {
      sql: 'INSERT INTO stores (id, name, created_at, updated_at) VALUES (?, ?, ?, ?)',
      args: [id, name, createdAt, updatedAt],
    },
  ])
}

/** Where the name is taken, the policy finds no store of our id, and is not written either. */
export async function createPolicyStore(
  db: Database,
  { id, name, policyName, createdAt, updatedAt }: PolicyStore,
  policy: NewPolicy,
): Promise<StoreId> {
  const results = await db.write([
    {
      sql: `INSERT INTO stores (id, name, policy_name, created_at, updated_at)
        VALUES (?, ?, ?, ?, ?) ON CONFLICT (policy_name) WHERE policy_name IS NOT NULL DO NOTHING`,
      args: [id, name, policyName, createdAt, updatedAt],
    },
    ...firstVersionStatements(id, policy),
    { sql: 'SELECT id FROM stores WHERE policy_name = ?', args: [policyName] },
  ])
  return String(results.at(-1)?.rows[0]?.id) as StoreId
}

export async function readStore(db: Database, id: StoreId): Promise<Store | undefined> {
  const [found] = await db.read([{ sql: `SELECT ${COLUMNS} FROM stores WHERE id = ?`, args: [id] }])
  return rowsOf<StoreRow>(found).map(storeOf)[0]
}

export async function listPolicyStores(db: Database): Promise<ReadonlyMap<PolicyName, StoreId>> {
  const [found] = await db.read([`SELECT ${COLUMNS} FROM stores WHERE policy_name IS NOT NULL`])
  return new Map(
    rowsOf<StoreRow>(found).map((row) => [row.policyName as PolicyName, row.id as StoreId]),
  )
}

export async function listStores(
  db: Database,
  filter: { readonly name?: string },
  page: PageRequest<StoreId>,
): Promise<Page<Store, StoreId>> {
  const named = filter.name === undefined ? [] : [filter.name]
  const [found] = await db.read([
    {
      sql: `SELECT ${COLUMNS} FROM stores
        WHERE policy_name IS NULL AND id > ? ${named.length === 0 ? '' : 'AND name = ?'}
        ORDER BY id LIMIT ?`,
      args: [page.after ?? '', ...named, page.limit + 1],
    },
  ])
  return pageOf(rowsOf<StoreRow>(found).map(storeOf), page.limit, (store) => store.id)
}

function storeOf({ id, name, policyName, createdAt, updatedAt }: StoreRow): Store {
  const store = { id: id as StoreId, name, createdAt, updatedAt }
  return policyName === null ? store : { ...store, policyName: policyName as PolicyName }
}

/**
 * The store is gone with the first batch: nothing finds its number any more, and a write that comes
 * later finds no store. Its rows follow in small batches, for which nobody waits: a million take half
 * a minute. A stop in between leaves them to the next start.
 */
export async function deleteStore(db: Database, id: StoreId): Promise<void> {
  await db.write([
    {
      sql: 'INSERT INTO deleted_stores (number) SELECT number FROM stores WHERE id = ?',
      args: [id],
    },
    { sql: 'DELETE FROM stores WHERE id = ?', args: [id] },
  ])
  removeDeletedStores(db)
}

/** Begins to remove the rows of stores that were deleted, also of those that an earlier process left. */
export function removeDeletedStores(db: Database): void {
  const removeAll = async (): Promise<void> => {
    while (await removeSome(db)) await pause()
  }
  removeAll().catch(() => {
    // The database is away or closed: the rows are found by nobody, and removed after the next start.
  })
}

/** One batch of removals in the first deleted store; false when none is left. */
async function removeSome(db: Database): Promise<boolean> {
  const results = await db.write([
    removal('tuples', 'object_type, object_id, relation, user'),
    removal('changes', 'revision, ordinal'),
    removal('models', 'id'),
    removal('assertions', 'model'),
    removal('policy_versions', 'version', VERSIONS_REMOVED_AT_ONCE),
    `DELETE FROM deleted_stores
     WHERE number = (SELECT min(number) FROM deleted_stores)
       AND NOT EXISTS (SELECT 1 FROM tuples WHERE store = number)
       AND NOT EXISTS (SELECT 1 FROM changes WHERE store = number)
       AND NOT EXISTS (SELECT 1 FROM models WHERE store = number)
       AND NOT EXISTS (SELECT 1 FROM assertions WHERE store = number)
       AND NOT EXISTS (SELECT 1 FROM policy_versions WHERE store = number)`,
    'SELECT 1 FROM deleted_stores LIMIT 1',
  ])
  return results.at(-1)?.rows.length === 1
}

function removal(table: string, key: string, atOnce = REMOVED_AT_ONCE): string {
  const first = '(SELECT min(number) FROM deleted_stores)'
  return `DELETE FROM ${table} WHERE store = ${first} AND (${key}) IN
    (SELECT ${key} FROM ${table} WHERE store = ${first} LIMIT ${atOnce})`
}
