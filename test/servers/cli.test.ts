/** The commands on a real OpenFGA server: what they do there is what any such server can. */
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { remoteAuthorizer } from '#authorizer/remote/remote-authorizer.ts'
import type { Command } from '#cli/command.ts'
import { check } from '#cli/commands/check.ts'
import { explain } from '#cli/commands/explain.ts'
import { exportTuples } from '#cli/commands/export.ts'
import { importTuples } from '#cli/commands/import.ts'
import { listObjects } from '#cli/commands/list-objects.ts'
import { versions } from '#cli/commands/versions.ts'
import { what } from '#cli/commands/what.ts'
import { who } from '#cli/commands/who.ts'
import { jsonOf } from '../authorizer/model-text.ts'
import { recordingTerminal } from '../cli/run-pforte.ts'
import { findOpenfga, startOpenfga } from './openfga-process.ts'
import type { ServerProcess } from './server-process.ts'

const binary = findOpenfga()
const why = binary === undefined ? ' (skipped: no openfga in Go’s bin folder or on PATH)' : ''

const MODEL = jsonOf(`
model
  schema 1.1

type user

type document
  relations
    define owner: [user]
    define viewer: [user with small] or owner

condition small(x: int) {
  x < 10
}
`)

const TUPLES = `- {user: "user:anne", relation: owner, object: "document:1"}
- {user: "user:bob", relation: viewer, object: "document:1", condition: {name: small, context: {x: 3}}}
`

describe.skipIf(binary === undefined)(`the commands on an OpenFGA server${why}`, () => {
  let server: ServerProcess
  let directory: string

  beforeAll(async () => {
    server = await startOpenfga(binary ?? '')
    directory = mkdtempSync(join(tmpdir(), 'pforte-cli-'))
    const authorizer = remoteAuthorizer({ url: server.baseUrl, key: server.token })
    const { id } = await authorizer.createStore('documents')
    await authorizer.writeModel(id, MODEL)
    writeFileSync(join(directory, 'tuples.yaml'), TUPLES)
    await run(importTuples, 'tuples.yaml')
  })
  afterAll(async () => {
    rmSync(directory, { recursive: true })
    await server.stop()
  })

  /** A store of any server is found by the name that it was created with. */
  async function run(command: Command, ...words: readonly string[]) {
    const terminal = recordingTerminal({
      directory,
      environment: { PFORTE_SERVER_URL: server.baseUrl, PFORTE_API_KEY: server.token },
    })
    const store = command === versions ? [] : ['--store', 'documents']
    const exitCode = await command.run([...words, ...store], terminal)
    return { exitCode, printed: terminal.printed }
  }

  test('put questions', async () => {
    expect((await run(check, 'user:anne', 'viewer', 'document:1')).printed).toEqual(['allowed'])
    expect((await run(listObjects, 'user:bob', 'viewer', 'document')).printed).toEqual([
      'document:1',
    ])
    expect((await run(who, 'viewer', 'document:1')).printed).toEqual(['user:anne', 'user:bob'])
    expect((await run(what, 'user:anne')).printed).toEqual(['document:1', '  owner viewer'])
  })

  test('say what such a server cannot do', async () => {
    await expect(run(explain, 'user:anne', 'viewer', 'document:1')).rejects.toThrow(
      'this server cannot explain its answers: it is no Pforte',
    )
    await expect(run(versions, 'notes')).rejects.toThrow('it is no Pforte, or an older one')
    const past = ['user:anne', 'viewer', 'document:1', '--at', 'x']
    await expect(run(check, ...past)).rejects.toThrow('it is no Pforte')
  })

  test('take tuples out and in, conditions too', async () => {
    await run(exportTuples, '--out', 'all.jsonl')
    const lines = readFileSync(join(directory, 'all.jsonl'), 'utf8').trimEnd().split('\n')
    expect(lines.slice(1).map((line) => JSON.parse(line))).toEqual([
      { user: 'user:anne', relation: 'owner', object: 'document:1' },
      {
        ...{ user: 'user:bob', relation: 'viewer', object: 'document:1' },
        condition: { name: 'small', context: { x: 3 } },
      },
      { tuples: 2 },
    ])
    const again = await run(importTuples, 'all.jsonl')
    expect(again.printed).toEqual(['2 tuples are in documents now'])
  })

  test('name the tuples of a file that are refused', async () => {
    writeFileSync(
      join(directory, 'faulty.yaml'),
      '- {user: "user:eve", relation: owner, object: "document:2"}\n- {user: "user:eve", relation: ghost, object: "document:2"}\n',
    )
    const { exitCode, printed } = await run(importTuples, 'faulty.yaml')
    expect(exitCode).toBe(1)
    expect(printed[0]).toMatch(/^faulty\.yaml:2:3: .*ghost/)
    expect(printed[1]).toBe('1 tuple is in documents now; 1 refused')
  })
})
