import type { Database } from './database.ts'

/** One batch writes and reads, so that of several processes all get the value of the first. */
export async function setting(db: Database, name: string, initial: string): Promise<string> {
  const [, read] = await db.write([
    {
      sql: 'INSERT INTO settings (name, value) VALUES (?, ?) ON CONFLICT (name) DO NOTHING',
      args: [name, initial],
    },
    { sql: 'SELECT value FROM settings WHERE name = ?', args: [name] },
  ])
  return String(read?.rows[0]?.value)
}
