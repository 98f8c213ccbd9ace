/**
 * Tokens that go out and must come back unchanged: a short JSON value, authenticated and URL-safe.
 * They are opaque by contract, not secret: a reader may decode one, but not make one.
 */
import { hmac } from '@noble/hashes/hmac.js'
import { sha256 } from '@noble/hashes/sha2.js'
import type { JsonValue } from '#model/json.ts'

/** Seals and opens tokens of one purpose; those of another purpose, key or database do not open. */
export interface TokenSeal {
  seal(purpose: string, value: JsonValue): string
  /** Undefined: not sealed here for this purpose. */
  open(purpose: string, token: string): JsonValue | undefined
}

/** 128 bits: out of reach of guessing, and half the length of the full code in every token. */
const TAG_BYTES = 16

export function tokenSeal(secret: string): TokenSeal {
  const key = new TextEncoder().encode(secret)
  const tagOf = (purpose: string, body: string) =>
    hmac(sha256, key, new TextEncoder().encode(JSON.stringify([purpose, body]))).subarray(
      0,
      TAG_BYTES,
    )
  return {
    seal(purpose, value) {
      const body = JSON.stringify(value)
      const bytes = new TextEncoder().encode(body)
      const token = new Uint8Array(TAG_BYTES + bytes.length)
      token.set(tagOf(purpose, body))
      token.set(bytes, TAG_BYTES)
      return toBase64Url(token)
    },
    open(purpose, token) {
      const bytes = fromBase64Url(token)
      if (bytes === undefined || bytes.length <= TAG_BYTES) return undefined
      const body = new TextDecoder().decode(bytes.subarray(TAG_BYTES))
      if (!equalInConstantTime(bytes.subarray(0, TAG_BYTES), tagOf(purpose, body))) return undefined
      return JSON.parse(body) as JsonValue
    },
  }
}

/** A short digest of the parts of a request, injective in how they are divided. */
export function digest(parts: readonly JsonValue[]): string {
  const bytes = new TextEncoder().encode(JSON.stringify(parts))
  return toBase64Url(sha256(bytes).subarray(0, 12))
}

function equalInConstantTime(left: Uint8Array, right: Uint8Array): boolean {
  let difference = left.length ^ right.length
  for (let index = 0; index < left.length; index++) {
    difference |= (left[index] ?? 0) ^ (right[index] ?? 0)
  }
  return difference === 0
}

function toBase64Url(bytes: Uint8Array): string {
  let binary = ''
  for (const byte of bytes) binary += String.fromCharCode(byte)
  return btoa(binary).replaceAll('+', '-').replaceAll('/', '_').replaceAll('=', '')
}

function fromBase64Url(text: string): Uint8Array | undefined {
  try {
    const binary = atob(text.replaceAll('-', '+').replaceAll('_', '/'))
    return Uint8Array.from(binary, (sign) => sign.charCodeAt(0))
  } catch {
    // Not base64: no token of ours.
    return undefined
  }
}
