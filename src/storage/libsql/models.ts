/** Authorization models and their assertions. */
import type { InStatement } from '@libsql/client'
import { and, desc, eq, lt, lte, type SQL } from 'drizzle-orm'
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
import type { Database } from './database.ts'
import { assertions, models, stores } from './schema.ts'

const COLUMNS = {
  id: models.id,
  json: models.json,
  createdAt: models.createdAt,
  revision: models.revision,
}

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
  const [model] = await select(db, store, eq(models.id, id), 1)
  return model
}

export async function readLatestModel(
  db: Database,
  store: StoreId,
  at?: Revision,
): Promise<StoredModel | undefined> {
  const [model] = await select(
    db,
    store,
    at === undefined ? undefined : lte(models.revision, at),
    1,
  )
  return model
}

export async function listModels(
  db: Database,
  store: StoreId,
  page: PageRequest<Revision>,
): Promise<Page<StoredModel, Revision>> {
  const before = page.after === undefined ? undefined : lt(models.revision, page.after)
  const found = await select(db, store, before, page.limit + 1)
  return pageOf(found, page.limit, (model) => model.revision)
}

/** Newest first. */
async function select(
  db: Database,
  store: StoreId,
  condition: SQL | undefined,
  limit: number,
): Promise<readonly StoredModel[]> {
  const rows = await db.run((builder) =>
    builder
      .select(COLUMNS)
      .from(models)
      .innerJoin(stores, eq(stores.number, models.store))
      .where(and(eq(stores.id, store), condition))
      .orderBy(desc(models.revision))
      .limit(limit),
  )
  return rows.map((row) => ({ ...row, id: row.id as ModelId }))
}

export async function writeAssertions(
  db: Database,
  store: StoreId,
  model: ModelId,
  json: string,
): Promise<void> {
  const [written] = await db.write([
    {
      sql: `INSERT INTO assertions (store, model, json) SELECT number, ?2, ?3 FROM stores WHERE id = ?1
        ON CONFLICT (store, model) DO UPDATE SET json = excluded.json RETURNING 1`,
      args: [store, model, json],
    },
  ])
  if (written?.rows.length === 0) throw new StoreMissing()
}

export async function readAssertions(
  db: Database,
  store: StoreId,
  model: ModelId,
): Promise<string | undefined> {
  const [row] = await db.run((builder) =>
    builder
      .select({ json: assertions.json })
      .from(assertions)
      .innerJoin(stores, eq(stores.number, assertions.store))
      .where(and(eq(stores.id, store), eq(assertions.model, model))),
  )
  return row?.json
}
