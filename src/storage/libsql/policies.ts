/**
 * Versions of policies. A commit is one batch: the row of the version, its model and assertions, and
 * the tuples from their log. What it expects is a constraint: where that does not hold, the row's
 * version is null, which the table refuses, and nothing of the batch is left.
 */
import type { InStatement } from '@libsql/client'
import type { ModelId, StoreId } from '#model/ids.ts'
import {
  type CommitResult,
  type NewPolicy,
  type PolicyCommit,
  type PolicyVersion,
  type Revision,
  type StoredPolicy,
  StoreMissing,
} from '#storage/datastore.ts'
import { assertStorable } from '#storage/stored-tuple.ts'
import { type Database, rowsOf } from './database.ts'
import { ConstraintFailed } from './database-error.ts'
import { assertionsWriteStatement, modelWriteStatements } from './models.ts'
import type { policyVersions } from './schema.ts'
import { tupleWriteStatements } from './tuple-write.ts'

type PolicyRow = typeof policyVersions.$inferSelect

const INSERT = 'INSERT INTO policy_versions (store, version, model, applied_at, restores, files)'

/** Version 1. Of a store that is not there they write nothing. */
export function firstVersionStatements(
  store: StoreId,
  { model, files, assertions }: NewPolicy,
): readonly InStatement[] {
  return [
    {
      sql: `${INSERT} SELECT number, 1, ?2, ?3, NULL, ?4 FROM stores WHERE id = ?1`,
      args: [store, model.id, model.createdAt, files],
    },
    ...modelWriteStatements(store, model),
    assertionsWriteStatement(store, model.id, assertions),
  ]
}

export async function commitPolicy(
  db: Database,
  store: StoreId,
  commit: PolicyCommit,
): Promise<CommitResult> {
  assertStorable(commit)
  const { expected } = commit
  try {
    const results = await db.write(commitStatements(store, commit))
    const revision = results.at(-1)?.rows[0]?.[0]
    if (revision === undefined) throw new StoreMissing()
    return { kind: 'committed', version: expected.version + 1, revision: Number(revision) }
  } catch (error) {
    if (!(error instanceof ConstraintFailed)) throw error
    const newest = await readNewest(db, store)
    const isMoved =
      newest.version !== expected.version ||
      newest.revision !== (expected.revision ?? newest.revision)
    return isMoved ? { kind: 'moved', ...newest } : { kind: 'touched' }
  }
}

function commitStatements(store: StoreId, commit: PolicyCommit): readonly InStatement[] {
  const { model, files, assertions, restores, writes, deletes, expected } = commit
  const { untouched } = expected
  return [
    {
      sql: INSERT_EXPECTED,
      args: [
        store,
        model.id,
        model.createdAt,
        restores ?? null,
        files,
        expected.version,
        expected.revision ?? null,
        untouched?.objectType ?? null,
        untouched?.since ?? null,
      ],
    },
    ...modelWriteStatements(store, model),
    assertionsWriteStatement(store, model.id, assertions),
    ...tupleWriteStatements(
      store,
      { writes, deletes, onDuplicate: 'error', onMissing: 'error' },
      model.createdAt,
    ),
  ]
}

const NEWEST = 'coalesce((SELECT max(version) FROM policy_versions WHERE store = s.number), 0)'

const INSERT_EXPECTED = `${INSERT}
  SELECT s.number,
    CASE WHEN ${NEWEST} = ?6 AND (?7 IS NULL OR s.revision = ?7)
      AND (?8 IS NULL OR NOT EXISTS (SELECT 1 FROM changes c
        WHERE c.store = s.number AND c.revision > ?9 AND c.object_type = ?8))
    THEN ?6 + 1 END, ?2, ?3, ?4, ?5
  FROM stores s WHERE s.id = ?1`

async function readNewest(
  db: Database,
  store: StoreId,
): Promise<{ readonly version: number; readonly revision: Revision }> {
  const [found] = await db.read([
    { sql: `SELECT ${NEWEST}, s.revision FROM stores s WHERE s.id = ?`, args: [store] },
  ])
  const row = found?.rows[0]
  if (row === undefined) throw new StoreMissing()
  return { version: Number(row[0]), revision: Number(row[1]) }
}

const COLUMNS = 'v.version, v.model, v.applied_at AS appliedAt, v.restores'

export async function readPolicy(
  db: Database,
  store: StoreId,
  version?: number,
): Promise<StoredPolicy | undefined> {
  const [found] = await db.read([
    {
      sql: `SELECT ${COLUMNS}, v.files, s.revision
        FROM stores s JOIN policy_versions v ON v.store = s.number
        WHERE s.id = ?1 AND (?2 IS NULL OR v.version = ?2) ORDER BY v.version DESC LIMIT 1`,
      args: [store, version ?? null],
    },
  ])
  const [row] = rowsOf<PolicyRow & { readonly revision: Revision }>(found)
  if (row === undefined) return undefined
  return { ...versionOf(row), files: row.files, revision: row.revision }
}

export async function listPolicyVersions(
  db: Database,
  store: StoreId,
): Promise<readonly PolicyVersion[]> {
  const [found] = await db.read([
    {
      sql: `SELECT ${COLUMNS} FROM stores s JOIN policy_versions v ON v.store = s.number
        WHERE s.id = ? ORDER BY v.version DESC`,
      args: [store],
    },
  ])
  return rowsOf<Omit<PolicyRow, 'files'>>(found).map(versionOf)
}

function versionOf({ version, model, appliedAt, restores }: Omit<PolicyRow, 'files'>) {
  const made: PolicyVersion = { version, modelId: model as ModelId, appliedAt }
  return restores === null ? made : { ...made, restores }
}
