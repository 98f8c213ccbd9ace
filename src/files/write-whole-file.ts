import { randomUUID } from 'node:crypto'
import { mkdir, rename, rm, writeFile } from 'node:fs/promises'
import { dirname } from 'node:path'
import { errorCode } from './error-code.ts'
import { FolderRefused } from './folder-on-disk.ts'

/**
 * Writes a file whole or not at all: whoever reads it meanwhile sees the old text or the new one.
 * Throws `FolderRefused`, and what the text throws.
 */
export async function writeWholeFile(
  path: string,
  text: string | AsyncIterable<string>,
): Promise<void> {
  const unfinished = `${path}.${randomUUID()}.tmp`
  try {
    await mkdir(dirname(path), { recursive: true })
    await writeFile(unfinished, text)
    await rename(unfinished, path)
  } catch (error) {
    // Where nothing can be written there may be nothing to take away.
    await rm(unfinished, { force: true }).catch(() => undefined)
    if (!isOfSystem(error)) throw error
    throw new FolderRefused(`${path} cannot be written (${errorCode(error)})`)
  }
}

function isOfSystem(error: unknown): boolean {
  return error instanceof Error && 'syscall' in error
}
