import { describe, expect, it } from 'vitest'
import { digestApiKey, isKnownApiKey, mintApiKey } from '#identity/api-key.ts'

describe('API keys', () => {
  it('are random, and tell what they open', () => {
    expect(mintApiKey((length) => new Uint8Array(length).fill(0xab))).toBe(
      `pforte_${'ab'.repeat(20)}`,
    )
  })

  it('are kept as SHA-256', () => {
    expect(digestApiKey('abc')).toBe(
      'ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad',
    )
  })

  it('are known by any of the digests, and by nothing else', () => {
    const digests = ['first key', 'second key'].map(digestApiKey)
    expect(isKnownApiKey(digests, 'first key')).toBe(true)
    expect(isKnownApiKey(digests, 'second key')).toBe(true)
    expect(isKnownApiKey(digests, 'first kez')).toBe(false)
    expect(isKnownApiKey(digests, '')).toBe(false)
    expect(isKnownApiKey(digests, digests[0] ?? '')).toBe(false)
    expect(isKnownApiKey([], 'first key')).toBe(false)
  })
})
