import { command } from '#cli/command.ts'
import { jsonOption } from '#cli/json-option.ts'
import { CannotBeDone, Misuse } from '#cli/misuse.ts'
import { readCoreModel } from '#cli/policy-sources.ts'
import { confirmed, needSomebodyToAsk, yesOption } from '#cli/server/confirm.ts'
import { namedPolicy } from '#cli/server/one-policy.ts'
import { planAgainst } from '#cli/server/plan-against.ts'
import { type PolicyClient, policyClient } from '#cli/server/policy-client.ts'
import { serverFrom, serverOption } from '#cli/server/server-option.ts'
import { tellApplying } from '#cli/server/tell-applying.ts'
import type { PolicyName } from '#model/policy-name.ts'
import { buildPolicy } from '#policy/build-policy.ts'
import type { Plan } from '#policy/plan/plan.ts'
import { planText } from '#policy/plan/plan-text.ts'

export const rollback = command({
  operands: ['[folder]'],
  options: {
    ...serverOption,
    to: { kind: 'value', value: 'VERSION', meaning: 'the version to return to (`versions`)' },
    ...yesOption,
    ...jsonOption,
  },
  details:
    'Shows what would come of it and asks. The files of the old version are applied as a new one, and\n' +
    'no version is lost. The folder on the disk stays as it is; `pull` brings the files into it.',
  example: 'pforte rollback policies/machine --to 3',
  async run({ operands: [folder], options, terminal }) {
    const version = versionFrom(options.to)
    needSomebodyToAsk(options, terminal)
    const { name, path } = await namedPolicy(folder, terminal)
    const client = policyClient(serverFrom(options, terminal))
    const planned = await planOf(client, name, version)
    if (!options.json) {
      terminal.print(`With the files of version ${version} as the folder:\n`)
      const text = planText(planned, { full: false, paint: terminal.paint })
      for (const line of text) terminal.print(line)
    }
    const question = `Return to version ${version} on ${client.url}?`
    if (!(await confirmed(question, options, terminal))) {
      terminal.complain('nothing was applied')
      return 1
    }
    return tellApplying({ name, path, json: options.json }, terminal, () =>
      client.rollback(name, version),
    )
  },
})

function versionFrom(text: string | undefined): number {
  if (text !== undefined && /^[1-9]\d{0,8}$/.test(text)) return Number(text)
  throw new Misuse('`--to` must be the number of a version; `pforte versions` lists them')
}

/** What is made of the old sources is made anew, as the server does: the core may be a newer one. */
async function planOf(client: PolicyClient, name: PolicyName, version: number): Promise<Plan> {
  const old = await client.read(name, version)
  if (old === undefined) throw new CannotBeDone(`${client.url} has no policy \`${name}\``)
  const build = await buildPolicy(await readCoreModel(), { name, files: old.files })
  const made = build.kind === 'built' ? build.built.made : new Map<string, string>()
  const files = new Map([...old.files, ...made])
  const policy = { path: `version ${version}`, folder: { name, files } }
  return planAgainst(client, policy, Date.now())
}
