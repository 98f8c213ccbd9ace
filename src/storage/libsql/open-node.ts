import { mkdirSync } from 'node:fs'
import { dirname } from 'node:path'
import { type Client, createClient } from '@libsql/client'
import { attempt, connect } from './database.ts'

/**
 * 16 MB where SQLite has 4: pages that many writes touch are copied into the file once, which spares
 * a write of 100 tuples about a tenth of its work. A connection that was renewed after a failure has
 * SQLite's own number, and is only slower.
 */
const CHECKPOINT_PAGES = 4000

/**
 * Opens `file:`, `memory:` or a libSQL server. A file gets its folder and, once, its write-ahead
 * log. `synchronous` stays at SQLite's FULL, which every connection starts with: an acknowledged
 * write is on the disk and outlives a power cut, for one fsync a write (NORMAL would keep it only
 * from a killed process). One connection, since statements on a file are synchronous anyway.
 */
export async function openNodeDatabase(location: {
  readonly url: string
  readonly token?: string
}): Promise<Client> {
  const { url, token } = location
  if (url.startsWith('memory:')) return createClient({ url: ':memory:' })
  if (!url.startsWith('file:')) {
    return connect(() => createClient(token === undefined ? { url } : { url, authToken: token }))
  }
  const client = connect(() => openFile(url))
  await attempt(client, () => client.execute('PRAGMA journal_mode = WAL'))
  await attempt(client, () => client.execute(`PRAGMA wal_autocheckpoint = ${CHECKPOINT_PAGES}`))
  return client
}

function openFile(url: string): Client {
  mkdirSync(dirname(filePath(url)), { recursive: true })
  return createClient({ url, concurrency: 1 })
}

/** The path in a `file:` URL, relative or absolute, with or without an empty host. */
function filePath(url: string): string {
  const path = url.slice('file:'.length).replace(/[?#].*$/, '')
  return decodeURIComponent(path.replace(/^\/\/(localhost)?(?=\/)/, ''))
}
