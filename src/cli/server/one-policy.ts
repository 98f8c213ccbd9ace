/** The one policy that a command is about: its folder, or its name on the server. */
import { basename, join, resolve } from 'node:path'
import { Misuse } from '#cli/misuse.ts'
import { readPolicies } from '#cli/policy-sources.ts'
import type { Terminal } from '#cli/terminal.ts'
import { policyFolders } from '#files/folder-on-disk.ts'
import { type PolicyName, parsePolicyName } from '#model/policy-name.ts'
import type { PolicySource } from '#policy/policy-folder.ts'
import { policyHere } from './policy-here.ts'

/** The folder that is named, or the one where the command is run, or the only one in ./policies. */
export async function readOnePolicy(
  named: readonly string[],
  terminal: Pick<Terminal, 'directory'>,
): Promise<PolicySource> {
  const here = named.length === 0 && (await policyHere(terminal.directory)) !== undefined
  const [policy, ...others] = await readPolicies(here ? ['.'] : named, terminal)
  if (policy === undefined || others.length > 0) throw several()
  return policy
}

export interface NamedPolicy {
  readonly name: PolicyName
  /** Where its folder is, or would be. */
  readonly path: string
}

/** As `readOnePolicy`, where the folder need not be there yet: a name alone is one in ./policies. */
export async function namedPolicy(
  named: string | undefined,
  { directory }: Pick<Terminal, 'directory'>,
): Promise<NamedPolicy> {
  const path = named ?? (await foundFolder(directory))
  const name = parsePolicyName(basename(resolve(directory, path)))
  if (name === undefined) throw new Misuse(`\`${path}\` cannot be a policy's folder, nor its name`)
  return { name, path: path === name ? join('policies', name) : path }
}

async function foundFolder(directory: string): Promise<string> {
  if ((await policyHere(directory)) !== undefined) return '.'
  const [only, ...others] = await policyFolders(resolve(directory, 'policies'))
  if (only === undefined || others.length > 0) throw several()
  return join('policies', only)
}

function several(): Misuse {
  return new Misuse('which policy? name its folder')
}
