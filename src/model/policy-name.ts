/**
 * Names of policy stores: a policy is reached by the name of its folder, where any other store is
 * reached by its id alone.
 */
declare const policyNameBrand: unique symbol

export type PolicyName = string & { readonly [policyNameBrand]: true }

/** Lower case throughout, so that no name looks like an id of a store. */
const POLICY_NAME_PATTERN = /^[a-z][a-z0-9-]{0,62}$/

/** The store that runs the core model alone and guards the installation. */
export const CORE_POLICY = 'pforte' as PolicyName

export function parsePolicyName(text: string): PolicyName | undefined {
  return POLICY_NAME_PATTERN.test(text) ? (text as PolicyName) : undefined
}
