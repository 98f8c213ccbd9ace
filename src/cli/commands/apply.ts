import { readFile } from 'node:fs/promises'
import { resolve } from 'node:path'
import { type Call, command } from '#cli/command.ts'
import { jsonOption } from '#cli/json-option.ts'
import { CannotBeDone } from '#cli/misuse.ts'
import { confirmed, needSomebodyToAsk, yesOption } from '#cli/server/confirm.ts'
import { readOnePolicy } from '#cli/server/one-policy.ts'
import { planAgainst } from '#cli/server/plan-against.ts'
import { policyClient } from '#cli/server/policy-client.ts'
import { serverFrom, serverOption } from '#cli/server/server-option.ts'
import { tellApplying } from '#cli/server/tell-applying.ts'
import type { Plan } from '#policy/plan/plan.ts'
import { departuresFrom, type PlanFile, readPlanFile } from '#policy/plan/plan-file.ts'
import { planText } from '#policy/plan/plan-text.ts'
import { isSameFiles } from '#policy/policy-folder.ts'

const options = {
  ...serverOption,
  plan: {
    kind: 'value',
    value: 'FILE',
    meaning: 'refuse if anything else would come of it than of this plan (`plan --out`)',
  },
  ...yesOption,
  ...jsonOption,
} as const

export const apply = command({
  operands: ['[folder]'],
  options,
  details:
    'Shows the plan and asks. Model, standard roles and assertions change at once or not at all, and\n' +
    'the version before stays: `rollback` returns to it. Without a folder: the only one in ./policies.',
  example: 'pforte apply policies/machine --plan machine.plan.json --yes',
  async run(call) {
    const { operands, options: given, terminal } = call
    needSomebodyToAsk(given, terminal)
    const promised = await promiseOf(call)
    const policy = await readOnePolicy(operands, terminal)
    const { path, folder } = policy
    const client = policyClient(serverFrom(given, terminal))
    const planned = await planAgainst(client, policy, Date.now())
    const departures = promised === undefined ? [] : departuresFrom(promised, planned)
    if (departures.length > 0) {
      terminal.complain('nothing was applied: the plan does not hold any more')
      for (const departure of departures) terminal.complain(`  ${departure}`)
      terminal.complain('`pforte plan --out` makes a new one')
      return 1
    }
    const running = await client.read(folder.name)
    if (running === undefined || !isSameFiles(running.files, folder.files)) {
      if (!given.json) show(planned, call)
      if (!(await confirmed(`Apply this to ${client.url}?`, given, terminal))) {
        terminal.complain('nothing was applied')
        return 1
      }
    }
    return tellApplying({ name: folder.name, path, json: given.json }, terminal, () =>
      client.apply(folder.name, {
        files: folder.files,
        ...expectedVersion(planned),
      }),
    )
  },
})

function show(planned: Plan, { terminal }: Pick<Call<typeof options>, 'terminal'>): void {
  for (const line of planText(planned, { full: false, paint: terminal.paint })) terminal.print(line)
}

/** Of a store that is not there yet: 0. */
function expectedVersion({ from }: Plan) {
  if (from === undefined) return { expectedVersion: 0 }
  return from.version === undefined ? {} : { expectedVersion: from.version }
}

async function promiseOf({
  options: { plan },
  terminal,
}: Call<typeof options>): Promise<PlanFile | undefined> {
  if (plan === undefined) return undefined
  const promised = readPlanFile(await textOf(plan, terminal.directory))
  if (promised === undefined)
    throw new CannotBeDone(`${plan} is no plan that \`pforte plan --out\` wrote`)
  return promised
}

async function textOf(file: string, directory: string): Promise<string> {
  try {
    return await readFile(resolve(directory, file), 'utf8')
  } catch {
    throw new CannotBeDone(`${file} cannot be read`)
  }
}
