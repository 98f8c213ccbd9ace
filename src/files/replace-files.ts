/** Brings a folder to what it is to hold: every file whole or not at all, and none outside of it. */
import { lstat, mkdir, realpath, rm } from 'node:fs/promises'
import { dirname, relative, resolve, sep } from 'node:path'
import { FolderRefused } from './folder-on-disk.ts'
import { writeWholeFile } from './write-whole-file.ts'

export interface Replacement {
  readonly writes: ReadonlyMap<string, string>
  readonly removes: readonly string[]
}

/** Paths are within the folder, with `/` between steps. Throws `FolderRefused`. */
export async function replaceFiles(root: string, { writes, removes }: Replacement): Promise<void> {
  await mkdir(root, { recursive: true })
  const folder = await realpath(root)
  for (const path of [...writes.keys(), ...removes])
    await refuseOutside(folder, resolve(folder, path))
  for (const [path, text] of writes) await writeWholeFile(resolve(folder, path), text)
  for (const path of removes) await rm(resolve(folder, path))
}

/** A step of the way may be a link that leads elsewhere; a file that is a link is replaced by one. */
async function refuseOutside(folder: string, path: string): Promise<void> {
  for (let step = dirname(path); step !== folder; step = dirname(step)) {
    if (!step.startsWith(folder + sep)) throw outside(path, folder)
    if (await isLink(step)) throw outside(path, folder)
  }
}

async function isLink(path: string): Promise<boolean> {
  try {
    return (await lstat(path)).isSymbolicLink()
  } catch {
    // Not there yet: it will be made.
    return false
  }
}

function outside(path: string, folder: string): FolderRefused {
  return new FolderRefused(`${relative(folder, path)} lies outside of ${folder}`)
}
