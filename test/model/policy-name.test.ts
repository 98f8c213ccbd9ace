import { describe, expect, it } from 'vitest'
import { parsePolicyName } from '#model/policy-name.ts'

describe('a policy name', () => {
  it.each(['pforte', 'a', 'kitchen-2', 'a'.repeat(63)])('may be %s', (name) => {
    expect(parsePolicyName(name)).toBe(name)
  })

  it.each([
    '',
    'Kitchen',
    '2kitchen',
    '-kitchen',
    'kit_chen',
    'kitchen\n',
    'kítchen',
    'a'.repeat(64),
    '01ARZ3NDEKTSV4RRFFQ69G5FAV',
  ])('may not be %j', (name) => {
    expect(parsePolicyName(name)).toBeUndefined()
  })
})
