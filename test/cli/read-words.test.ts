import { describe, expect, test } from 'vitest'
import { readWords } from '#cli/read-words.ts'

const grammar = {
  operands: ['user', '[object…]'],
  options: {
    check: { kind: 'flag', meaning: 'look only' },
    store: { kind: 'value', value: 'NAME', meaning: 'which store' },
    tuples: { kind: 'values', value: 'FILE', meaning: 'tuples' },
    format: { kind: 'choice', choices: ['pretty', 'json'], meaning: 'how it looks' },
  },
} as const

function read(...words: string[]) {
  return readWords(grammar, words)
}

describe('reading the words of a command', () => {
  test('options stand anywhere, and an absent one is absent', () => {
    expect(
      read('user:a', '--store=s', 'doc:1', '--tuples', 'a.yaml', '--tuples', 'b.yaml'),
    ).toEqual({
      operands: ['user:a', 'doc:1'],
      options: { check: false, store: 's', tuples: ['a.yaml', 'b.yaml'], format: undefined },
    })
  })

  test('behind -- every word is an operand', () => {
    expect(read('--', 'user:a', '--check').operands).toEqual(['user:a', '--check'])
  })

  test.each([
    [['user:a', '--sotre', 'x'], 'there is no option `--sotre` (did you mean `--store`?)'],
    [['user:a', '-s'], 'there is no option `-s`'],
    [['user:a', '--store'], '`--store` needs a value: --store NAME'],
    [['user:a', '--store', '--check'], '`--store` needs a value: --store NAME'],
    [['user:a', '--check=no'], '`--check` takes no value'],
    [['user:a', '--store', 'x', '--store', 'y'], '`--store` is given 2 times; once is enough'],
    [['user:a', '--format', 'jsno'], '`--format` must be pretty or json (did you mean `json`?)'],
    [[], '<user> is missing'],
  ])('%j is misuse', (words, message) => {
    expect(() => read(...words)).toThrow(message)
  })

  test('a word too many is misuse', () => {
    const one = { operands: ['[folder]'], options: {} } as const
    expect(() => readWords(one, ['a', 'b'])).toThrow('`b` is one word too many')
  })
})
