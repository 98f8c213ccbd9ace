/** Authorization models and their assertions. */
import type { InStatement } from '@libsql/client'
import type { ModelId, StoreId } from '#model/ids.ts'
import {
  type NewModel,
  type Page,
  type PageRequest,
  type Revision,
  type StoredModel,
  StoreMissing,
} from '#storage/datastore.ts'
import { pageOf } from '#storage/page.ts'
import { type Database, rowsOf } from './database.ts'
import type { assertions, models } from './schema.ts'

type ModelRow = typeof models.$inferSelect
type AssertionRow = typeof assertions.$inferSelect

export async function writeModel(db: Database, store: StoreId, model: NewModel): Promise<Revision> {
  const [, taken] = await db.write(modelWriteStatements(store, model))
  const revision = taken?.rows[0]?.revision
  if (revision === undefined) throw new StoreMissing()
  return Number(revision)
}

/** Of a store that is not there they write nothing. The last one answers with the revision taken. */
export function modelWriteStatements(store: StoreId, model: NewModel): readonly InStatement[] {
  return [
    {
      sql: `INSERT INTO models (store, id, json, created_at, revision)
        SELECT number, ?2, ?3, ?4, revision + 1 FROM stores WHERE id = ?1`,
      args: [store, model.id, model.json, model.createdAt],
    },
    {
      sql: 'UPDATE stores SET revision = revision + 1 WHERE id = ? RETURNING revision',
      args: [store],
    },
  ]
}

export async function readModel(
  db: Database,
  store: StoreId,
  id: ModelId,
): Promise<StoredModel | undefined> {
  const [model] = await select(db, store, { sql: 'm.id = ?', arg: id }, 1)
  return model
}

export async function readLatestModel(
  db: Database,
  store: StoreId,
  at?: Revision,
): Promise<StoredModel | undefined> {
  const [model] = await select(db, store, at === undefined ? ANY : upTo(at), 1)
  return model
}

export async function listModels(
  db: Database,
  store: StoreId,
  { after, limit }: PageRequest<Revision>,
): Promise<Page<StoredModel, Revision>> {
  const found = await select(db, store, after === undefined ? ANY : upTo(after - 1), limit + 1)
  return pageOf(found, limit, (model) => model.revision)
}

interface Condition {
  readonly sql: string
  readonly arg: string | number
}

const ANY: Condition = { sql: '?', arg: 1 }

function upTo(revision: Revision): Condition {
  return { sql: 'm.revision <= ?', arg: revision }
}

/** Newest first. */
async function select(
  db: Database,
  store: StoreId,
  condition: Condition,
  limit: number,
): Promise<readonly StoredModel[]> {
  const [found] = await db.read([
    {
      sql: `SELECT m.id, m.json, m.created_at AS createdAt, m.revision
        FROM stores s JOIN models m ON m.store = s.number
        WHERE s.id = ? AND ${condition.sql} ORDER BY m.revision DESC LIMIT ?`,
      args: [store, condition.arg, limit],
    },
  ])
  return rowsOf<ModelRow>(found).map(({ id, json, createdAt, revision }) => ({
    id: id as ModelId,
    json,
    createdAt,
    revision,
  }))
}

export async function writeAssertions(
  db: Database,
  store: StoreId,
  model: ModelId,
  json: string,
): Promise<void> {
  const [written] = await db.write([assertionsWriteStatement(store, model, json)])
  if (written?.rows.length === 0) throw new StoreMissing()
}

/** Of a store that is not there it writes nothing, and answers with no row. */
export function assertionsWriteStatement(
  store: StoreId,
  model: ModelId,
  json: string,
): InStatement {
  return {
    sql: `INSERT INTO assertions (store, model, json) SELECT number, ?2, ?3 FROM stores WHERE id = ?1
      ON CONFLICT (store, model) DO UPDATE SET json = excluded.json RETURNING 1`,
    args: [store, model, json],
  }
}

export async function readAssertions(
  db: Database,
  store: StoreId,
  model: ModelId,
): Promise<string | undefined> {
  const [found] = await db.read([
    {
      sql: `SELECT a.json FROM stores s JOIN assertions a ON a.store = s.number
        WHERE s.id = ? AND a.model = ?`,
      args: [store, model],
    },
  ])
  return rowsOf<AssertionRow>(found)[0]?.json
}
