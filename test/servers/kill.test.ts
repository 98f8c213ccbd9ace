import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as delay } from 'node:timers/promises'
import { expect, test } from 'vitest'
import { type Server, sendJson } from '../conformance/http-call.ts'
import { createStore, DOCUMENTS, jsonOf, writeModel } from '../conformance/prepared-store.ts'
import { startPforte } from './pforte-process.ts'

const WRITES = 200
const TUPLES_PER_WRITE = 100
/** Writes that are under way at once. */
const LANES = 8

test.each([0.2, 0.5, 0.8])(
  'a server killed after %f of its writes keeps each acknowledged one whole, and no other in part',
  async (share) => {
    const folder = mkdtempSync(join(tmpdir(), 'pforte-kill-'))
    const databaseUrl = `file:${join(folder, 'pforte.db')}`
    let second: Awaited<ReturnType<typeof startPforte>> | undefined
    try {
      const first = await startPforte({ databaseUrl })
      const path = await createStore(first)
      await writeModel(first, path, DOCUMENTS)
      const acknowledged = await writeUntilKilled(first, path, Math.floor(WRITES * share))
      expect(acknowledged.size).toBeLessThan(WRITES)
      second = await startPforte({ databaseUrl })
      const users = await usersByDocument(second, path)
      for (const write of acknowledged) {
        expect(users.get(`document:${write}`)?.size, `write ${write}`).toBe(TUPLES_PER_WRITE)
      }
      for (const [document, found] of users) expect(found.size, document).toBe(TUPLES_PER_WRITE)
      expect(await changesByDocument(second, path)).toEqual(users)
      expect(await unlikeChecks(second, path, users)).toEqual([])
      expect((await writeDocument(second, path, WRITES)).status).toBe(200)
    } finally {
      await second?.stop()
      rmSync(folder, { recursive: true, force: true })
    }
  },
)

/** Writes a document's worth of tuples at a time; kills the server once as many are acknowledged. */
async function writeUntilKilled(
  server: Server & { stop(signal: NodeJS.Signals): Promise<void> },
  path: string,
  killAfter: number,
): Promise<ReadonlySet<number>> {
  const acknowledged = new Set<number>()
  let next = 0
  let killed: Promise<void> | undefined
  const lane = async () => {
    while (next < WRITES && killed === undefined) {
      const write = next++
      const status = await statusOf(() => writeDocument(server, path, write))
      if (status === undefined) return
      expect(status).toBe(200)
      acknowledged.add(write)
      if (acknowledged.size >= killAfter) killed ??= delay(1).then(() => server.stop('SIGKILL'))
    }
  }
  await Promise.all(Array.from({ length: LANES }, lane))
  expect(killed).toBeDefined()
  await killed
  return acknowledged
}

/** Undefined: the server is gone, and what was asked is not acknowledged. */
async function statusOf(
  ask: () => Promise<{ readonly status: number }>,
): Promise<number | undefined> {
  try {
    return (await ask()).status
  } catch {
    return undefined
  }
}

function writeDocument(server: Server, path: string, write: number) {
  const tuple_keys = Array.from({ length: TUPLES_PER_WRITE }, (_, index) => ({
    user: `user:${index}`,
    relation: 'viewer',
    object: `document:${write}`,
  }))
  return sendJson(server, 'POST', `${path}/write`, { writes: { tuple_keys } })
}

type Users = ReadonlyMap<string, ReadonlySet<string>>

interface Key {
  readonly user: string
  readonly object: string
}

function addKey(users: Map<string, Set<string>>, { user, object }: Key): void {
  users.set(object, (users.get(object) ?? new Set()).add(user))
}

/** What the log says: a write that is there in part shows here if not in the tuples. */
async function changesByDocument(server: Server, path: string): Promise<Users> {
  const users = new Map<string, Set<string>>()
  for (let token = ''; ; ) {
    const query = `page_size=100&continuation_token=${token}`
    const page = jsonOf(await sendJson(server, 'GET', `${path}/changes?${query}`)) as unknown as {
      readonly changes: readonly { readonly tuple_key: Key }[]
      readonly continuation_token: string
    }
    if (page.changes.length === 0) return users
    for (const { tuple_key } of page.changes) addKey(users, tuple_key)
    token = page.continuation_token
  }
}

async function usersByDocument(server: Server, path: string): Promise<Users> {
  const users = new Map<string, Set<string>>()
  let continuation_token = ''
  do {
    const body = { page_size: 100, continuation_token }
    const page = jsonOf(await sendJson(server, 'POST', `${path}/read`, body)) as unknown as {
      readonly tuples: readonly { readonly key: Key }[]
      readonly continuation_token: string
    }
    for (const { key } of page.tuples) addKey(users, key)
    continuation_token = page.continuation_token
  } while (continuation_token !== '')
  return users
}

/** Every twentieth tuple that could be there is asked for: what is read is allowed, all else is not. */
async function unlikeChecks(
  server: Server,
  path: string,
  users: Users,
): Promise<readonly string[]> {
  const unlike: string[] = []
  for (let write = 0; write < WRITES; write++) {
    const checks = Array.from({ length: TUPLES_PER_WRITE / 20 }, (_, index) => ({
      correlation_id: String(index * 20),
      tuple_key: { user: `user:${index * 20}`, relation: 'viewer', object: `document:${write}` },
    }))
    const { result } = jsonOf(await sendJson(server, 'POST', `${path}/batch-check`, { checks }))
    const answers = result as Readonly<Record<string, { readonly allowed: boolean }>>
    for (const { correlation_id, tuple_key } of checks) {
      const isStored = users.get(tuple_key.object)?.has(tuple_key.user) ?? false
      if (answers[correlation_id]?.allowed !== isStored) unlike.push(JSON.stringify(tuple_key))
    }
  }
  return unlike
}
