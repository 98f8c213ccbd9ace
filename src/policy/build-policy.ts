/**
 * Builds a policy folder: reads its sources, composes the model, and says what `model.fga` and
 * `roles.yaml` must hold. Everything wrong with it is told at once, at its place in the sources.
 */
import { roleTuples } from '#core/core-tuples.ts'
import type { Finding } from '#model/finding.ts'
import type { JsonObject } from '#model/json.ts'
import { composeModel } from './compose-model.ts'
import { unsoundAssertions } from './judge-assertions.ts'
import { unsoundConditions } from './judge-conditions.ts'
import { unsoundLinks } from './judge-links.ts'
import type { Policy } from './policy.ts'
import {
  isSameText,
  MODEL_FILE,
  moduleFile,
  POLICY_FILE,
  type PolicyFolder,
  ROLES_FILE,
  ROUTES_FILE,
} from './policy-folder.ts'
import { readPolicy } from './read-policy.ts'
import { judgeRoutes } from './routes.ts'
import { yamlFinding } from './yaml-document.ts'

export interface BuiltPolicy {
  readonly policy: Policy
  /** The model in OpenFGA's JSON, without an id. */
  readonly json: JsonObject
  /** What is made of the sources, by file. */
  readonly made: ReadonlyMap<string, string>
  readonly warnings: readonly Finding[]
}

export type Build =
  | { readonly kind: 'built'; readonly built: BuiltPolicy }
  | { readonly kind: 'findings'; readonly findings: readonly Finding[] }

/** `core` is the text of the core model. */
export async function buildPolicy(core: string, folder: PolicyFolder): Promise<Build> {
  const text = folder.files.get(POLICY_FILE)
  if (text === undefined) {
    const message = `a policy folder has a \`${POLICY_FILE}\`, and \`${folder.name}\` has none`
    return {
      kind: 'findings',
      findings: [yamlFinding(POLICY_FILE, message, { line: 1, column: 1 })],
    }
  }
  const reading = readPolicy(text)
  if (reading.kind === 'findings') return reading
  const { value: policy, document } = reading
  const file = moduleFile(folder)
  const module = folder.files.get(file)
  const composed = await composeModel({
    core,
    policy,
    document,
    ...(module !== undefined && { module: { file, text: module } }),
  })
  if (composed.kind === 'findings') return composed
  const { json, warnings } = composed
  const routes = folder.files.get(ROUTES_FILE)
  const findings = [
    ...(module === undefined ? [] : unsoundConditions(json, { file, text: module })),
    ...unsoundLinks(policy, document, json),
    ...unsoundAssertions(policy, document, json),
    ...(routes === undefined ? [] : judgeRoutes(routes, json)),
  ]
  if (findings.length > 0) return { kind: 'findings', findings }
  const made = new Map([
    [MODEL_FILE, composed.text],
    [ROLES_FILE, rolesText(policy)],
  ])
  return { kind: 'built', built: { policy, json, made, warnings } }
}

/** The files of a folder that are not what a build makes of it now. */
export function staleFiles(folder: PolicyFolder, { made }: BuiltPolicy): readonly string[] {
  return [...made].flatMap(([file, text]) =>
    isSameText(folder.files.get(file), text) ? [] : [file],
  )
}

/** The same as findings, at their beginnings. */
export function staleFindings(folder: PolicyFolder, built: BuiltPolicy): readonly Finding[] {
  const message = 'is not what the sources make; `pforte build` writes it anew'
  return staleFiles(folder, built).map((file) => yamlFinding(file, message, { line: 1, column: 1 }))
}

/** The standard roles as tuples, each by its key: a tuple file for tests. */
function rolesText({ roles }: Policy): string {
  const tuples = [...roles].flatMap(([id, { permissions }]) => roleTuples({ id, permissions }))
  const lines = tuples.map(
    ({ user, relation, object }) =>
      `- {user: ${JSON.stringify(user)}, relation: ${relation}, object: ${JSON.stringify(object)}}\n`,
  )
  const header = `# Made by \`pforte build\` of ${POLICY_FILE}: the standard roles, for tests. Edit that, not this.\n`
  return header + (lines.length === 0 ? '[]\n' : lines.join(''))
}
