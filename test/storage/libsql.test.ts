import { copyFileSync, mkdirSync, mkdtempSync, renameSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import type { Client } from '@libsql/client'
import { afterAll, describe, expect, test, vi } from 'vitest'
import {
  type Datastore,
  DatastoreCorrupt,
  DatastoreUnavailable,
  StoreMissing,
} from '#storage/datastore.ts'
import { libsqlDatastore } from '#storage/libsql/libsql-datastore.ts'
import { openNodeDatabase } from '#storage/libsql/open-node.ts'
import { freePort } from '../servers/server-process.ts'
import { describeDatastore } from './datastore.contract.ts'
import { addStore, key, MODEL, readAll, STORE, text, writing } from './sample-tuples.ts'

const FOLDER = mkdtempSync(join(tmpdir(), 'pforte-'))
afterAll(() => rmSync(FOLDER, { recursive: true }))

let files = 0
const newFile = () => `file:${join(FOLDER, `${files++}`, 'pforte.db')}`

async function open(url: string): Promise<Datastore> {
  const datastore = libsqlDatastore(await openNodeDatabase({ url }))
  await datastore.migrate()
  return datastore
}

async function rowsIn(client: Client, table: string): Promise<unknown> {
  const { rows } = await client.execute(`SELECT count(*) AS left FROM ${table}`)
  return rows[0]?.left
}

describeDatastore('libsql, a file', () => open(newFile()))
describeDatastore('libsql, memory', () => open('memory:'))

describe('two clients on one file', () => {
  const openBoth = async () => {
    const url = newFile()
    const [left, right] = [await open(url), await open(url)]
    await addStore(left, STORE)
    return { left, right, url }
  }

  test('write at the same time, and no write or revision is lost', async () => {
    const { left, right } = await openBoth()
    const write = async (datastore: Datastore, who: string) => {
      for (let place = 0; place < 40; place++) {
        await datastore.write(STORE, writing([`document:${place}#viewer@user:${who}`]), place)
      }
    }
    await Promise.all([write(left, 'anne'), write(right, 'bob')])
    expect(await left.countTuples(STORE)).toBe(80)
    const changes = await right.readChangesSince(STORE, 0, 1000)
    expect(changes.map((change) => change.revision)).toEqual(changes.map((_, at) => at + 1))
    expect(await left.readRevision(STORE)).toBe(80)
    await Promise.all([left.close(), right.close()])
  })

  test('race for one tuple: one writes it, the other learns that it is there', async () => {
    const { left, right } = await openBoth()
    const one = writing(['document:1#viewer@user:anne'])
    const results = await Promise.all([left.write(STORE, one, 1), right.write(STORE, one, 2)])
    expect(results.map((result) => result.kind).sort()).toEqual(['duplicate', 'written'])
    await Promise.all([left.close(), right.close()])
  })

  test('see the writes of each other at once', async () => {
    const { left, right } = await openBoth()
    await left.write(STORE, writing(['document:1#viewer@user:anne']), 1)
    expect(await readAll(right)).toEqual(['document:1#viewer@user:anne'])
    await Promise.all([left.close(), right.close()])
  })

  test('delete a store under a writer: nothing of it stays behind', async () => {
    const { left, right, url } = await openBoth()
    const writer = async () => {
      for (let place = 0; ; place++) {
        await left.write(STORE, writing([`document:${place}#viewer@user:anne`]), place)
        await new Promise(setImmediate)
      }
    }
    const model = { id: MODEL, json: '{}', createdAt: 0 }
    const change = { writes: [], deletes: [], expected: { version: 0 } }
    await left.commitPolicy(STORE, { model, files: '{}', assertions: '[]', ...change })
    const writes = expect(writer()).rejects.toThrow(StoreMissing)
    await new Promise((resolve) => setTimeout(resolve, 20))
    await right.deleteStore(STORE)
    await writes
    const client = await openNodeDatabase({ url })
    await vi.waitFor(async () => expect(await rowsIn(client, 'deleted_stores')).toBe(0))
    const ofStores = ['tuples', 'changes', 'models', 'assertions', 'policy_versions']
    for (const table of ['stores', 'deleted_stores', ...ofStores]) {
      expect([table, await rowsIn(client, table)]).toEqual([table, 0])
    }
    client.close()
    await Promise.all([left.close(), right.close()])
  })

  test('delete a store at once, however many rows it has left to remove', async () => {
    const { left, right, url } = await openBoth()
    for (let place = 0; place < 20; place++) {
      const rows = Array.from({ length: 100 }, (_, user) => `document:${place}#viewer@user:${user}`)
      await left.write(STORE, writing(rows), place)
    }
    await right.deleteStore(STORE)
    const client = await openNodeDatabase({ url })
    expect(await rowsIn(client, 'tuples')).toBeGreaterThan(0)
    expect(await readAll(left)).toEqual([])
    await vi.waitFor(async () => expect(await rowsIn(client, 'tuples')).toBe(0), 5000)
    client.close()
    await Promise.all([left.close(), right.close()])
  })
})

describe('a file that is closed', () => {
  test('is whole by itself', async () => {
    const url = newFile()
    const datastore = await open(url)
    await addStore(datastore, STORE)
    await datastore.write(STORE, writing(['document:1#viewer@user:anne']), 1)
    await datastore.close()
    const copy = newFile()
    mkdirSync(dirname(copy.slice('file:'.length)))
    copyFileSync(url.slice('file:'.length), copy.slice('file:'.length))
    const copied = await open(copy)
    expect(await readAll(copied)).toEqual(['document:1#viewer@user:anne'])
    await copied.close()
  })

  test('is not waited for while another connection reads it, which goes on reading', async () => {
    const url = newFile()
    const [datastore, reader] = [await open(url), await openNodeDatabase({ url })]
    const reading = await reader.transaction('read')
    const count = async () => (await reading.execute('SELECT count(*) FROM stores')).rows[0]?.[0]
    expect(await count()).toBe(0)
    await addStore(datastore, STORE)
    await datastore.close()
    await datastore.close()
    expect(await count()).toBe(0)
    await reading.commit()
    reader.close()
  })
})

describe('a failing database', () => {
  const ONE = writing(['document:1#viewer@user:secret-anne'])

  const prepared = async () => {
    const url = newFile()
    const client = await openNodeDatabase({ url })
    const datastore = libsqlDatastore(client)
    await datastore.migrate()
    await addStore(datastore, STORE)
    return { url, client, datastore }
  }

  const failureOf = async (attempt: Promise<unknown>) => {
    const thrown: unknown = await attempt.then(
      () => 'nothing was thrown',
      (error: unknown) => error,
    )
    return thrown instanceof DatastoreUnavailable ? thrown.reason : thrown
  }

  test('waits for a lock that another connection holds for a while', async () => {
    const { url, datastore } = await prepared()
    const holder = await openNodeDatabase({ url })
    const lock = await holder.transaction('write')
    const write = datastore.write(STORE, ONE, 1)
    const read = await readAll(datastore)
    expect(read).toEqual([])
    setTimeout(() => void lock.rollback(), 150)
    expect(await write).toEqual({ kind: 'written', revision: 1 })
    holder.close()
    await datastore.close()
  })

  test('gives up on a lock that is held too long, and works again after', async () => {
    const { url, datastore } = await prepared()
    const holder = await openNodeDatabase({ url })
    const lock = await holder.transaction('write')
    expect(await failureOf(datastore.write(STORE, ONE, 1))).toBe('SQLITE_BUSY')
    await lock.rollback()
    expect(await datastore.write(STORE, ONE, 1)).toEqual({ kind: 'written', revision: 1 })
    expect(await readAll(datastore)).toEqual([text(ONE.writes[0] ?? key(''))])
    holder.close()
    await datastore.close()
  }, 10_000)

  test.each([
    ['deleted', (path: string) => renameSync(path, `${path}.away`)],
    [
      'replaced',
      (path: string) => {
        renameSync(path, `${path}.away`)
        copyFileSync(`${path}.away`, path)
      },
    ],
  ])('is away when its file was %s, and there again with the file', async (_, takeAway) => {
    const { url, datastore } = await prepared()
    await datastore.write(STORE, ONE, 1)
    const path = url.slice('file:'.length)
    takeAway(path)
    const other = writing(['document:2#viewer@user:bob'])
    expect(await failureOf(datastore.write(STORE, other, 2))).toBe('FILE_REPLACED')
    expect(await failureOf(datastore.readRevision(STORE))).toBe('FILE_REPLACED')
    renameSync(`${path}.away`, path)
    expect(await datastore.write(STORE, other, 2)).toEqual({ kind: 'written', revision: 2 })
    await datastore.close()
    const reopened = await open(url)
    expect(await reopened.readRevision(STORE)).toBe(2)
    await reopened.close()
  })

  test('works again after a full disk', async () => {
    const { client, datastore } = await prepared()
    const { rows } = await client.execute('PRAGMA page_count')
    await client.execute(`PRAGMA max_page_count = ${rows[0]?.page_count}`)
    const many = writing(
      Array.from({ length: 100 }, (_, place) => `document:${place}#viewer@user:${'x'.repeat(400)}`),
    )
    expect(await failureOf(datastore.write(STORE, many, 1))).toBe('SQLITE_FULL')
    expect(await datastore.write(STORE, many, 1)).toEqual({ kind: 'written', revision: 1 })
    await datastore.close()
  })

  test('works again after a file that could only be read', async () => {
    const { client, datastore } = await prepared()
    await client.execute('PRAGMA query_only = 1')
    expect(await failureOf(datastore.write(STORE, ONE, 1))).toBe('SQLITE_READONLY')
    expect(await datastore.write(STORE, ONE, 1)).toEqual({ kind: 'written', revision: 1 })
    await datastore.close()
  })

  test('says that a closed one is away, and does not open it again', async () => {
    const { datastore } = await prepared()
    await datastore.close()
    expect(await failureOf(datastore.write(STORE, ONE, 1))).toBe('CLIENT_CLOSED')
    expect(await failureOf(datastore.readStore(STORE))).toBe('CLIENT_CLOSED')
  })

  test('says that a server cannot be reached', async () => {
    const port = await freePort()
    const url = `http://127.0.0.1:${port}`
    const datastore = libsqlDatastore(await openNodeDatabase({ url }))
    expect(await failureOf(datastore.readStore(STORE))).toBe('ECONNREFUSED')
    expect(await failureOf(datastore.write(STORE, ONE, 1))).toBe('ECONNREFUSED')
    await datastore.close()
  })

  test('says that a file is no database', async () => {
    const path = join(FOLDER, 'no.db')
    writeFileSync(path, 'this is a text and no database, but long enough '.repeat(100))
    await expect(openNodeDatabase({ url: `file:${path}` })).rejects.toThrow(DatastoreCorrupt)
  })

  test('says that a folder cannot be made', async () => {
    writeFileSync(join(FOLDER, 'plain'), '')
    const opened = openNodeDatabase({ url: `file:${FOLDER}/plain/pforte.db` })
    expect(await failureOf(opened)).toBe('EEXIST')
  })

  test('says that a file cannot be opened, as a folder cannot', async () => {
    const opened = openNodeDatabase({ url: `file:${FOLDER}` })
    expect(await failureOf(opened)).toBe('SQLITE_CANTOPEN')
  })

  test.each(['http://[bad', 'http://', 'libsql://db.example?other=secret-anne'])(
    'says that %s is no address',
    async (url) => {
      expect(await failureOf(openNodeDatabase({ url }))).toMatch(/URL/)
    },
  )

  test('keeps statements and parameters out of its errors', async () => {
    const { client, datastore } = await prepared()
    await client.execute('DROP TABLE changes')
    await client.execute('DROP TABLE models')
    for (const attempt of [
      () => datastore.write(STORE, ONE, 1),
      () => datastore.readLatestModel(STORE),
      () => datastore.createStore({ id: STORE, name: 'secret-anne', createdAt: 1, updatedAt: 1 }),
    ]) {
      const error: unknown = await attempt().catch((thrown: unknown) => thrown)
      expect(error).toBeInstanceOf(Error)
      const { message, stack, cause } = error as Error
      expect(`${message} ${stack} ${cause}`).not.toMatch(/secret-anne|insert into|select "/i)
    }
    await datastore.close()
  })
})

test('an acknowledged write is synchronised to the disk, and readers do not wait for it', async () => {
  const client = await openNodeDatabase({ url: newFile() })
  const [journal] = (await client.execute('PRAGMA journal_mode')).rows
  expect(journal?.journal_mode).toBe('wal')
  const full = 2
  expect((await client.execute('PRAGMA synchronous')).rows[0]?.synchronous).toBe(full)
  client.reconnect()
  expect((await client.execute('PRAGMA synchronous')).rows[0]?.synchronous).toBe(full)
  client.close()
})
