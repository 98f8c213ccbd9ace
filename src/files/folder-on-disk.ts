/** Reads folders from a disk. Nothing outside of a folder is read for it, whatever its files say. */
import { readdir, realpath, stat } from 'node:fs/promises'
import { basename, relative, resolve, sep } from 'node:path'
import { CORE_POLICY, parsePolicyName } from '#model/policy-name.ts'
import type { FileReading, Files } from '#policy/files.ts'
import {
  findFilesFault,
  MAX_POLICY_BYTES,
  POLICY_FILE,
  POLICY_FILE_NAME,
  type PolicyFolder,
} from '#policy/policy-folder.ts'
import { errorCode } from './error-code.ts'
import { liesOutside } from './lies-outside.ts'
import { readText } from './read-text.ts'

/** A folder that cannot be read as what it should be. The message names it. */
export class FolderRefused extends Error {
  override readonly name = 'FolderRefused'
}

export function filesOnDisk(root: string): Files {
  return { read: (path) => readWithin(root, path) }
}

/** `from` is where a relative path begins. Throws `FolderRefused`. */
export async function readPolicyFolder(path: string, from = '.'): Promise<PolicyFolder> {
  const root = resolve(from, path)
  const name = parsePolicyName(basename(root))
  if (name === undefined || name === CORE_POLICY) {
    throw new FolderRefused(
      `${path}: a policy's folder is named in lower case letters, digits and dashes, and not \`${CORE_POLICY}\``,
    )
  }
  const files = new Map<string, string>()
  let bytes = 0
  for (const file of await policyFiles(root, path)) {
    const reading = await readWithin(root, file)
    if (reading.kind === 'refused') throw new FolderRefused(`${path}/${file} ${reading.reason}`)
    files.set(file, reading.text)
    bytes += reading.text.length
    if (bytes > MAX_POLICY_BYTES) {
      throw new FolderRefused(
        `${path} holds more than ${MAX_POLICY_BYTES / 1024 / 1024} MiB of text`,
      )
    }
  }
  // Also what no server would take, or could give back.
  const fault = findFilesFault(files)
  if (fault !== undefined) throw new FolderRefused(`${path}: ${fault}`)
  return { name, files }
}

/** The folders below a path that hold a policy, by name. Empty if the path is not there. */
export async function policyFolders(path: string): Promise<readonly string[]> {
  try {
    const entries = await readdir(path, { withFileTypes: true })
    const found = await Promise.all(
      entries
        .filter((entry) => entry.isDirectory())
        .map(async ({ name }) => ((await isFile(resolve(path, name, POLICY_FILE))) ? [name] : [])),
    )
    return found.flat().sort()
  } catch (error) {
    if (errorCode(error) === 'ENOENT') return []
    throw new FolderRefused(`${path} cannot be read (${errorCode(error)})`)
  }
}

async function policyFiles(root: string, path: string): Promise<readonly string[]> {
  try {
    const names = await readdir(root, { recursive: true, withFileTypes: true })
    return names
      .filter((entry) => !entry.isDirectory() && POLICY_FILE_NAME.test(entry.name))
      .map((entry) => relative(root, resolve(entry.parentPath, entry.name)).split(sep).join('/'))
      .filter(
        (file) => !file.split('/').some((step) => step.startsWith('.') || step === 'node_modules'),
      )
      .sort()
  } catch (error) {
    const code = errorCode(error)
    throw new FolderRefused(
      code === 'ENOENT' ? `${path} is not there` : `${path} cannot be read (${code})`,
    )
  }
}

async function readWithin(root: string, path: string): Promise<FileReading> {
  const wanted = resolve(root, path)
  try {
    const folder = await realpath(root)
    // Comparing the paths as they are written is not enough: a step of one may be a link.
    if (liesOutside(root, wanted) || liesOutside(folder, await realpath(wanted))) {
      return { kind: 'refused', reason: 'lies outside of the folder' }
    }
    const reading = await readText(wanted)
    if (reading.kind === 'refused') return reading
    return { kind: 'text', text: reading.text.replace(/^\uFEFF/, '') }
  } catch (error) {
    const code = errorCode(error)
    if (code === 'ENOENT') return { kind: 'refused', reason: 'is not there' }
    return { kind: 'refused', reason: `cannot be read (${code})` }
  }
}

async function isFile(path: string): Promise<boolean> {
  try {
    return (await stat(path)).isFile()
  } catch {
    return false
  }
}
