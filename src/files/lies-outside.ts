import { isAbsolute, relative, resolve, sep } from 'node:path'

/** Whether a path leads out of a folder, as both are written: steps that are links are not followed. */
export function liesOutside(folder: string, path: string): boolean {
  const way = relative(resolve(folder), path)
  return way === '..' || way.startsWith(`..${sep}`) || isAbsolute(way)
}
