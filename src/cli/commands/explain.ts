import { askedStore, askedStoreOptions } from '#cli/asked/asked-store.ts'
import { askMeaning, typeOf } from '#cli/asked/meant.ts'
import { userFrom } from '#cli/asked/object-from.ts'
import { queryFrom, queryOptions } from '#cli/asked/query-option.ts'
import { command } from '#cli/command.ts'
import { jsonOption } from '#cli/json-option.ts'
import { CannotBeDone } from '#cli/misuse.ts'
import type { Terminal } from '#cli/terminal.ts'
import type { Verdict } from '#engine/explanation.ts'
import { explanationLines, inShort } from '#policy/in-short.ts'

export const explain = command({
  operands: ['user', 'relation', 'object'],
  options: { ...askedStoreOptions, ...queryOptions, ...jsonOption },
  details:
    'The tree of questions that settles the answer, down to the tuples it rests on: without any of\n' +
    'them it would be another. A check that ends in an error is explained, too.',
  example: 'pforte explain user:peter-horvath can_order_approve order:K-1001 --store commerce',
  async run({ operands: [user = '', relation = '', object = ''], options, terminal }) {
    const tupleKey = { user: userFrom(user), relation, object }
    const asked = await askedStore(options, terminal)
    const { explain: explainCheck } = asked.authorizer
    if (explainCheck === undefined) {
      throw new CannotBeDone('this server cannot explain its answers: it is no Pforte')
    }
    const request = { ...queryFrom(options, asked.context), tupleKey }
    const { explanation } = await askMeaning(asked, { type: typeOf(object), relation }, () =>
      explainCheck(asked.store, request),
    )
    if (options.json) {
      const { text: _, ...json } = explanation
      terminal.print(JSON.stringify({ ...json, short: inShort(explanation) }, null, 2))
    } else {
      for (const line of explanationLines(explanation)) terminal.print(painted(line, terminal))
    }
    return 0
  },
})

const COLOURS = { allowed: 'green', denied: 'red', error: 'yellow' } as const satisfies Record<
  Verdict,
  string
>

function painted(line: string, { paint }: Terminal): string {
  const [verdict] =
    /^(?:allowed|denied|error)(?=:)|(?<=: )(?:allowed|denied|error)\b/.exec(line) ?? []
  if (verdict === undefined) return line
  return line.replace(verdict, paint(COLOURS[verdict as Verdict], verdict))
}
