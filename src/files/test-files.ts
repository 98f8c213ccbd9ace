/** Finds test files on a disk: in folders, by globs, or named one by one. */
import type { Dirent } from 'node:fs'
import { glob, readdir, stat } from 'node:fs/promises'
import { dirname, join, normalize, resolve } from 'node:path'
import { TEST_FILE_NAME } from '#policy/policy-folder.ts'
import { errorCode } from './error-code.ts'
import { FolderRefused } from './folder-on-disk.ts'

/** Folders that hold no tests of one's own. */
const PASSED_OVER = /^(?:\..+|node_modules)$/

/** The test files of one folder; both names are as they were given, from the working folder. */
export interface TestFolder {
  readonly path: string
  /** Within the folder, sorted. */
  readonly files: readonly string[]
}

/** By folder, sorted. A word that leads to no test file is among `empty`. Throws `FolderRefused`. */
export async function findTestFiles(
  words: readonly string[],
  directory: string,
): Promise<{ readonly folders: readonly TestFolder[]; readonly empty: readonly string[] }> {
  const found = await Promise.all(
    words.map(async (word) => ({ word, paths: await pathsFrom(word, directory) })),
  )
  const byFolder = new Map<string, Set<string>>()
  for (const path of found.flatMap(({ paths }) => paths)) {
    const shown = normalize(path)
    const folder = dirname(shown)
    const files = byFolder.get(folder) ?? new Set()
    files.add(shown.slice(folder === '.' ? 0 : folder.length + 1))
    byFolder.set(folder, files)
  }
  return {
    folders: [...byFolder]
      .map(([path, files]) => ({ path, files: [...files].sort() }))
      .sort((left, right) => (left.path < right.path ? -1 : 1)),
    empty: found.filter(({ paths }) => paths.length === 0).map(({ word }) => word),
  }
}

async function pathsFrom(word: string, directory: string): Promise<readonly string[]> {
  const kind = await kindOf(resolve(directory, word))
  if (kind === 'folder') return filesIn(word, directory)
  // A file that is named is a test, whatever it is called.
  if (kind === 'file') return [word]
  const paths: string[] = []
  for await (const path of glob(word, { cwd: directory })) {
    const matched = await kindOf(resolve(directory, path))
    if (matched === 'folder') paths.push(...(await filesIn(path, directory)))
    else if (TEST_FILE_NAME.test(path)) paths.push(path)
  }
  return paths
}

async function filesIn(folder: string, directory: string): Promise<readonly string[]> {
  const entries = await entriesOf(folder, directory)
  const nested = await Promise.all(
    entries.map(async (entry) => {
      const path = join(folder, entry.name)
      if (entry.isDirectory()) {
        return PASSED_OVER.test(entry.name) ? [] : filesIn(path, directory)
      }
      return TEST_FILE_NAME.test(entry.name) ? [path] : []
    }),
  )
  return nested.flat()
}

async function entriesOf(folder: string, directory: string): Promise<readonly Dirent[]> {
  try {
    return await readdir(resolve(directory, folder), { withFileTypes: true })
  } catch (error) {
    throw new FolderRefused(`${folder} cannot be read (${errorCode(error)})`)
  }
}

async function kindOf(path: string): Promise<'file' | 'folder' | undefined> {
  try {
    return (await stat(path)).isDirectory() ? 'folder' : 'file'
  } catch {
    // It may be a glob.
    return undefined
  }
}
