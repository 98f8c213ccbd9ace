/** Small random worlds, crowded enough that keys repeat and lists grow. */
import fc from 'fast-check'
import type { Tuple, TupleKey } from '#model/tuple.ts'

export const WORLD = {
  objects: ['doc:1', 'doc:2', 'Doc:1', 'group:a', 'group:b', 'doc:__proto__'],
  relations: ['viewer', 'member', 'constructor'],
  users: [
    'user:anne',
    'user:Anne',
    'user:*',
    'user:__proto__',
    'user:ünï',
    'user:日本',
    'user:😀',
    'user:a:b',
    'group:a',
    'group:a#member',
    'group:b#member',
    'group:b#viewer',
    'doc:1#viewer',
  ],
} as const

interface Names {
  readonly objects: readonly string[]
  readonly relations: readonly string[]
  readonly users: readonly string[]
}

function aKeyOf(names: Names): fc.Arbitrary<TupleKey> {
  return fc.record({
    object: fc.constantFrom(...names.objects),
    relation: fc.constantFrom(...names.relations),
    user: fc.constantFrom(...names.users),
  })
}

const aCondition = fc.constantFrom<Tuple['condition']>(
  undefined,
  undefined,
  { name: 'soon' },
  { name: 'soon', context: { until: '2030-01-01T00:00:00Z' } },
  { name: 'later', context: { nested: { __proto__: null, list: [1, null, 'x'] } } },
)

export function aTupleOf(names: Names): fc.Arbitrary<Tuple> {
  return fc
    .tuple(aKeyOf(names), aCondition)
    .map(([key, condition]) => (condition === undefined ? key : { ...key, condition }))
}

export const aTuple = aTupleOf(WORLD)

export type Step =
  | { readonly operation: 'write'; readonly tuple: Tuple }
  | { readonly operation: 'delete'; readonly tuple: TupleKey }

export const aStep: fc.Arbitrary<Step> = fc.oneof(
  { weight: 3, arbitrary: aTuple.map((tuple) => ({ operation: 'write' as const, tuple })) },
  { weight: 2, arbitrary: aKeyOf(WORLD).map((tuple) => ({ operation: 'delete' as const, tuple })) },
)
