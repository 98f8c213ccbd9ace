/** Fills policy stores with the made-up organizations of their folders. */
import type { PolicyAuthorizer } from '#authorizer/authorizer.ts'
import type { Text } from '#core/core-model.ts'
import type { Finding } from '#model/finding.ts'
import type { StoreId } from '#model/ids.ts'
import type { PolicyName } from '#model/policy-name.ts'
import type { Tuple } from '#model/tuple.ts'
import { DEMO_FILE, type DemoQuestion, readDemo } from './demo.ts'
import { demoTuples } from './demo-tuples.ts'
import { POLICY_FILE, type PolicyFolder } from './policy-folder.ts'
import { readPolicy } from './read-policy.ts'

/** Tuples that one write may hold. */
const WRITTEN_AT_ONCE = 100

export interface FilledDemo {
  readonly policy: PolicyName
  readonly title: Text
  readonly tuples: number
  readonly questions: readonly DemoQuestion[]
}

/** A demo that does not fit its policy, or a policy without a store. */
class DemoRefused extends Error {
  override readonly name = 'DemoRefused'
}

/**
 * Writes the tuples of each folder's demo into the store of its name; what is there already stays.
 * Folders without a demo are left out. Throws `DemoRefused`.
 */
export async function fillDemo(
  authorizer: PolicyAuthorizer,
  folders: readonly PolicyFolder[],
): Promise<readonly FilledDemo[]> {
  const filled: FilledDemo[] = []
  for (const folder of folders) {
    const text = folder.files.get(DEMO_FILE)
    if (text !== undefined) filled.push(await fillStore(authorizer, folder, text))
  }
  return filled
}

async function fillStore(
  authorizer: PolicyAuthorizer,
  { name, files }: PolicyFolder,
  text: string,
): Promise<FilledDemo> {
  const store = await authorizer.resolveStore(name)
  if (store === undefined) throw new DemoRefused(`policies/${name} has no store`)
  const policy = readPolicy(files.get(POLICY_FILE) ?? '')
  if (policy.kind === 'findings') throw new DemoRefused(inWords(name, policy.findings))
  const demo = readDemo(text, policy.value)
  if (demo.kind === 'findings') throw new DemoRefused(inWords(name, demo.findings))
  const tuples = demoTuples(demo.value, policy.value)
  for (let from = 0; from < tuples.length; from += WRITTEN_AT_ONCE) {
    await writeTuples(authorizer, store, tuples.slice(from, from + WRITTEN_AT_ONCE))
  }
  return {
    policy: name,
    title: policy.value.title,
    tuples: tuples.length,
    questions: demo.value.questions,
  }
}

async function writeTuples(
  authorizer: PolicyAuthorizer,
  store: StoreId,
  writes: readonly Tuple[],
): Promise<void> {
  await authorizer.write(store, { writes, deletes: [], onDuplicate: 'ignore', onMissing: 'error' })
}

function inWords(name: PolicyName, findings: readonly Finding[]): string {
  return findings
    .map(
      ({ file, line, column, message }) => `policies/${name}/${file}:${line}:${column}: ${message}`,
    )
    .join('\n')
}
