import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createClient } from '@libsql/client'
import { is } from 'drizzle-orm'
import { getTableConfig, SQLiteTable } from 'drizzle-orm/sqlite-core'
import { expect, test } from 'vitest'
import { libsqlDatastore } from '#storage/libsql/libsql-datastore.ts'
import { openNodeDatabase } from '#storage/libsql/open-node.ts'
import * as schema from '#storage/libsql/schema.ts'

const FOLDER = join(import.meta.dirname, '../../src/storage/libsql/migrations')

const HEADER = `/** Generated from \`migrations/*.sql\` by test/storage/migrations.test.ts: a Worker has no files. */
export interface Migration {
  readonly name: string
  readonly statements: readonly string[]
}
`

/** \`npx vitest run -u\` writes the file anew. */
function bundle(): string {
  const files = readdirSync(FOLDER)
    .filter((name) => name.endsWith('.sql'))
    .sort()
  const migrations = files.map((file) => {
    const sql = readFileSync(join(FOLDER, file), 'utf8').replaceAll('`', '"').replaceAll('\t', '  ')
    const statements = sql.split('--> statement-breakpoint').map((text) => text.trim())
    const lines = statements.map((statement) => `      \`${statement}\`,\n`).join('')
    return `  {\n    name: '${file.replace('.sql', '')}',\n    statements: [\n${lines}    ],\n  },\n`
  })
  return `${HEADER}\nexport const MIGRATIONS: readonly Migration[] = [\n${migrations.join('')}]\n`
}

test('the bundled migrations are those of the folder', async () => {
  await expect(bundle()).toMatchFileSnapshot('../../src/storage/libsql/migrations.ts')
})

const TABLES = Object.values(schema).filter((value) => is(value, SQLiteTable))

test('the migrations make the tables of the schema', async () => {
  const client = createClient({ url: ':memory:' })
  await libsqlDatastore(client).migrate()
  for (const table of TABLES) {
    const { name, columns, indexes } = getTableConfig(table)
    const made = await client.execute(`PRAGMA table_info(${name})`)
    expect(made.rows.map((row) => row.name)).toEqual(columns.map((column) => column.name))
    const listed = await client.execute(`PRAGMA index_list(${name})`)
    const named = listed.rows.filter((row) => row.origin === 'c').map((row) => row.name)
    expect(new Set(named)).toEqual(new Set(indexes.map((index) => index.config.name)))
  }
})

test('tuples and changes are kept in their primary key', async () => {
  const client = createClient({ url: ':memory:' })
  await libsqlDatastore(client).migrate()
  const { rows } = await client.execute(
    "SELECT name FROM sqlite_master WHERE type = 'table' AND sql LIKE '%WITHOUT ROWID' ORDER BY name",
  )
  expect(rows.map((row) => row.name)).toEqual(['changes', 'tuples'])
})

test('several processes may start on one new file at once', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'pforte-'))
  const open = async () => {
    const client = await openNodeDatabase({ url: `file:${folder}/deep/pforte.db` })
    return libsqlDatastore(client)
  }
  const datastores = await Promise.all([open(), open(), open()])
  await Promise.all(datastores.map((datastore) => datastore.migrate()))
  const secrets = await Promise.all(
    datastores.map((datastore, index) => datastore.setting('secret', `secret ${index}`)),
  )
  expect(new Set(secrets).size).toBe(1)
  await Promise.all(datastores.map((datastore) => datastore.close()))
  rmSync(folder, { recursive: true })
})

test('a database of a newer version is not touched', async () => {
  const client = createClient({ url: ':memory:' })
  const datastore = libsqlDatastore(client)
  await datastore.migrate()
  await client.execute("INSERT INTO migrations (name) VALUES ('9999_later')")
  await expect(datastore.migrate()).rejects.toThrow('written by a newer version')
})
