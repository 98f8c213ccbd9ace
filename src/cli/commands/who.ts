import type { QueryOptions } from '#authorizer/authorizer.ts'
import { type AskedStore, askedStore, askedStoreOptions } from '#cli/asked/asked-store.ts'
import { askMeaning } from '#cli/asked/meant.ts'
import { newestModel } from '#cli/asked/newest-model.ts'
import { objectFrom } from '#cli/asked/object-from.ts'
import { queryFrom, queryOptions } from '#cli/asked/query-option.ts'
import { allUsers, tellIncomplete } from '#cli/asked/whole-lists.ts'
import { columns } from '#cli/columns.ts'
import { command } from '#cli/command.ts'
import { jsonOption } from '#cli/json-option.ts'
import { compareBinary } from '#model/binary-order.ts'
import { relationNames } from '#model/relation-names.ts'
import type { ObjectReference } from '#model/tuple.ts'
import { formatObject } from '#model/tuple.ts'
import { inShort } from '#policy/in-short.ts'

/** Types whose objects act: people, and what a link or code opens. */
const ACTING_TYPES = ['user', 'link']

interface Found {
  readonly user: string
  /** In short; absent of a server that cannot explain. */
  readonly why?: string
}

export const who = command({
  operands: ['relation', 'object'],
  options: { ...askedStoreOptions, ...queryOptions, ...jsonOption },
  details: 'People and links, each with the role and the binding that it comes from.',
  example: 'pforte who can_order_approve order:K-1001 --store commerce',
  async run({ operands: [relation = '', named = ''], options, terminal }) {
    const object = objectFrom(named)
    const asked = await askedStore(options, terminal)
    const query = queryFrom(options, asked.context)
    const types = relationNames(await newestModel(asked))
    const acting = ACTING_TYPES.filter((type) => types.has(type))
    const list = (type: string) => allUsers(asked, { ...query, object, relation, filter: { type } })
    const lists = await askMeaning(asked, { type: object.type, relation }, () =>
      Promise.all(acting.map(list)),
    )
    const users = lists.flatMap(({ items }) => items).sort(compareBinary)
    const complete = lists.every((list) => list.complete)
    const found = await withReasons(asked, query, users, { object, relation })
    if (options.json) terminal.print(JSON.stringify({ users: found, complete }, null, 2))
    else if (found.length === 0) terminal.print(terminal.paint('dim', 'nobody'))
    else {
      const rows = found.map(({ user, why = '' }) => [user, terminal.paint('dim', why)])
      for (const line of columns(rows)) terminal.print(line)
    }
    tellIncomplete({ complete }, terminal)
    return 0
  },
})

/** One after the other: a server is asked by many. */
async function withReasons(
  { authorizer, store }: AskedStore,
  query: QueryOptions,
  users: readonly string[],
  { object, relation }: { readonly object: ObjectReference; readonly relation: string },
): Promise<readonly Found[]> {
  const { explain } = authorizer
  if (explain === undefined) return users.map((user) => ({ user }))
  const found: Found[] = []
  for (const user of users) {
    const tupleKey = { user, relation, object: formatObject(object) }
    const { explanation } = await explain(store, { ...query, tupleKey })
    found.push({ user, why: inShort(explanation) })
  }
  return found
}
