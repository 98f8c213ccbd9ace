import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { describe, test } from 'vitest'

/** The shared cases, beside the checkout; absent where only the checkout is. */
export const sharedFolder = fileURLToPath(new URL('../../../shared/conformance/', import.meta.url))

export const isSharedThere = existsSync(sharedFolder)

export function readShared(...path: readonly string[]): string {
  return readFileSync(join(sharedFolder, ...path), 'utf8')
}

/** Tests over the shared cases, or one skip that says why there are none. */
export function describeShared(title: string, define: () => void): void {
  if (isSharedThere) describe(title, define)
  else test(title, (context) => context.skip('../shared/conformance is not there'))
}
