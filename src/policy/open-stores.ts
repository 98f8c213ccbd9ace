/**
 * Policy stores at the start of a server: one is made of each folder that has none. Of the others the
 * texts are compared and nothing is parsed, so that a start stays quick; what differs is for `apply`.
 */
import type { PolicyAuthorizer } from '#authorizer/authorizer.ts'
import { PolicyMoved } from '#authorizer/errors.ts'
import type { Finding } from '#model/finding.ts'
import { isSameFiles, type PolicySource } from './policy-folder.ts'

export interface OpenedStore {
  readonly source: PolicySource
  readonly state: 'made' | 'same' | 'differs'
  readonly version: number
}

/** Folders without a store of which none can be made. The message has all faults, a line each. */
class PoliciesRefused extends Error {
  override readonly name = 'PoliciesRefused'
}

export interface OpenDependencies {
  readonly authorizer: PolicyAuthorizer
  /** The text of the core model. */
  readonly coreModel: string
}

/** In the order of the sources. Throws `PoliciesRefused`. */
export async function openStores(
  dependencies: OpenDependencies,
  sources: readonly PolicySource[],
): Promise<readonly OpenedStore[]> {
  const opened: OpenedStore[] = []
  const faults: string[] = []
  for (const source of sources) {
    const running = await compare(dependencies, source)
    const result = running ?? (await make(dependencies, source))
    if ('state' in result) opened.push(result)
    else faults.push(...result.findings.map((finding) => inWords(source, finding)))
  }
  if (faults.length > 0) throw new PoliciesRefused(faults.join('\n'))
  return opened
}

/** Undefined if there is no store. */
async function compare(
  { authorizer }: OpenDependencies,
  source: PolicySource,
): Promise<OpenedStore | undefined> {
  const store = await authorizer.resolveStore(source.folder.name)
  if (store === undefined) return undefined
  const { files, version } = await authorizer.readPolicy(store)
  const state = isSameFiles(files, source.folder.files) ? 'same' : 'differs'
  return { source, state, version }
}

async function make(
  dependencies: OpenDependencies,
  source: PolicySource,
): Promise<OpenedStore | { readonly findings: readonly Finding[] }> {
  // What reads policies takes its time to load, and only the first start has to.
  const { applyPolicy } = await import('./apply-policy.ts')
  try {
    const applying = await applyPolicy(dependencies, source.folder)
    if (applying.kind === 'findings') return applying
    const state = applying.kind === 'applied' ? 'made' : 'same'
    return { source, state, version: applying.policy.version }
  } catch (error) {
    // Another process that started at the same time was first, with other files.
    const running = error instanceof PolicyMoved ? await compare(dependencies, source) : undefined
    if (running === undefined) throw error
    return running
  }
}

function inWords({ path }: PolicySource, { file, line, column, message }: Finding): string {
  return `${path}/${file}:${line}:${column}: ${message}`
}
