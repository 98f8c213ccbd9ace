import { describe, expect, it } from 'vitest'
import { issuePageToken, openPageToken } from '#authorizer/embedded/page-token.ts'
import { tokenSeal } from '#authorizer/embedded/sealed-token.ts'
import { InvalidContinuationToken } from '#authorizer/errors.ts'

const seal = tokenSeal('a secret')
const request = ['read', 'store', 'document:1']

describe('page tokens', () => {
  it('give back the position they were issued with', () => {
    const token = issuePageToken(seal, request, ['document:1', 'viewer', 'user:jürgen'])
    expect(openPageToken(seal, request, token)).toEqual(['document:1', 'viewer', 'user:jürgen'])
  })

  it('have the form that the API allows', () => {
    expect(issuePageToken(seal, request, 'ÿ~?>')).toMatch(/^[A-Za-z0-9_-]+$/)
  })

  it('are the same for the same position, so that a reader may compare them', () => {
    expect(issuePageToken(seal, request, 7)).toBe(issuePageToken(seal, request, 7))
  })

  it('do not open for another request', () => {
    const token = issuePageToken(seal, request, 7)
    expect(() => openPageToken(seal, ['read', 'store', 'document:2'], token)).toThrow(
      InvalidContinuationToken,
    )
  })

  it('do not open for a request whose parts are divided otherwise', () => {
    const token = issuePageToken(seal, ['read', 'ab', 'c'], 7)
    expect(() => openPageToken(seal, ['read', 'a', 'bc'], token)).toThrow(InvalidContinuationToken)
  })

  it('do not open under another secret', () => {
    const token = issuePageToken(tokenSeal('another secret'), request, 7)
    expect(() => openPageToken(seal, request, token)).toThrow(InvalidContinuationToken)
  })

  it('do not open when a sign of them was changed', () => {
    const token = issuePageToken(seal, request, 7)
    const changed = token.slice(0, -3) + (token.at(-3) === 'A' ? 'B' : 'A') + token.slice(-2)
    expect(() => openPageToken(seal, request, changed)).toThrow(InvalidContinuationToken)
  })

  it('do not open when they are nonsense', () => {
    expect(() => openPageToken(seal, request, 'YWJj')).toThrow(InvalidContinuationToken)
    expect(() => openPageToken(seal, request, '%%%')).toThrow(InvalidContinuationToken)
  })

  it('are not taken for tokens of another purpose', () => {
    expect(seal.open('page', seal.seal('revision', [1]))).toBeUndefined()
  })
})
