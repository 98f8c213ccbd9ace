/**
 * A policy folder as a value: the texts of its files by their path within it, with `/` between
 * steps. Whoever reads one from a disk sees to it that nothing outside of the folder gets in.
 */
import type { PolicyName } from '#model/policy-name.ts'

export interface PolicyFolder {
  readonly name: PolicyName
  readonly files: ReadonlyMap<string, string>
}

/** A folder, and the path by which people know it. */
export interface PolicySource {
  readonly path: string
  readonly folder: PolicyFolder
}

export const POLICY_FILE = 'policy.yaml'
export const MODEL_FILE = 'model.fga'
export const ROLES_FILE = 'roles.yaml'
export const ROUTES_FILE = 'routes.yaml'

/** Tests: in the `fga` CLI's grammar, or with Pforte's own words beside it. */
export const TEST_FILE_NAME = /\.(?:fga|pforte)\.ya?ml$/

/** A test that is the `fga` CLI's, too. */
export const SHARED_TEST_FILE_NAME = /\.fga\.ya?ml$/

/** The file of the policy's own resource types. */
export function moduleFile({ name }: PolicyFolder): string {
  return `${name}.fga`
}

/** Whether a file, if there is one, holds a text. A checkout may have put other line ends. */
export function isSameText(kept: string | undefined, text: string): boolean {
  return kept !== undefined && plainText(kept) === plainText(text)
}

function plainText(text: string): string {
  return text.replace(/^\uFEFF/, '').replaceAll('\r\n', '\n')
}

export function isSameFiles(left: PolicyFolder['files'], right: PolicyFolder['files']): boolean {
  return left.size === right.size && [...left].every(([path, text]) => right.get(path) === text)
}

/** Files that belong to a policy, by their name. */
export const POLICY_FILE_NAME = /\.(?:ya?ml|fga|md|txt)$/

/** Of all files that belong to a policy: they are kept with each of its versions. */
export const MAX_POLICY_BYTES = 4 * 1024 * 1024

const MAX_PATH_LENGTH = 255
const MAX_FILES = 1000

/**
 * Why texts cannot be those of a policy folder. Whoever gets them back writes them to a disk, so a
 * path must not lead out of the folder, nor to a file that is not read from it again.
 */
export function findFilesFault(files: PolicyFolder['files']): string | undefined {
  if (files.size > MAX_FILES) return `a policy has at most ${MAX_FILES} files`
  let bytes = 0
  for (const [path, text] of files) {
    if (!isPolicyPath(path)) return `\`${path}\` is no path of a file of a policy`
    bytes += text.length
  }
  return bytes > MAX_POLICY_BYTES
    ? `the files hold more than ${MAX_POLICY_BYTES / 1024 / 1024} MiB of text`
    : undefined
}

function isPolicyPath(path: string): boolean {
  return (
    path.length <= MAX_PATH_LENGTH &&
    POLICY_FILE_NAME.test(path) &&
    // Neither a way up, nor one from the root, nor the signs of other systems' paths.
    path
      .split('/')
      .every((step) => /^[^.\\:\p{C}][^\\:\p{C}]*$/u.test(step) && step !== 'node_modules')
  )
}
