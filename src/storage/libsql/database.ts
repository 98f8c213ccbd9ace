/**
 * The way to the database: atomic batches that are tried again while another connection holds the
 * lock. Never an interactive transaction: on a file it
 * would hold the lock over turns of the event loop while the next write blocks that loop.
 */
import type { Client, InStatement, ResultSet } from '@libsql/client'
import { DatastoreUnavailable } from '#storage/datastore.ts'
import { failureOf } from './database-error.ts'

export interface Database {
  /** All or nothing, in one write transaction. Throws `ConstraintFailed` when a constraint refuses it. */
  write(statements: readonly InStatement[]): Promise<readonly ResultSet[]>
  /** All statements see one state. */
  read(statements: readonly InStatement[]): Promise<readonly ResultSet[]>
  /** Leaves all data in the one file, so that a copy of it is whole. */
  close(): Promise<void>
}

/** About two seconds in all: a request waits three at most. */
const ATTEMPTS = 60
const LONGEST_WAIT_MS = 80

export function database(client: Client): Database {
  return {
    write: (statements) => attempt(client, () => client.batch([...statements], 'write')),
    read: (statements) => attempt(client, () => read(client, statements)),
    close: () => close(client),
  }
}

/** The rows of a statement whose columns bear the names of a table's type, as `schema.ts` says it. */
export function rowsOf<Row>(result: ResultSet | undefined): readonly Row[] {
  return (result?.rows ?? []) as unknown as readonly Row[]
}

/**
 * The driver leaves the write-ahead log behind, and the file without it is half a database. While
 * another process has the file open the log is its to keep; if the disk refuses, the log stays, which
 * loses nothing.
 */
async function close(client: Client): Promise<void> {
  if (client.closed) return
  try {
    if (client.protocol === 'file') await client.execute('PRAGMA wal_checkpoint(TRUNCATE)')
  } catch {
    // Whoever closes is on the way out, and has no use for it.
  } finally {
    client.close()
  }
}

/** A single statement sees one state by itself and is spared the BEGIN and COMMIT around it. */
async function read(
  client: Client,
  statements: readonly InStatement[],
): Promise<readonly ResultSet[]> {
  const [first, ...others] = statements
  if (first !== undefined && others.length === 0) return [await client.execute(first)]
  return await client.batch([...statements], 'read')
}

/** Makes a client, and translates what fails: the driver's words may repeat the address, and a token in it. */
export function connect(make: () => Client): Client {
  try {
    return make()
  } catch (thrown) {
    throw failureOf(thrown).error
  }
}

/** Tries until the lock is had, and translates what fails. Leaves a usable client behind. */
export async function attempt<Result>(
  client: Client,
  operation: () => Promise<Result>,
): Promise<Result> {
  for (let tries = 1; ; tries++) {
    try {
      return await operation()
    } catch (thrown) {
      const failure = failureOf(thrown)
      if (failure.kind === 'settled') {
        renew(client, failure.error)
        throw failure.error
      }
      if (client.closed || tries === ATTEMPTS) throw failure.error
      client.reconnect()
      await pause(waitMs(tries))
    }
  }
}

/** A connection that met a full disk or a lost server may stay broken; the next one is not. */
function renew(client: Client, error: Error): void {
  if (error instanceof DatastoreUnavailable && !client.closed) client.reconnect()
}

/** Random, so that two processes that met once do not meet again at every attempt. */
function waitMs(tries: number): number {
  return Math.random() * Math.min(2 ** tries, LONGEST_WAIT_MS)
}

/** Gives the event loop a turn: statements on a file are synchronous under an asynchronous face. */
export function pause(ms = 0): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, ms))
}
