/**
 * Ids of stores and authorization models: ULIDs in upper case Crockford base 32, as OpenFGA mints
 * them. Each kind is branded, so that one cannot stand where another is wanted.
 */
declare const storeIdBrand: unique symbol
declare const modelIdBrand: unique symbol

export type StoreId = string & { readonly [storeIdBrand]: true }
export type ModelId = string & { readonly [modelIdBrand]: true }

/** What the house needs of the outside world to mint ids and stamp changes. */
export interface Clock {
  /** Epoch milliseconds. */
  now(): number
}

/** Fills the given bytes with cryptographically strong randomness. */
export type RandomBytes = (length: number) => Uint8Array

/** OpenFGA's own pattern for store and model ids. Wider than ULIDs, which begin with `0` to `7`. */
const ULID_PATTERN = /^[ABCDEFGHJKMNPQRSTVWXYZ0-9]{26}$/

const ALPHABET = '0123456789ABCDEFGHJKMNPQRSTVWXYZ'

export function parseStoreId(text: string): StoreId | undefined {
  return ULID_PATTERN.test(text) ? (text as StoreId) : undefined
}

export function parseModelId(text: string): ModelId | undefined {
  return ULID_PATTERN.test(text) ? (text as ModelId) : undefined
}

/** A new ULID: 48 bits of time, 80 bits of randomness. Ids minted in one millisecond are not ordered. */
function mintUlid(clock: Clock, randomBytes: RandomBytes): string {
  let time = clock.now()
  let stamp = ''
  for (let digit = 0; digit < 10; digit++) {
    stamp = ALPHABET.charAt(time % 32) + stamp
    time = Math.floor(time / 32)
  }
  let tail = ''
  for (const byte of randomBytes(16)) tail += ALPHABET.charAt(byte % 32)
  return stamp + tail
}

export function mintStoreId(clock: Clock, randomBytes: RandomBytes): StoreId {
  return mintUlid(clock, randomBytes) as StoreId
}

export function mintModelId(clock: Clock, randomBytes: RandomBytes): ModelId {
  return mintUlid(clock, randomBytes) as ModelId
}
