import { mkdirSync, statSync } from 'node:fs'
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
  return watched(client, filePath(url))
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

/** Thrown like an error of the driver, by whose code it is known. */
class FileReplaced extends Error {
  override readonly name = 'FileReplaced'
  readonly code = 'FILE_REPLACED'
}

/**
 * A file that was deleted or replaced under the program stays open, and everything goes on as if
 * nothing were amiss, until the end of the process when all that was written is gone. So each
 * statement asks first whether the file is still in its place, and the database is away while it is
 * not: also when another is there, since what is in memory is not of that one. A renewed connection
 * would even make an empty file.
 */
function watched(client: Client, path: string): Client {
  const identity = identityOf(path)
  const refuseReplaced = (): void => {
    if (identityOf(path) !== identity) throw new FileReplaced()
  }
  return new Proxy(client, {
    get(target, name) {
      if (name === 'execute' || name === 'batch') refuseReplaced()
      if (name === 'reconnect' && identityOf(path) !== identity) return () => {}
      const value: unknown = Reflect.get(target, name, target)
      return typeof value === 'function' ? value.bind(target) : value
    },
  })
}

/** Undefined when nothing is there. */
function identityOf(path: string): string | undefined {
  const file = statSync(path, { throwIfNoEntry: false, bigint: true })
  return file === undefined ? undefined : `${file.dev} ${file.ino}`
}
