import type { InStatement } from '@libsql/client'
import type { StoreId } from '#model/ids.ts'
import type { Change, Datastore, Page, PageRequest, Revision } from '#storage/datastore.ts'
import { firstDifferences } from '#storage/differences.ts'
import { pageOf } from '#storage/page.ts'
import { type Database, pause } from './database.ts'
import { asJson, jsonRows, shrinking } from './json-rows.ts'
import { TUPLE_COLUMNS, type TupleRow, tupleOfRow } from './tuple-row.ts'

type Place = Pick<Change, 'revision' | 'ordinal'>

const COLUMNS = `${TUPLE_COLUMNS}, operation, at, revision, ordinal`

type ChangeRow = readonly [
  ...TupleRow,
  operation: Change['operation'],
  at: number,
  revision: Revision,
  ordinal: number,
]

/** Changes read at once on the way to a past state. */
const DIFFERENCES_PAGE = 5000

export async function readChangesSince(
  db: Database,
  store: StoreId,
  after: Revision,
  limit: number,
): Promise<readonly Change[]> {
  return await shrinking(limit, async (asked) => {
    const found = await read(db, store, 'revision > ?', [after], asked + 1)
    const cut = found[asked]
    if (cut === undefined) return found
    const whole = found.filter((change) => change.revision < cut.revision)
    // A revision that is larger than the limit comes whole all the same, or nobody would get past it.
    return whole.length > 0 ? whole : await read(db, store, 'revision = ?', [cut.revision], -1)
  })
}

export async function readChanges(
  db: Database,
  store: StoreId,
  filter: { readonly objectType?: string; readonly since?: number },
  page: PageRequest<Place>,
): Promise<Page<Change, Place>> {
  const conditions = ['(revision, ordinal) > (?, ?)']
  const args: (string | number)[] = [page.after?.revision ?? 0, page.after?.ordinal ?? -1]
  if (filter.objectType !== undefined) {
    conditions.push('object_type = ?')
    args.push(filter.objectType)
  }
  if (filter.since !== undefined) {
    conditions.push('at >= ?')
    args.push(filter.since)
  }
  return await shrinking(page.limit, async (limit) => {
    const found = await read(db, store, conditions.join(' AND '), args, limit + 1)
    return pageOf(found, limit, ({ revision, ordinal }) => ({ revision, ordinal }))
  })
}

/** A revision is that of a write or of a model. */
export async function readRevisionTime(
  db: Database,
  store: StoreId,
  revision: Revision,
): Promise<number | undefined> {
  const [found] = await db.read([
    {
      sql: `SELECT coalesce(
          (SELECT at FROM changes WHERE store = s.number AND revision = ?2 LIMIT 1),
          (SELECT created_at FROM models WHERE store = s.number AND revision = ?2))
        FROM stores s WHERE s.id = ?1`,
      args: [store, revision],
    },
  ])
  const at = found?.rows[0]?.[0]
  return typeof at === 'number' ? at : undefined
}

/** In pages, with a turn of the event loop between: what is written meanwhile is no contradiction. */
export async function readDifferencesSince(
  db: Database,
  store: StoreId,
  revision: Revision,
  limit: number,
): ReturnType<Datastore['readDifferencesSince']> {
  const changes: Change[] = []
  for (let after = revision; ; await pause()) {
    if (changes.length > limit) return undefined
    const page = await readChangesSince(db, store, after, Math.min(limit + 1, DIFFERENCES_PAGE))
    const last = page.at(-1)
    if (last === undefined) return firstDifferences(changes)
    changes.push(...page)
    after = last.revision
  }
}

/** `limit` below 0 is none. */
async function read(
  db: Database,
  store: StoreId,
  condition: string,
  args: readonly (string | number)[],
  limit: number,
): Promise<readonly Change[]> {
  const [rows] = await db.read([selectChanges(store, condition, args, limit)])
  return jsonRows<ChangeRow>(rows).map(changeOfRow)
}

function selectChanges(
  store: StoreId,
  condition: string,
  args: readonly (string | number)[],
  limit: number,
): InStatement {
  return {
    sql: asJson(
      COLUMNS,
      `SELECT ${COLUMNS} FROM changes
       WHERE store = (SELECT number FROM stores WHERE id = ?) AND ${condition}
       ORDER BY revision, ordinal LIMIT ?`,
    ),
    args: [store, ...args, limit],
  }
}

function changeOfRow(row: ChangeRow): Change {
  const [objectType, objectId, relation, user, condition, context, ...place] = row
  const [operation, at, revision, ordinal] = place
  const tuple = tupleOfRow([objectType, objectId, relation, user, condition, context])
  return { operation, tuple, at, revision, ordinal }
}
