import { access } from 'node:fs/promises'
import { join, resolve } from 'node:path'
import { type Call, command, type ExitCode } from '#cli/command.ts'
import { jsonOption } from '#cli/json-option.ts'
import { CannotBeDone } from '#cli/misuse.ts'
import { type NamedPolicy, namedPolicy } from '#cli/server/one-policy.ts'
import { type AppliedPolicy, type PolicyClient, policyClient } from '#cli/server/policy-client.ts'
import { serverFrom, serverOption } from '#cli/server/server-option.ts'
import { readPolicyFolder } from '#files/folder-on-disk.ts'
import { type Replacement, replaceFiles } from '#files/replace-files.ts'
import { findFilesFault, isSameText, type PolicyFolder } from '#policy/policy-folder.ts'

const options = {
  ...serverOption,
  force: { kind: 'flag', meaning: 'overwrite what was changed here and applied nowhere' },
  'dry-run': { kind: 'flag', meaning: 'say what would change, and write nothing' },
  ...jsonOption,
} as const

type Files = PolicyFolder['files']

export const pull = command({
  operands: ['[folder]'],
  options,
  details:
    'Afterwards the folder holds what the server runs, and nothing else of a policy. A folder that is\n' +
    'like no version of the server has changes of its own, and is left as it is.',
  example: 'pforte pull policies/machine',
  async run(call) {
    const { operands, options: given, terminal } = call
    const named = await namedPolicy(operands[0], terminal)
    const client = policyClient(serverFrom(given, terminal))
    const running = await client.read(named.name)
    if (running === undefined) {
      throw new CannotBeDone(`${client.url} has no policy \`${named.name}\``)
    }
    // What comes from a server is written to a disk: its paths are held to the rules here as well.
    const fault = findFilesFault(running.files)
    if (fault !== undefined)
      throw new CannotBeDone(`${client.url} answers what no policy is: ${fault}`)
    const here = await filesHere(named, terminal.directory)
    const replacement = replacementOf(here, running.files)
    const isOurs =
      isEmpty(replacement) ||
      given.force ||
      here.size === 0 ||
      (await wasApplied(client, named.name, running, here))
    return isOurs ? bring(call, named, replacement, running) : refuse(call, named, replacement)
  },
})

async function filesHere({ path }: NamedPolicy, directory: string): Promise<Files> {
  try {
    await access(resolve(directory, path))
  } catch {
    // It is made.
    return new Map()
  }
  return (await readPolicyFolder(path, directory)).files
}

function replacementOf(here: Files, there: Files): Replacement {
  return {
    writes: new Map([...there].filter(([file, text]) => !isSameText(here.get(file), text))),
    removes: [...here.keys()].filter((file) => !there.has(file)),
  }
}

function isEmpty({ writes, removes }: Replacement): boolean {
  return writes.size === 0 && removes.length === 0
}

/** Whether the folder is like a version, so that nothing is lost by overwriting it. */
async function wasApplied(
  client: PolicyClient,
  name: string,
  running: AppliedPolicy,
  here: Files,
): Promise<boolean> {
  for (let version = running.version - 1; version >= 1; version -= 1) {
    const old = await client.read(name, version)
    if (old !== undefined && isEmpty(replacementOf(here, old.files))) return true
  }
  return false
}

async function bring(
  { options: given, terminal }: Call<typeof options>,
  { path }: NamedPolicy,
  replacement: Replacement,
  { version }: AppliedPolicy,
): Promise<ExitCode> {
  const writesNothing = given['dry-run']
  if (!writesNothing) await replaceFiles(resolve(terminal.directory, path), replacement)
  if (given.json) {
    const json = {
      version,
      ...changesOf(replacement),
      written: !writesNothing && !isEmpty(replacement),
    }
    terminal.print(JSON.stringify(json, null, 2))
    return 0
  }
  for (const line of changeLines(path, replacement)) terminal.print(line)
  const says = isEmpty(replacement) ? 'is' : writesNothing ? 'would be' : 'is now'
  terminal.print(`${path} ${says} version ${version}`)
  return 0
}

function refuse(
  { options: { json }, terminal }: Call<typeof options>,
  { path }: NamedPolicy,
  replacement: Replacement,
): ExitCode {
  if (json) terminal.print(JSON.stringify({ ...changesOf(replacement), written: false }, null, 2))
  else for (const line of changeLines(path, replacement)) terminal.print(line)
  terminal.complain(
    `${path} has changes that no version of the server has; \`--force\` overwrites them`,
  )
  return 1
}

function changesOf({ writes, removes }: Replacement) {
  return { writes: [...writes.keys()], removes }
}

function changeLines(path: string, { writes, removes }: Replacement): readonly string[] {
  return [
    ...[...writes.keys()].map((file) => `  write   ${join(path, file)}`),
    ...removes.map((file) => `  remove  ${join(path, file)}`),
  ]
}
