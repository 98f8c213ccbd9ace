import { execFile, execFileSync } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { parse } from 'yaml'
import { startPforte } from './pforte-process.ts'
import type { ServerProcess } from './server-process.ts'

const MODEL = `model
  schema 1.1

type user

type group
  relations
    define member: [user]

type document
  relations
    define owner: [user]
    define viewer: [user, group#member] or owner
`

const STORE_FILE = `name: imported
model: |
${MODEL.replaceAll(/^/gm, '  ')}
tuples:
  - { user: 'user:anne', relation: owner, object: 'document:plan' }
  - { user: 'group:eng#member', relation: viewer, object: 'document:plan' }
  - { user: 'user:bob', relation: member, object: 'group:eng' }
tests:
  - name: who views
    check:
      - user: user:bob
        object: document:plan
        assertions: { viewer: true, owner: false }
    list_objects:
      - user: user:bob
        type: document
        assertions: { viewer: ['document:plan'] }
`

interface Named {
  readonly id: string
  readonly name: string
}
interface Read {
  readonly tuples: readonly { readonly key: { readonly user: string } }[]
}
interface Changes {
  readonly changes: readonly { readonly operation: string }[]
}
interface Created {
  readonly store: Named
}

const run = promisify(execFile)
let server: ServerProcess
let folder: string

const title = 'the `fga` command'

if (!hasCli()) test(title, (context) => context.skip('`fga` is not installed'))

describe.runIf(hasCli())(title, () => {
  beforeAll(async () => {
    server = await startPforte()
    folder = mkdtempSync(join(tmpdir(), 'fga-'))
    writeFileSync(join(folder, 'model.fga'), MODEL)
    writeFileSync(join(folder, 'store.fga.yaml'), STORE_FILE)
  })
  afterAll(async () => {
    await server.stop()
    rmSync(folder, { recursive: true, force: true })
  })

  test('creates, lists, reads and deletes a store', async () => {
    const { store } = await fgaJson<Created>('store', 'create', '--name', 'cli store')
    expect(store.name).toBe('cli store')
    const { stores } = await fgaJson<{ readonly stores: readonly Named[] }>('store', 'list')
    expect(stores.map(({ id }) => id)).toContain(store.id)
    expect(await fgaJson('store', 'get', '--store-id', store.id)).toMatchObject({ id: store.id })
    await fga('store', 'delete', '--store-id', store.id, '--force')
    await expect(fga('store', 'get', '--store-id', store.id)).rejects.toThrow('store_id_not_found')
  })

  test('writes, lists, reads, validates and transforms a model', async () => {
    const storeId = await createStore()
    const file = join(folder, 'model.fga')
    const { authorization_model_id } = await fgaJson<{ readonly authorization_model_id: string }>(
      ...['model', 'write', '--store-id', storeId, '--file', file],
    )
    expect(await fgaJson('model', 'list', '--store-id', storeId)).toMatchObject({
      authorization_models: [{ id: authorization_model_id }],
    })
    const dsl = await fga('model', 'get', '--store-id', storeId)
    expect(dsl).toContain('define viewer: [user, group#member] or owner')
    expect(await fgaJson('model', 'validate', '--file', file)).toMatchObject({ is_valid: true })
    expect(await fgaJson('model', 'transform', '--file', file)).toMatchObject({
      schema_version: '1.1',
    })
  })

  test('writes, reads and deletes tuples and shows their changes', async () => {
    const storeId = await createStore('model.fga')
    const store = ['--store-id', storeId]
    await fga('tuple', 'write', ...store, 'user:anne', 'owner', 'document:1')
    writeFileSync(
      join(folder, 'tuples.csv'),
      'user_type,user_id,user_relation,relation,object_type,object_id\nuser,bob,,viewer,document,1\ngroup,eng,member,viewer,document,1\n',
    )
    await fga('tuple', 'write', ...store, '--file', join(folder, 'tuples.csv'))
    const { tuples } = await fgaJson<Read>('tuple', 'read', ...store)
    expect(tuples.map(({ key }) => key.user).sort()).toEqual([
      'group:eng#member',
      'user:anne',
      'user:bob',
    ])
    await fga('tuple', 'delete', ...store, 'user:anne', 'owner', 'document:1')
    const { changes } = await fgaJson<Changes>(
      ...['tuple', 'changes', ...store, '--type', 'document'],
    )
    expect(changes.map(({ operation }) => operation)).toEqual([
      'TUPLE_OPERATION_WRITE',
      'TUPLE_OPERATION_WRITE',
      'TUPLE_OPERATION_WRITE',
      'TUPLE_OPERATION_DELETE',
    ])
  })

  test('imports a store, answers every query about it and exports it', async () => {
    const { store: imported } = await fgaJson<Created>(
      ...['store', 'import', '--file', join(folder, 'store.fga.yaml')],
    )
    const store = ['--store-id', imported.id]
    const plan = 'document:plan'
    const allowed = await fgaJson('query', 'check', ...store, 'user:bob', 'viewer', plan)
    expect(allowed).toMatchObject({ allowed: true })
    const contextual = await fgaJson(
      ...['query', 'check', ...store, 'user:zoe', 'viewer', plan],
      ...['--contextual-tuple', 'user:zoe member group:eng'],
    )
    expect(contextual).toMatchObject({ allowed: true })
    const objects = await fgaJson(
      'query',
      'list-objects',
      ...store,
      'user:bob',
      'viewer',
      'document',
    )
    expect(objects).toEqual({ objects: [plan] })
    const { relations } = await fgaJson<{ readonly relations: readonly string[] }>(
      ...['query', 'list-relations', ...store, 'user:anne', plan],
    )
    expect(new Set(relations)).toEqual(new Set(['owner', 'viewer']))
    const { users } = await fgaJson<{ readonly users: readonly unknown[] }>(
      ...['query', 'list-users', ...store, '--object', plan, '--relation', 'viewer'],
      ...['--user-filter', 'user'],
    )
    expect(users).toHaveLength(2)
    expect(await fgaJson('query', 'expand', ...store, 'viewer', plan)).toMatchObject({
      tree: { root: { name: 'document:plan#viewer' } },
    })
    const exported = join(folder, 'exported.fga.yaml')
    await fga('store', 'export', ...store, '--output-file', exported)
    expect(parse(readFileSync(exported, 'utf8')).tuples).toHaveLength(3)
  })

  test('tests a store file and a model against the server', async () => {
    const tests = ['model', 'test', '--tests', join(folder, 'store.fga.yaml')]
    expect((await command(...tests)).stderr).toContain('Tests 1/1 passing')
    const storeId = await createStore('model.fga')
    expect((await command(...tests, '--store-id', storeId)).stderr).toContain('Tests 1/1 passing')
  })
})

function hasCli(): boolean {
  try {
    execFileSync('fga', ['version'], { stdio: 'ignore' })
    return true
  } catch {
    // Not installed: the suite is skipped.
    return false
  }
}

function command(...args: readonly string[]): Promise<{ stdout: string; stderr: string }> {
  return run('fga', [...args, '--api-url', server.baseUrl, '--api-token', server.token])
}

async function fga(...args: readonly string[]): Promise<string> {
  return (await command(...args)).stdout
}

/** The command's output, of the form that the caller goes on with. */
async function fgaJson<T>(...args: readonly string[]): Promise<T> {
  return JSON.parse(await fga(...args)) as T
}

async function createStore(modelFile?: string): Promise<string> {
  const model = modelFile === undefined ? [] : ['--model', join(folder, modelFile)]
  const { store } = await fgaJson<Created>('store', 'create', '--name', 'cli', ...model)
  return store.id
}
