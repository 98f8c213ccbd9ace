/** Entry on Cloudflare Workers: libSQL over HTTP, or a memory that lives as long as the isolate. */
import { type Config, readConfig } from '#config.ts'
import { type Gateway, gateway } from '#gateway.ts'
import type { Datastore } from '#storage/datastore.ts'
import { libsqlDatastore } from '#storage/libsql/libsql-datastore.ts'
import { openWebDatabase } from '#storage/libsql/open-web.ts'
import { memoryDatastore } from '#storage/memory/memory-datastore.ts'
import coreModel from '../model.fga'

type Environment = Readonly<Record<string, unknown>>

/** Put together at the first request of an isolate: before it, a Worker may neither fetch nor draw. */
let house: Promise<Gateway> | undefined

export default {
  async fetch(request: Request, environment: Environment): Promise<Response> {
    house ??= open(environment)
    try {
      return (await house).fetch(request)
    } catch (error) {
      // The next request tries again. What is wrong is for the operator, not for the caller.
      house = undefined
      console.error(error instanceof Error ? error.message : 'cannot start')
      return Response.json({ code: 'unavailable', message: 'unavailable' }, { status: 500 })
    }
  },
}

async function open(environment: Environment): Promise<Gateway> {
  const config = readConfig(environment, 'workers')
  return gateway(config, {
    datastore: openDatastore(config),
    coreModel,
    clock: { now: Date.now },
    randomBytes: (length) => crypto.getRandomValues(new Uint8Array(length)),
    yieldToEventLoop: () => new Promise((resolve) => setTimeout(resolve, 0)),
    writeLogLine: console.error,
  })
}

function openDatastore({ database }: Config): Datastore {
  return database.url.startsWith('memory:')
    ? memoryDatastore()
    : libsqlDatastore(openWebDatabase(database))
}
