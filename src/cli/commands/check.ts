import { askedStore, askedStoreOptions } from '#cli/asked/asked-store.ts'
import { askMeaning, typeOf } from '#cli/asked/meant.ts'
import { userFrom } from '#cli/asked/object-from.ts'
import { queryFrom, queryOptions } from '#cli/asked/query-option.ts'
import { command } from '#cli/command.ts'
import { jsonOption } from '#cli/json-option.ts'

export const check = command({
  operands: ['user', 'relation', 'object'],
  options: {
    ...askedStoreOptions,
    ...queryOptions,
    'fail-on': {
      kind: 'choice',
      choices: ['denied', 'allowed'],
      meaning: 'exit 1 if that is the answer',
    },
    ...jsonOption,
  },
  details: 'Both answers exit 0, since both are answers.',
  example: 'pforte check user:peter-horvath can_order_approve order:K-1001 --store commerce',
  async run({ operands: [user = '', relation = '', object = ''], options, terminal }) {
    const tupleKey = { user: userFrom(user), relation, object }
    const asked = await askedStore(options, terminal)
    const request = { ...queryFrom(options, asked.context), tupleKey }
    const answer = await askMeaning(asked, { type: typeOf(object), relation }, () =>
      asked.authorizer.check(asked.store, request),
    )
    const { allowed, modelId, revision } = answer
    const says = allowed ? 'allowed' : 'denied'
    if (options.json) {
      const json = { allowed, authorization_model_id: modelId, revision: revision || undefined }
      terminal.print(JSON.stringify(json, null, 2))
    } else terminal.print(terminal.paint(allowed ? 'green' : 'red', says))
    return options['fail-on'] === says ? 1 : 0
  },
})
