import { askedStore, askedStoreOptions } from '#cli/asked/asked-store.ts'
import { askMeaning } from '#cli/asked/meant.ts'
import { userFrom } from '#cli/asked/object-from.ts'
import { queryFrom, queryOptions } from '#cli/asked/query-option.ts'
import { allObjects, tellIncomplete } from '#cli/asked/whole-lists.ts'
import { command } from '#cli/command.ts'
import { jsonOption } from '#cli/json-option.ts'

export const listObjects = command({
  operands: ['user', 'relation', 'type'],
  options: { ...askedStoreOptions, ...queryOptions, ...jsonOption },
  example: 'pforte list-objects user:peter-horvath can_order_read order --store commerce',
  async run({ operands: [named = '', relation = '', type = ''], options, terminal }) {
    const user = userFrom(named)
    const asked = await askedStore(options, terminal)
    const query = queryFrom(options, asked.context)
    const answer = await askMeaning(asked, { type, relation }, () =>
      allObjects(asked, { ...query, user, relation, type }),
    )
    const { items: objects, complete } = answer
    if (options.json) terminal.print(JSON.stringify({ objects, complete }, null, 2))
    else for (const object of objects) terminal.print(object)
    tellIncomplete(answer, terminal)
    return 0
  },
})
