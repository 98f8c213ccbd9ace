import { constants } from 'node:fs'
import { realpath, writeFile } from 'node:fs/promises'
import { dirname, resolve } from 'node:path'
import { errorCode } from './error-code.ts'
import { FolderRefused } from './folder-on-disk.ts'
import { liesOutside } from './lies-outside.ts'

/** Writes a text file of a folder, and nothing outside of it, also not by a link. Throws `FolderRefused`. */
export async function writeWithin(root: string, file: string, text: string): Promise<void> {
  const path = resolve(root, file)
  try {
    if (liesOutside(await realpath(root), await realpath(dirname(path)))) {
      throw new FolderRefused(`${path} lies outside of ${root}`)
    }
    const { O_WRONLY, O_CREAT, O_TRUNC, O_NOFOLLOW } = constants
    await writeFile(path, text, { flag: O_WRONLY | O_CREAT | O_TRUNC | O_NOFOLLOW })
  } catch (error) {
    if (error instanceof FolderRefused) throw error
    throw new FolderRefused(`${path} cannot be written (${errorCode(error)})`)
  }
}
