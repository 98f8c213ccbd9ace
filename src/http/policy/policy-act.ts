/** What a door of policies does, as a value: an operator's call, and what is answered. */
import type { PolicyAuthorizer } from '#authorizer/authorizer.ts'
import { PolicyVersionNotFound, StoreNotFound } from '#authorizer/errors.ts'
import type { DescribedError } from '#http/error-response.ts'
import type { StoreId } from '#model/ids.ts'
import type { PolicyName } from '#model/policy-name.ts'

/** The store that the path names: by its id, or by the name of a policy that may have none. */
export type AskedStore =
  | { readonly kind: 'store'; readonly id: StoreId }
  | { readonly kind: 'no store'; readonly name: PolicyName }

export interface PolicyCall {
  readonly authorizer: PolicyAuthorizer
  readonly coreModel: string
  readonly store: AskedStore
  readonly query: URLSearchParams
  /** Its body is not read yet. */
  readonly request: Request
  /** What is told of an error that comes when the answer has begun. */
  describe(error: unknown): DescribedError
}

export interface PolicyAnswer {
  /** 200 if absent. */
  readonly status?: 200 | DescribedError['status']
  /** To be printed as JSON. */
  readonly body?: object
  /** Pieces of an answer of lines, in place of a body. */
  readonly lines?: AsyncIterable<string>
  readonly revision?: string
}

export type PolicyAct = (call: PolicyCall) => Promise<PolicyAnswer>

/** Throws `StoreNotFound`. */
export function existingStore(store: AskedStore): StoreId {
  if (store.kind === 'no store') throw new StoreNotFound()
  return store.id
}

/** The name of the policy that a store is, or is to be, of. Throws `PolicyVersionNotFound` for ordinary ones. */
export async function policyNameOf({ authorizer, store }: PolicyCall): Promise<PolicyName> {
  if (store.kind === 'no store') return store.name
  const { policyName } = await authorizer.readStore(store.id)
  if (policyName === undefined) throw new PolicyVersionNotFound()
  return policyName
}
