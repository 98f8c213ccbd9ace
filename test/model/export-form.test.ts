import { describe, expect, it } from 'vitest'
import { exportHead, exportMark } from '#model/export-form.ts'

describe('the lines of an export', () => {
  it('begin with what it is of, and leave out what is not known', () => {
    const model = { id: 'M1', json: { schema_version: '1.1' } }
    expect(exportHead({ store: 'S1', policyVersion: 3, model, revision: 'r' })).toEqual({
      store: 'S1',
      policy_version: 3,
      authorization_model_id: 'M1',
      model: { schema_version: '1.1' },
      revision: 'r',
    })
    expect(exportHead({ store: 'S1', revision: '' })).toEqual({ store: 'S1', revision: '' })
  })

  it.each([
    [{ store: 'S1', revision: 'r' }, { kind: 'head' }],
    [{ tuples: 7 }, { kind: 'end', tuples: 7 }],
    [{ user: 'user:anna', relation: 'owner', object: 'order:7' }, undefined],
    // A tuple is one, whatever else stands beside it.
    [{ user: 'user:anna', tuples: 7 }, undefined],
    [{ object: 'order:7', store: 'S1' }, undefined],
    [{ tuples: '7' }, undefined],
    [{}, undefined],
  ])('tell a head and an end from a tuple: %o', (line, mark) => {
    expect(exportMark(line)).toEqual(mark)
  })
})
