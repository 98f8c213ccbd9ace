/**
 * A policy folder as a value: the texts of its files by their path within it, with `/` between
 * steps. Whoever reads one from a disk sees to it that nothing outside of the folder gets in.
 */
import type { PolicyName } from '#model/policy-name.ts'

export interface PolicyFolder {
  readonly name: PolicyName
  readonly files: ReadonlyMap<string, string>
}

export const POLICY_FILE = 'policy.yaml'
export const MODEL_FILE = 'model.fga'
export const ROLES_FILE = 'roles.yaml'
export const ROUTES_FILE = 'routes.yaml'

/** Tests: in the `fga` CLI's grammar, or with Pforte's own words beside it. */
export const TEST_FILE_NAME = /\.(?:fga|pforte)\.ya?ml$/

/** The file of the policy's own resource types. */
export function moduleFile({ name }: PolicyFolder): string {
  return `${name}.fga`
}
