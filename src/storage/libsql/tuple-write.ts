/**
 * Writing tuples: the log first, the tuples from the log. One batch logs the deletes as the next
 * revision and removes what was logged, logs the writes and inserts what was logged, and takes the
 * revision if anything was. The lists travel as JSON, so a write is three statements (five with
 * deletes) however long it is.
 *
 * The preconditions are constraints. A removal that finds no tuple has no `since`, a write that finds
 * another condition has one, and `removals_are_dated` refuses both; a duplicate meets the primary
 * key of `tuples`. A refused batch leaves nothing, and a second one reads which key it was.
 */
import type { InStatement } from '@libsql/client'
import type { StoreId } from '#model/ids.ts'
import { parseObject, type Tuple, type TupleKey } from '#model/tuple.ts'
import {
  DatastoreUnavailable,
  StoreMissing,
  type TupleWrite,
  type WriteResult,
} from '#storage/datastore.ts'
import { assertStorable, keyOf, keyText, storedCondition } from '#storage/stored-tuple.ts'
import type { Database } from './database.ts'
import { ConstraintFailed } from './database-error.ts'
import type { TupleRow } from './tuple-row.ts'

/** Each further attempt means that what refused the last one was gone when it was looked for. */
const ATTEMPTS = 5

export async function writeTuples(
  db: Database,
  store: StoreId,
  write: TupleWrite,
  at: number,
): Promise<WriteResult> {
  assertStorable(write)
  const statements = tupleWriteStatements(store, write, at)
  for (let attempt = 1; attempt <= ATTEMPTS; attempt++) {
    try {
      const results = await db.write(statements)
      const revision = results.at(-1)?.rows[0]?.[0]
      if (revision === undefined) throw new StoreMissing()
      return { kind: 'written', revision: Number(revision) }
    } catch (error) {
      if (!(error instanceof ConstraintFailed)) throw error
      const refusal = await findRefusal(db, store, write)
      if (refusal !== undefined) return refusal
    }
  }
  throw new DatastoreUnavailable('CONTENDED')
}

/** The last statement answers with the store's revision after the write, or no row without a store. */
export function tupleWriteStatements(
  store: StoreId,
  write: TupleWrite,
  at: number,
): readonly InStatement[] {
  const statements: InStatement[] = []
  if (write.deletes.length > 0) {
    statements.push(
      {
        sql: write.onMissing === 'error' ? LOG_DELETES : LOG_DELETES_FOUND,
        args: [store, deletesJson(write), at],
      },
      { sql: DELETE_LOGGED, args: [store] },
    )
  }
  if (write.writes.length > 0) {
    statements.push(
      {
        sql: write.onDuplicate === 'error' ? LOG_WRITES : LOG_WRITES_NEW,
        args: [store, writesJson(write), at, write.deletes.length],
      },
      { sql: INSERT_LOGGED, args: [store] },
    )
  }
  return [...statements, { sql: TAKE_REVISION, args: [store] }]
}

const LOG = `INSERT INTO changes (store, revision, ordinal, operation, object_type, object_id,
  relation, user, condition, context, since, at)`

/** Joins the tuple `t` that has the key of the JSON row `r`. */
const SAME_KEY = `t.store = s.number AND t.object_type = r.value->>0 AND t.object_id = r.value->>1
  AND t.relation = r.value->>2 AND t.user = r.value->>3`

const DELETED = `SELECT s.number, s.revision + 1, r.key, 'delete', r.value->>0, r.value->>1,
  r.value->>2, r.value->>3, t.condition, t.context, t.revision, ?3
  FROM stores s CROSS JOIN json_each(?2) r`

const LOG_DELETES = `${LOG} ${DELETED} LEFT JOIN tuples t ON ${SAME_KEY} WHERE s.id = ?1`

const LOG_DELETES_FOUND = `${LOG} ${DELETED} CROSS JOIN tuples t ON ${SAME_KEY} WHERE s.id = ?1`

const WRITTEN = `SELECT s.number, s.revision + 1, r.key + ?4, 'write', r.value->>0, r.value->>1,
  r.value->>2, r.value->>3, r.value->>4, r.value->>5`

