import { columns } from '#cli/columns.ts'
import { command } from '#cli/command.ts'
import { jsonOption } from '#cli/json-option.ts'
import { CannotBeDone } from '#cli/misuse.ts'
import { namedPolicy } from '#cli/server/one-policy.ts'
import { type PolicyVersion, policyClient } from '#cli/server/policy-client.ts'
import { serverFrom, serverOption } from '#cli/server/server-option.ts'
import { versionJson } from '#cli/server/version-json.ts'

export const versions = command({
  operands: ['[folder]'],
  options: { ...serverOption, ...jsonOption },
  details: 'The newest stands first, and is what the server runs.',
  example: 'pforte versions policies/machine',
  async run({ operands: [folder], options, terminal }) {
    const { name } = await namedPolicy(folder, terminal)
    const client = policyClient(serverFrom(options, terminal))
    const found = await client.versions(name)
    if (found === undefined) throw new CannotBeDone(`${client.url} has no policy \`${name}\``)
    if (options.json) terminal.print(JSON.stringify({ versions: found.map(versionJson) }, null, 2))
    else for (const line of columns(found.map(row))) terminal.print(line)
    return 0
  },
})

function row({ version, modelId, appliedAt, restores }: PolicyVersion, index: number) {
  const notes = [
    ...(index === 0 ? ['runs'] : []),
    ...(restores === undefined ? [] : [`restores ${restores}`]),
  ]
  return [String(version), shownTime(appliedAt), `model ${modelId}`, notes.join(', ')]
}

/** To the second, as the server's clock had it. */
function shownTime(time: string): string {
  return time.replace(/\.\d+/, '').replace('T', ' ')
}
