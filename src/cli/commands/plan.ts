import { resolve } from 'node:path'
import { type Call, command } from '#cli/command.ts'
import { jsonOption } from '#cli/json-option.ts'
import { readOnePolicy } from '#cli/server/one-policy.ts'
import { planAgainst } from '#cli/server/plan-against.ts'
import { policyClient } from '#cli/server/policy-client.ts'
import { serverFrom, serverOption } from '#cli/server/server-option.ts'
import type { Terminal } from '#cli/terminal.ts'
import { writeWholeFile } from '#files/write-whole-file.ts'
import type { Plan } from '#policy/plan/plan.ts'
import { planJson } from '#policy/plan/plan-json.ts'
import { failsOn } from '#policy/plan/plan-summary.ts'
import { planText } from '#policy/plan/plan-text.ts'

const options = {
  ...serverOption,
  full: { kind: 'flag', meaning: 'every gain and loss, instead of a few of each' },
  out: { kind: 'value', value: 'FILE', meaning: 'write the plan to a file, for `apply --plan`' },
  'fail-on': {
    kind: 'choice',
    choices: ['lost', 'gained'],
    meaning: 'exit 1 if anybody would lose, or gain, access',
  },
  ...jsonOption,
} as const

export const plan = command({
  operands: ['[folder]'],
  options,
  details:
    'Changes nothing. It reads all tuples of the store, and compares what everybody may do before\n' +
    'and after. Without a folder: the one in ./policies.',
  example: 'pforte plan policies/machine --fail-on lost',
  async run({ operands, options: given, terminal }) {
    const policy = await readOnePolicy(operands, terminal)
    const client = policyClient(serverFrom(given, terminal))
    const planned = await planAgainst(client, policy, Date.now())
    if (given.out !== undefined) {
      const path = resolve(terminal.directory, given.out)
      await writeWholeFile(path, `${[...planJson(planned, given.full)].join('\n')}\n`)
    }
    await tell(planned, given, terminal)
    const failOn = given['fail-on']
    return failOn !== undefined && failsOn(planned, failOn) ? 1 : 0
  },
})

async function tell(
  planned: Plan,
  { full, json }: Call<typeof options>['options'],
  terminal: Terminal,
): Promise<void> {
  const lines = json ? planJson(planned, full) : planText(planned, { full, paint: terminal.paint })
  for (const line of lines) {
    terminal.print(line)
    await terminal.taken()
    if (terminal.isClosed()) return
  }
}
