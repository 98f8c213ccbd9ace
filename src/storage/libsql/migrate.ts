import type { Database } from './database.ts'
import { ConstraintFailed } from './database-error.ts'
import { MIGRATIONS, type Migration } from './migrations.ts'

/** Applies what is missing, each migration in a batch of its own with its line in `migrations`. */
export async function migrate(db: Database): Promise<void> {
  const applied = await readApplied(db)
  const known = new Set(MIGRATIONS.map((migration) => migration.name))
  if (applied.some((name) => !known.has(name))) {
    throw new Error('the database was written by a newer version of pforte')
  }
  for (const migration of MIGRATIONS) {
    if (!applied.includes(migration.name)) await apply(db, migration)
  }
}

async function readApplied(db: Database): Promise<readonly string[]> {
  const [, applied] = await db.write([
    'CREATE TABLE IF NOT EXISTS migrations (name TEXT PRIMARY KEY NOT NULL)',
    'SELECT name FROM migrations',
  ])
  return (applied?.rows ?? []).map((row) => String(row.name))
}

/** The line comes first: of two processes that start at once, one is refused before it does harm. */
async function apply(db: Database, migration: Migration): Promise<void> {
  try {
    await db.write([
      { sql: 'INSERT INTO migrations (name) VALUES (?)', args: [migration.name] },
      ...migration.statements,
    ])
  } catch (error) {
    if (!(error instanceof ConstraintFailed)) throw error
    const applied = await readApplied(db)
    if (!applied.includes(migration.name)) throw error
  }
}
