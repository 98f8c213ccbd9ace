import { constants } from 'node:fs'
import { realpath, writeFile } from 'node:fs/promises'
import { dirname, relative, resolve } from 'node:path'
import { FolderRefused } from './folder-on-disk.ts'

/** Writes a text file of a folder, and nothing outside of it, also not by a link. Throws `FolderRefused`. */
export async function writeWithin(root: string, file: string, text: string): Promise<void> {
  const path = resolve(root, file)
  try {
    const way = relative(await realpath(root), await realpath(dirname(path)))
    if (/^\.\.(?:$|[\\/])/.test(way)) throw new FolderRefused(`${path} lies outside of ${root}`)
    const { O_WRONLY, O_CREAT, O_TRUNC, O_NOFOLLOW } = constants
    await writeFile(path, text, { flag: O_WRONLY | O_CREAT | O_TRUNC | O_NOFOLLOW })
  } catch (error) {
    if (error instanceof FolderRefused) throw error
    const code = error instanceof Error && 'code' in error ? String(error.code) : 'unknown'
    throw new FolderRefused(`${path} cannot be written (${code})`)
  }
}
