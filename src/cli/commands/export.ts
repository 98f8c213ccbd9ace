import { resolve } from 'node:path'
import type { Authorizer } from '#authorizer/authorizer.ts'
import { command } from '#cli/command.ts'
import { Misuse } from '#cli/misuse.ts'
import { policyClient, type StoreExport } from '#cli/server/policy-client.ts'
import { serverOption } from '#cli/server/server-option.ts'
import { type ServerStore, serverStore, storeOption } from '#cli/server/server-store.ts'
import { writeWholeFile } from '#files/write-whole-file.ts'
import { type ExportEnd, exportHead } from '#model/export-form.ts'
import type { StoreId } from '#model/ids.ts'
import type { Tuple } from '#model/tuple.ts'

export const exportTuples = command({
  operands: [],
  options: {
    ...serverOption,
    ...storeOption,
    format: {
      kind: 'choice',
      choices: ['jsonl', 'yaml'],
      meaning:
        'a JSON object a line, with the model first (the default), or a tuple file for tests',
    },
    out: { kind: 'value', value: 'FILE', meaning: 'write a file, whole or not at all' },
    json: { kind: 'flag', meaning: 'the same as --format jsonl' },
  },
  details:
    'Of a Pforte it is one state of the store. The last line of JSON says how many tuples there are, so\n' +
    'that a file which was cut is not taken for a whole one; `import` takes it back.',
  example: 'pforte export --store commerce --out commerce.jsonl',
  async run({ options: given, terminal }) {
    const { format = 'jsonl', json, out } = given
    if (json && format === 'yaml')
      throw new Misuse('`--json` and `--format yaml` exclude each other')
    const exported = await exportOf(await serverStore(given, terminal))
    const lines = format === 'yaml' ? yamlLines(exported) : jsonLines(exported)
    if (out !== undefined) {
      await writeWholeFile(resolve(terminal.directory, out), ended(lines))
      return 0
    }
    for await (const line of lines) {
      terminal.print(line)
      await terminal.taken()
      if (terminal.isClosed()) break
    }
    return 0
  },
})

/** What every server has of a store; only Pforte says of which version and state. */
type Exported = Pick<StoreExport, 'store' | 'model' | 'tuples'> &
  Partial<Pick<StoreExport, 'policyVersion' | 'revision'>>

async function exportOf({ server, authorizer, isPforte, store }: ServerStore): Promise<Exported> {
  if (isPforte) return policyClient(server).exportStore(store)
  const { items } = await authorizer.listModels(store, { pageSize: 1 })
  const [model] = items
  return { store, ...(model !== undefined && { model }), tuples: readAll(authorizer, store) }
}

const PAGE_SIZE = 100

async function* readAll(authorizer: Authorizer, store: StoreId): AsyncGenerator<Tuple> {
  let token: string | undefined
  do {
    const paging = { pageSize: PAGE_SIZE, ...(token !== undefined && { continuationToken: token }) }
    const page = await authorizer.read(store, {}, paging)
    for (const { tuple } of page.items) yield tuple
    token = page.continuationToken
  } while (token !== undefined)
}

async function* jsonLines(exported: Exported): AsyncGenerator<string> {
  const { tuples, revision = '', ...state } = exported
  yield JSON.stringify(exportHead({ ...state, revision }))
  let count = 0
  for await (const tuple of tuples) {
    yield JSON.stringify(tuple)
    count += 1
  }
  yield JSON.stringify({ tuples: count } satisfies ExportEnd)
}

/** JSON is YAML, and needs no rules about what is quoted. */
async function* yamlLines({ tuples }: Exported): AsyncGenerator<string> {
  let isEmpty = true
  for await (const { user, relation, object, condition } of tuples) {
    isEmpty = false
    const members = [
      `user: ${JSON.stringify(user)}`,
      `relation: ${JSON.stringify(relation)}`,
      `object: ${JSON.stringify(object)}`,
      ...(condition === undefined ? [] : [`condition: ${JSON.stringify(condition)}`]),
    ]
    yield `- {${members.join(', ')}}`
  }
  if (isEmpty) yield '[]'
}

async function* ended(lines: AsyncIterable<string>): AsyncGenerator<string> {
  for await (const line of lines) yield `${line}\n`
}