const LOG_WRITES = `${LOG} ${WRITTEN}, NULL, ?3
  FROM stores s CROSS JOIN json_each(?2) r WHERE s.id = ?1`

const LOG_WRITES_NEW = `${LOG} ${WRITTEN}, t.revision, ?3
  FROM stores s CROSS JOIN json_each(?2) r LEFT JOIN tuples t ON ${SAME_KEY}
  WHERE s.id = ?1 AND (t.store IS NULL
    OR t.condition IS NOT r.value->>4 OR t.context IS NOT r.value->>5)`

/** The entries of the revision that the batch is about to take. */
const LOGGED = `FROM stores s CROSS JOIN changes c ON c.store = s.number
  AND c.revision = s.revision + 1 WHERE s.id = ?1`

/** The store apart from the rest of the key: SQLite would look up a row value of all five by store alone. */
const DELETE_LOGGED = `DELETE FROM tuples WHERE store = (SELECT number FROM stores WHERE id = ?1)
  AND (object_type, object_id, relation, user) IN
  (SELECT c.object_type, c.object_id, c.relation, c.user ${LOGGED})`

const INSERT_LOGGED = `INSERT INTO tuples (store, object_type, object_id, relation, user, condition,
  context, revision, written_at)
  SELECT c.store, c.object_type, c.object_id, c.relation, c.user, c.condition, c.context,
  c.revision, c.at ${LOGGED} AND c.operation = 'write'`

const TAKE_REVISION = `UPDATE stores SET revision = revision + EXISTS (SELECT 1 FROM changes c
  WHERE c.store = stores.number AND c.revision = stores.revision + 1)
  WHERE id = ?1 RETURNING revision`

/** Places in the lists of a write, of what would refuse it now. */
const FIND_MISSING = `SELECT r.key FROM stores s CROSS JOIN json_each(?2) r
  WHERE s.id = ?1 AND NOT EXISTS (SELECT 1 FROM tuples t WHERE ${SAME_KEY}) ORDER BY r.key`

const FIND_PRESENT = `SELECT r.key,
  t.condition IS r.value->>4 AND t.context IS r.value->>5 AS same
  FROM stores s CROSS JOIN json_each(?2) r CROSS JOIN tuples t ON ${SAME_KEY}
  WHERE s.id = ?1 ORDER BY r.key`

/** Undefined if nothing refuses the write any more. Deletes are judged before writes, in order. */
async function findRefusal(
  db: Database,
  store: StoreId,
  write: TupleWrite,
): Promise<WriteResult | undefined> {
  const [missing, present] = await db.read([
    { sql: FIND_MISSING, args: [store, deletesJson(write)] },
    { sql: FIND_PRESENT, args: [store, writesJson(write)] },
  ])
  const absent = write.deletes[Number(missing?.rows[0]?.[0])]
  if (write.onMissing === 'error' && absent !== undefined) {
    return { kind: 'missing', key: keyOf(absent) }
  }
  const deleted = new Set(write.deletes.map(keyText))
  for (const row of present?.rows ?? []) {
    const tuple = write.writes[Number(row[0])]
    if (tuple === undefined || deleted.has(keyText(tuple))) continue
    if (write.onDuplicate === 'error') return { kind: 'duplicate', key: keyOf(tuple) }
    if (row[1] === 0) return { kind: 'conflict', key: keyOf(tuple) }
  }
  return undefined
}

function deletesJson(write: TupleWrite): string {
  return JSON.stringify(write.deletes.map(keyRow))
}

function writesJson(write: TupleWrite): string {
  return JSON.stringify(write.writes.map(tupleRow))
}

function keyRow(key: TupleKey): readonly string[] {
  const object = parseObject(key.object)
  return [object?.type ?? '', object?.id ?? '', key.relation, key.user]
}

function tupleRow(tuple: Tuple): TupleRow {
  const object = parseObject(tuple.object)
  const { condition, context } = storedCondition(tuple)
  return [object?.type ?? '', object?.id ?? '', tuple.relation, tuple.user, condition, context]
}
