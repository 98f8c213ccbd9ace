/** API keys: random text that is kept, and compared, as a SHA-256 digest only. */
import { sha256 } from '@noble/hashes/sha2.js'
import { bytesToHex } from '@noble/hashes/utils.js'
import type { RandomBytes } from '#model/ids.ts'

/** 160 bits, out of reach of guessing. */
const KEY_BYTES = 20

/** A new key. The prefix tells who finds one in a file what it opens. */
export function mintApiKey(randomBytes: RandomBytes): string {
  return `pforte_${bytesToHex(randomBytes(KEY_BYTES))}`
}

/** Hexadecimal. No salt and no stretching: the keys are too random to be guessed from it. */
export function digestApiKey(key: string): string {
  return bytesToHex(sha256(new TextEncoder().encode(key)))
}

/**
 * Whether the key is one of those with these digests. Takes the same time whichever it is, and
 * whatever is wrong with it: digests are compared, all of them, to the last sign.
 */
export function isKnownApiKey(digests: readonly string[], key: string): boolean {
  const presented = digestApiKey(key)
  let known = false
  for (const digest of digests) known = equalInConstantTime(digest, presented) || known
  return known
}

function equalInConstantTime(left: string, right: string): boolean {
  let difference = left.length ^ right.length
  for (let at = 0; at < right.length; at++) difference |= left.charCodeAt(at) ^ right.charCodeAt(at)
  return difference === 0
}
