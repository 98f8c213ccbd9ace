/** Says when something on a disk has changed. */
import { type FSWatcher, watch } from 'node:fs'
import { stat } from 'node:fs/promises'
import { dirname, resolve } from 'node:path'
import { setTimeout as pause } from 'node:timers/promises'
import { errorCode } from './error-code.ts'
import { FolderRefused } from './folder-on-disk.ts'

/** An editor writes a file in several steps. */
const SETTLED_AFTER_MS = 100

/**
 * Yields at once, and after each burst of changes below the folders that the words name. It never
 * ends. Throws `FolderRefused`.
 */
export async function* changesBelow(
  words: readonly string[],
  directory: string,
): AsyncGenerator<void> {
  const roots = new Set<string>()
  for (const word of words) roots.add(await folderOf(resolve(directory, word), directory))
  let changed = Promise.withResolvers<void>()
  const watchers = [...roots].map((root) => watchFolder(root, () => changed.resolve()))
  try {
    for (;;) {
      yield
      await changed.promise
      await pause(SETTLED_AFTER_MS)
      changed = Promise.withResolvers()
    }
  } finally {
    for (const watcher of watchers) watcher.close()
  }
}

function watchFolder(root: string, onChange: () => void): FSWatcher {
  try {
    return watch(root, { recursive: true }, onChange)
  } catch (error) {
    throw new FolderRefused(`${root} cannot be watched (${errorCode(error)})`)
  }
}

/** The folder itself, the one that a file is in, or, for a glob, where all paths begin. */
async function folderOf(path: string, directory: string): Promise<string> {
  try {
    return (await stat(path)).isDirectory() ? path : dirname(path)
  } catch {
    return directory
  }
}
