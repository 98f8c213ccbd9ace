/**
 * The tables: the types of their rows, and the source of `migrations/*.sql`. Not loaded at run time
 * (docs/decisions/0005-drizzle-describes-the-tables.md). After a change
 * run `npx drizzle-kit generate --dialect sqlite --schema src/storage/libsql/schema.ts --out
 * src/storage/libsql/migrations`, put `WITHOUT ROWID` (which drizzle cannot say) behind the tables
 * whose comment asks for it, and `npx vitest run test/storage/migrations.test.ts -u`.
 *
 * Rows of a store carry its number and not its id: shorter keys, and a number is never used again,
 * so what is left of a deleted store belongs to nobody.
 */
import { sql } from 'drizzle-orm'
import {
  check,
  index,
  integer,
  primaryKey,
  sqliteTable,
  text,
  uniqueIndex,
} from 'drizzle-orm/sqlite-core'
import type { PolicyName } from '#model/policy-name.ts'

export const stores = sqliteTable(
  'stores',
  {
    number: integer().primaryKey({ autoIncrement: true }),
    id: text().notNull(),
    name: text().notNull(),
    /** Null in ordinary stores. */
    policyName: text('policy_name').$type<PolicyName>(),
    createdAt: integer('created_at').notNull(),
    updatedAt: integer('updated_at').notNull(),
    /** The newest revision taken. */
    revision: integer().notNull().default(0),
  },
  (store) => [
    uniqueIndex('stores_by_id').on(store.id),
    index('stores_by_name').on(store.name, store.id),
    // Without the nulls, for SQLite would walk and sort them to list the ordinary stores.
    uniqueIndex('stores_by_policy_name').on(store.policyName).where(sql`policy_name IS NOT NULL`),
  ],
)

/** Stores whose rows are still to be removed; see `stores.ts`. */
export const deletedStores = sqliteTable('deleted_stores', {
  number: integer().primaryKey(),
})

export const models = sqliteTable(
  'models',
  {
    store: integer().notNull(),
    id: text().notNull(),
    json: text().notNull(),
    createdAt: integer('created_at').notNull(),
    revision: integer().notNull(),
  },
  (model) => [
    primaryKey({ columns: [model.store, model.id] }),
    uniqueIndex('models_by_revision').on(model.store, model.revision),
  ],
)

export const assertions = sqliteTable(
  'assertions',
  {
    store: integer().notNull(),
    model: text().notNull(),
    json: text().notNull(),
  },
  (assertion) => [primaryKey({ columns: [assertion.store, assertion.model] })],
)

/** Versions of policies. The texts stand last, so that the other columns are read without them. */
export const policyVersions = sqliteTable(
  'policy_versions',
  {
    store: integer().notNull(),
    version: integer().notNull(),
    model: text().notNull(),
    appliedAt: integer('applied_at').notNull(),
    restores: integer(),
    files: text().notNull(),
  },
  (policy) => [primaryKey({ columns: [policy.store, policy.version] })],
)

export const settings = sqliteTable('settings', {
  name: text().primaryKey(),
  value: text().notNull(),
})

/** A tuple's key and condition: the columns that `tuples` and `changes` have in common. */
function tupleColumns() {
  return {
    objectType: text('object_type').notNull(),
    objectId: text('object_id').notNull(),
    relation: text().notNull(),
    user: text().notNull(),
    /** Name of the condition, and its context as canonical JSON; null when empty. */
    condition: text(),
    context: text(),
  }
}

/**
 * WITHOUT ROWID. What is there now. A tuple is never changed in place, so one whose `revision` (that
 * of its writing) is not above R stood as it is at R: with the removals of `changes` this makes any
 * past state a look-up.
 */
export const tuples = sqliteTable(
  'tuples',
  {
    store: integer().notNull(),
    ...tupleColumns(),
    revision: integer().notNull(),
    writtenAt: integer('written_at').notNull(),
  },
  (tuple) => [
    primaryKey({
      columns: [tuple.store, tuple.objectType, tuple.objectId, tuple.relation, tuple.user],
    }),
    index('tuples_by_user').on(tuple.store, tuple.user, tuple.objectType, tuple.relation),
    index('tuples_of_usersets')
      .on(tuple.store, tuple.objectType, tuple.objectId, tuple.relation)
      .where(sql`instr(user, '#') > 0`),
  ],
)

/**
 * WITHOUT ROWID. The log. A removal says since which revision its tuple had been there: at R it was
 * there if `since <= R < revision`. Only removals are indexed by key, so writing tuples does not pay
 * for the past. `removals_are_dated` is also the precondition of a write: see `tuple-write.ts`.
 */
export const changes = sqliteTable(
  'changes',
  {
    store: integer().notNull(),
    revision: integer().notNull(),
    ordinal: integer().notNull(),
    operation: text({ enum: ['write', 'delete'] }).notNull(),
    ...tupleColumns(),
    since: integer(),
    at: integer().notNull(),
  },
  (change) => [
    primaryKey({ columns: [change.store, change.revision, change.ordinal] }),
    index('changes_removed_by_object')
      .on(change.store, change.objectType, change.objectId, change.relation, change.user)
      .where(sql`operation = 'delete'`),
    index('changes_removed_by_user')
      .on(change.store, change.user, change.objectType, change.relation)
      .where(sql`operation = 'delete'`),
    check('removals_are_dated', sql`(operation = 'delete') = (since IS NOT NULL)`),
  ],
)
