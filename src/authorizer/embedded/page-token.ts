/**
 * Continuation tokens: where the page before ended, tied to the request that it was a page of.
 */
import { InvalidContinuationToken } from '#authorizer/errors.ts'
import type { JsonValue } from '#model/json.ts'
import { digest, type TokenSeal } from './sealed-token.ts'

/** The parts of a request that must be the same for the next page, its operation's name first. */
export type PagedRequest = readonly JsonValue[]

export function issuePageToken(
  seal: TokenSeal,
  request: PagedRequest,
  position: JsonValue,
): string {
  return seal.seal('page', [digest(request), position])
}

/** The position that `issuePageToken` was given. Throws `InvalidContinuationToken`. */
export function openPageToken(seal: TokenSeal, request: PagedRequest, token: string): JsonValue {
  const value = seal.open('page', token)
  if (!Array.isArray(value) || value[0] !== digest(request)) throw new InvalidContinuationToken()
  return value[1]
}
