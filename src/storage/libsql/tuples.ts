import type { InStatement } from '@libsql/client'
import type { StoreId } from '#model/ids.ts'
import { parseObject, type TupleKey } from '#model/tuple.ts'
import type {
  Page,
  PageRequest,
  Revision,
  ScannedTuples,
  StoredTuple,
  TupleFilter,
} from '#storage/datastore.ts'
import { pageOf } from '#storage/page.ts'
import { isText, keyOf } from '#storage/stored-tuple.ts'
import type { Database } from './database.ts'
import { asJson, jsonRows, shrinking } from './json-rows.ts'
import { TUPLE_COLUMNS, type TupleRow, tupleOfRow } from './tuple-row.ts'

/** A tuple's key as its columns, in the order of the primary key. */
interface KeyColumns {
  readonly object_type: string
  readonly object_id: string
  readonly relation: string
  readonly user: string
}

const KEY_COLUMNS = ['object_type', 'object_id', 'relation', 'user'] as const

type StoredRow = readonly [...TupleRow, writtenAt: number]

export async function readTuples(
  db: Database,
  store: StoreId,
  filter: TupleFilter,
  page: PageRequest<TupleKey>,
): Promise<Page<StoredTuple, TupleKey>> {
  const fixed = fixedColumns(filter)
  if (fixed === undefined) return { items: [] }
  return await shrinking(page.limit, async (limit) => {
    const columns = `${TUPLE_COLUMNS}, written_at`
    const [rows] = await db.read([selectPage(store, columns, fixed, { ...page, limit })])
    const found = jsonRows<StoredRow>(rows).map(storedTupleOf)
    return pageOf(found, limit, keyOf)
  })
}

export async function scanTuples(
  db: Database,
  store: StoreId,
  page: PageRequest<TupleKey>,
): Promise<ScannedTuples> {
  return await shrinking(page.limit, async (limit) => {
    const [rows, revision] = await db.read([
      selectPage(store, TUPLE_COLUMNS, {}, { ...page, limit }),
      selectRevision(store),
    ])
    const found = jsonRows<TupleRow>(rows).map(tupleOfRow)
    return { ...pageOf(found, limit, keyOf), revision: Number(revision?.rows[0]?.[0] ?? 0) }
  })
}

export async function countTuples(db: Database, store: StoreId): Promise<number> {
  const [count] = await db.read([
    {
      sql: 'SELECT count(*) FROM tuples WHERE store = (SELECT number FROM stores WHERE id = ?)',
      args: [store],
    },
  ])
  return Number(count?.rows[0]?.[0])
}

export async function readRevision(db: Database, store: StoreId): Promise<Revision> {
  const [revision] = await db.read([selectRevision(store)])
  return Number(revision?.rows[0]?.[0] ?? 0)
}

/** One row, or none for a store that is not there. */
function selectRevision(store: StoreId): InStatement {
  return { sql: 'SELECT revision FROM stores WHERE id = ?', args: [store] }
}

/**
 * Orders and continues by the columns that the filter leaves open: with the others equal it is the
 * same order, and only so does a page deep in one object's rows start where the last one ended.
 */
function selectPage(
  store: StoreId,
  columns: string,
  fixed: Partial<KeyColumns>,
  page: PageRequest<TupleKey>,
): InStatement {
  const given = KEY_COLUMNS.filter((column) => fixed[column] !== undefined)
  const open = KEY_COLUMNS.filter((column) => fixed[column] === undefined)
  const conditions = ['store = (SELECT number FROM stores WHERE id = ?)']
  const args: (string | number)[] = [store]
  for (const column of given) {
    conditions.push(`${column} = ?`)
    args.push(fixed[column] ?? '')
  }
  if (page.after !== undefined) {
    const after = columnsOf(page.after)
    // A key that is wholly given has no second page.
    conditions.push(open.length === 0 ? '0' : `(${open}) > (${open.map(() => '?')})`)
    args.push(...open.map((column) => after[column]))
  }
  const isByUser = fixed.user !== undefined && fixed.object_id === undefined
  const source = `tuples ${isByUser ? 'INDEXED BY tuples_by_user' : 'NOT INDEXED'}`
  const order = open.length === 0 ? '' : `ORDER BY ${open}`
  args.push(page.limit + 1)
  return {
    sql: asJson(
      columns,
      `SELECT ${columns} FROM ${source} WHERE ${conditions.join(' AND ')} ${order} LIMIT ?`,
    ),
    args,
  }
}

/** Undefined when nothing can match. */
function fixedColumns(filter: TupleFilter): Partial<KeyColumns> | undefined {
  const object = filter.object === undefined ? undefined : parseObject(filter.object)
  if (filter.object !== undefined && object === undefined) return undefined
  if (object !== undefined && (filter.objectType ?? object.type) !== object.type) return undefined
  const type = object?.type ?? filter.objectType
  const { relation, user } = filter
  const fixed = {
    ...(type === undefined ? {} : { object_type: type }),
    ...(object === undefined ? {} : { object_id: object.id }),
    ...(relation === undefined ? {} : { relation }),
    ...(user === undefined ? {} : { user }),
  }
  return Object.values(fixed).every(isText) ? fixed : undefined
}

function columnsOf(key: TupleKey): KeyColumns {
  const { type, id } = parseObject(key.object) ?? { type: '', id: '' }
  return { object_type: type, object_id: id, relation: key.relation, user: key.user }
}

function storedTupleOf(row: StoredRow): StoredTuple {
  const [objectType, objectId, relation, user, condition, context, writtenAt] = row
  return {
    ...tupleOfRow([objectType, objectId, relation, user, condition, context]),
    writtenAt,
  }
}
