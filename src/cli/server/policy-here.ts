import { access } from 'node:fs/promises'
import { basename, join, resolve } from 'node:path'
import { POLICY_FILE } from '#policy/policy-folder.ts'

/** The policy in whose folder the command is run. */
export async function policyHere(directory: string): Promise<string | undefined> {
  const folder = resolve(directory)
  try {
    await access(join(folder, POLICY_FILE))
    return basename(folder)
  } catch {
    // No policy folder.
    return undefined
  }
}
