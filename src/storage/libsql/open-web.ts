import { type Client, createClient } from '@libsql/client/web'
import { connect } from './database.ts'

/** Opens a libSQL server over HTTP with nothing but web standards: what a Worker has. */
export function openWebDatabase(location: {
  readonly url: string
  readonly token?: string
}): Client {
  const { url, token } = location
  return connect(() => createClient(token === undefined ? { url } : { url, authToken: token }))
}
