import type { ListUsersRequest } from '#authorizer/authorizer.ts'
import { askedStore, askedStoreOptions } from '#cli/asked/asked-store.ts'
import { askMeaning } from '#cli/asked/meant.ts'
import { objectFrom } from '#cli/asked/object-from.ts'
import { queryFrom, queryOptions } from '#cli/asked/query-option.ts'
import { allUsers, tellIncomplete } from '#cli/asked/whole-lists.ts'
import { command } from '#cli/command.ts'
import { jsonOption } from '#cli/json-option.ts'

export const listUsers = command({
  operands: ['object', 'relation'],
  options: {
    ...askedStoreOptions,
    type: {
      kind: 'value',
      value: 'TYPE',
      meaning: 'what kind of users: user (the default), group#member, …',
    },
    ...queryOptions,
    ...jsonOption,
  },
  example: 'pforte list-users order:K-1001 can_order_approve --store commerce',
  async run({ operands: [object = '', relation = ''], options, terminal }) {
    const question = {
      ...{ object: objectFrom(object), relation },
      filter: filterFrom(options.type ?? 'user'),
    }
    const asked = await askedStore(options, terminal)
    const query = queryFrom(options, asked.context)
    const { type } = question.object
    const answer = await askMeaning(asked, { type, relation }, () =>
      allUsers(asked, { ...query, ...question }),
    )
    const { items: users, complete } = answer
    if (options.json) terminal.print(JSON.stringify({ users, complete }, null, 2))
    else for (const user of users) terminal.print(user)
    tellIncomplete(answer, terminal)
    return 0
  },
})

function filterFrom(text: string): ListUsersRequest['filter'] {
  const [type = '', relation] = text.split('#')
  return relation === undefined ? { type } : { type, relation }
}
