/** The policies that a command is to work on: folders on the disk, and the core they build on. */
import { readFile } from 'node:fs/promises'
import { join, resolve } from 'node:path'
import { policyFolders, readPolicyFolder } from '#files/folder-on-disk.ts'
import type { PolicySource } from '#policy/policy-folder.ts'
import { CannotBeDone } from './misuse.ts'
import type { Terminal } from './terminal.ts'

/** Where policies are looked for if no folder is named. */
const POLICIES = 'policies'

/** The text of the core model: the installed one, wherever the command is run. */
export function readCoreModel(): Promise<string> {
  return readFile(new URL('../../model.fga', import.meta.url), 'utf8')
}

/** The folders that are named, or all in `policies`. Throws `FolderRefused`, `CannotBeDone`. */
export async function readPolicies(
  named: readonly string[],
  { directory }: Pick<Terminal, 'directory'>,
): Promise<readonly PolicySource[]> {
  const paths = named.length === 0 ? await foundFolders(directory) : named
  return Promise.all(
    paths.map(async (path) => ({ path, folder: await readPolicyFolder(path, directory) })),
  )
}

async function foundFolders(directory: string): Promise<readonly string[]> {
  const names = await policyFolders(resolve(directory, POLICIES))
  if (names.length === 0) {
    throw new CannotBeDone(
      `there is no policy in ./${POLICIES}; name a folder that has a policy.yaml`,
    )
  }
  return names.map((name) => join(POLICIES, name))
}
