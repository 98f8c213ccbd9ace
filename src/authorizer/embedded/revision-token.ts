/**
 * Revision tokens name a state of a store: the database's epoch, the store, the revision. A restored
 * database starts a new epoch, so that a token of its other life is not mistaken for one of this.
 */
import { ValidationFailed } from '#authorizer/errors.ts'
import type { StoreId } from '#model/ids.ts'
import type { Revision } from '#storage/datastore.ts'
import type { TokenSeal } from './sealed-token.ts'

/** What tokens of this database are made with. */
export interface TokenIssuer {
  readonly seal: TokenSeal
  readonly epoch: string
}

export function issueRevisionToken(
  issuer: TokenIssuer,
  store: StoreId,
  revision: Revision,
): string {
  return issuer.seal.seal('revision', [issuer.epoch, store, revision])
}

/** Throws `ValidationFailed` for a token of another store, database or epoch. */
export function openRevisionToken(issuer: TokenIssuer, store: StoreId, token: string): Revision {
  const value = issuer.seal.open('revision', token)
  if (!Array.isArray(value) || value[0] !== issuer.epoch || value[1] !== store) {
    throw new ValidationFailed('the revision is not one of this store')
  }
  return value[2]
}
