/**
 * How tuples and changes leave the database: all rows of a page as one JSON text. The driver spends
 * five times as much on building row objects as SQLite on reading them; a text costs about 1 µs a
 * tuple, parsing included.
 */
import type { ResultSet } from '@libsql/client'
import { DatastoreCorrupt } from '#storage/datastore.ts'
import { AnswerTooLarge } from './database-error.ts'

/** A statement that answers with the rows of `select` as one text, in its order. */
export function asJson(columns: string, select: string): string {
  return `SELECT json_group_array(json_array(${columns})) FROM (${select})`
}

/** The rows of an `asJson` statement; the caller names the shape that its columns have. */
export function jsonRows<Row>(result: ResultSet | undefined): readonly Row[] {
  const text = result?.rows[0]?.[0]
  if (typeof text !== 'string') throw new DatastoreCorrupt('no rows')
  return JSON.parse(text) as readonly Row[]
}

/** Reads a page, and a shorter one as long as the server will not send so much at once. */
export async function shrinking<Result>(
  limit: number,
  read: (limit: number) => Promise<Result>,
): Promise<Result> {
  for (let asked = limit; ; asked = Math.ceil(asked / 8)) {
    try {
      return await read(asked)
    } catch (error) {
      if (!(error instanceof AnswerTooLarge) || asked <= 1) throw error
    }
  }
}
