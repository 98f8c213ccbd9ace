import { bytesToHex } from '@noble/hashes/utils.js'
import type { RandomBytes } from '#model/ids.ts'
import type { Datastore } from '#storage/datastore.ts'
import type { TokenIssuer } from './revision-token.ts'
import { tokenSeal } from './sealed-token.ts'

/**
 * What tokens are made with: the secret that was set, or else one that the database keeps, and the
 * epoch of the database. Read when first needed, and again if that failed.
 */
export function tokenIssuer(dependencies: {
  readonly datastore: Datastore
  readonly randomBytes: RandomBytes
  readonly secret?: string
}): () => Promise<TokenIssuer> {
  const { datastore, randomBytes } = dependencies
  let issuer: TokenIssuer | undefined
  return async () => {
    if (issuer !== undefined) return issuer
    const epoch = await datastore.setting('epoch', bytesToHex(randomBytes(8)))
    const secret =
      dependencies.secret ?? (await datastore.setting('secret', bytesToHex(randomBytes(32))))
    issuer = { seal: tokenSeal(secret), epoch }
    return issuer
  }
}
