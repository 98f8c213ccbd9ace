/**
 * What a failure of the driver means. Messages of SQLite and of the client hold
 * statements and parameters (keys, hashes), so nothing of them goes on but a code.
 */
import { DatastoreCorrupt, DatastoreUnavailable } from '#storage/datastore.ts'

export type Failure =
  /** Another connection holds the lock, or ours was closed under us: nothing was done, try again. */
  | { readonly kind: 'contended'; readonly error: DatastoreUnavailable }
  | { readonly kind: 'settled'; readonly error: Error }

/** A constraint of the schema refused the batch; whoever wrote the batch knows what that means. */
export class ConstraintFailed extends Error {
  override readonly name = 'ConstraintFailed'
  constructor() {
    super('a constraint of the database refused a batch')
  }
}

/** The server will not send so much at once; ask for less. */
export class AnswerTooLarge extends DatastoreUnavailable {
  constructor() {
    super('RESPONSE_TOO_LARGE')
  }
}

const CONTENDED: ReadonlySet<string> = new Set(['SQLITE_BUSY', 'SQLITE_LOCKED', 'CLIENT_CLOSED'])
const TOO_LARGE: ReadonlySet<string> = new Set(['SQLITE_TOOBIG', 'RESPONSE_TOO_LARGE'])
const CORRUPT: ReadonlySet<string> = new Set(['SQLITE_CORRUPT', 'SQLITE_NOTADB', 'SQLITE_FORMAT'])

/** The driver's code is empty for a file that it cannot open at all; SQLite calls it this. */
const CANNOT_OPEN = 'SQLITE_CANTOPEN'

/** Codes that say something about our statements, not about the database: a bug of this program. */
const OURS: ReadonlySet<string> = new Set([
  'SQLITE_ERROR',
  'SQLITE_UNKNOWN',
  'SQLITE_MISMATCH',
  'SQLITE_MISUSE',
  'SQLITE_RANGE',
  'SQL_PARSE_ERROR',
  'SQL_NO_STATEMENT',
  'SQL_MANY_STATEMENTS',
])

export function failureOf(thrown: unknown): Failure {
  const cause = rootCause(thrown)
  const code = codeOf(cause)
  if (code === undefined) return { kind: 'settled', error: withoutCode(cause) }
  if (CONTENDED.has(code) || isPoisoned(cause, code)) {
    return { kind: 'contended', error: new DatastoreUnavailable(code) }
  }
  return { kind: 'settled', error: errorOf(code) }
}

function errorOf(code: string): Error {
  if (code === 'SQLITE_CONSTRAINT') return new ConstraintFailed()
  if (TOO_LARGE.has(code)) return new AnswerTooLarge()
  if (CORRUPT.has(code)) return new DatastoreCorrupt(code)
  if (OURS.has(code)) return refusedStatement(code)
  return new DatastoreUnavailable(code === '' ? CANNOT_OPEN : code)
}

/**
 * A connection that once met a busy lock refuses every later batch (libsql-client-ts issue 352); a
 * new one does not.
 */
function isPoisoned(cause: unknown, code: string): boolean {
  return (
    code === 'SQLITE_ERROR' &&
    cause instanceof Error &&
    cause.message.includes('SQL statements in progress')
  )
}

/** `fetch` rejects with a bare TypeError, and says why only in its cause (on Node) or not at all. */
function withoutCode(cause: unknown): Error {
  if (cause instanceof TypeError) return new DatastoreUnavailable(codeOf(cause.cause) ?? 'NETWORK')
  return refusedStatement('no code')
}

function refusedStatement(code: string): Error {
  return new Error(`the database refused a statement of this program (${code})`)
}

/** What only wraps a failure has no code: the outermost error with one is the client's own. */
function rootCause(thrown: unknown): unknown {
  if (thrown instanceof Error && codeOf(thrown) === undefined && thrown.cause instanceof Error) {
    return thrown instanceof TypeError ? thrown : rootCause(thrown.cause)
  }
  return thrown
}

function codeOf(error: unknown): string | undefined {
  if (!(error instanceof Error) || !('code' in error)) return undefined
  return typeof error.code === 'string' ? error.code : undefined
}
