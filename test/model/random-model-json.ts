/**
 * Random JSON of models, for asking whether it is taken: small models with every rewrite, sound
 * about as often as not, and mutations of their JSON that break the shape of anything.
 */
import type { JsonObject, JsonValue } from '#model/json.ts'
import { type Randomness, seededRandomness } from '../reference/randomness.ts'

const typeNames = ['user', 'group', 'folder', 'document'] as const
const relationNames = ['a', 'b', 'c', 'd', 'e'] as const
const tuplesetNames = ['p', 'q'] as const

export function randomModelJson(seed: number): JsonObject {
  const random = seededRandomness(seed)
  const types = typeNames.slice(0, 1 + random.below(typeNames.length))
  const isFaulty = random.chance(0.15)
  return {
    schema_version: random.pick(['1.1', '1.2']),
    type_definitions: types.map((type) =>
      type === 'user' && random.chance(0.7) ? { type } : randomType(type, types, isFaulty, random),
    ),
    ...(random.chance(0.5) && { conditions: { c: condition } }),
  }
}

/** A model of one type whose relations are all computed from later ones, but for the last. */
export function randomComputedModelJson(seed: number): JsonObject {
  const random = seededRandomness(seed)
  const names = Array.from({ length: 3 + random.below(5) }, (_, index) => `r${index}`)
  const relations = names.map((name, index) => {
    const later = names.slice(index + 1)
    const pickLater = () => later[random.below(later.length)] ?? name
    return [name, later.length === 0 ? { this: {} } : randomComputed(pickLater, random)]
  })
  const last = { [names.at(-1) ?? '']: { directly_related_user_types: [{ type: 'user' }] } }
  return {
    schema_version: '1.1',
    type_definitions: [
      { type: 'user' },
      {
        type: 'document',
        relations: Object.fromEntries(relations),
        metadata: { relations: last },
      },
    ],
  }
}

const condition: JsonObject = {
  name: 'c',
  expression: 'true',
  parameters: {
    x: { type_name: 'TYPE_NAME_LIST', generic_types: [{ type_name: 'TYPE_NAME_INT' }] },
  },
}

function randomType(
  type: string,
  types: readonly string[],
  isFaulty: boolean,
  random: Randomness,
): JsonObject {
  const names = relationNames.slice(0, 1 + random.below(relationNames.length))
  const pickType = () => types[random.below(types.length)] ?? type
  const pickRelation = () => names[random.below(names.length)] ?? 'a'
  const relations: [string, JsonObject][] = []
  const described: [string, JsonObject][] = []
  const describe = (name: string, references: readonly JsonObject[]) =>
    described.push([name, { directly_related_user_types: references }])
  for (const name of tuplesetNames) {
    relations.push([name, { this: {} }])
    describe(
      name,
      [pickType(), ...(random.chance(0.4) ? [pickType()] : [])].map((t) => ({ type: t })),
    )
  }
  for (const name of names) {
    const rewrite = randomRewrite(pickRelation, 2, random)
    relations.push([name, rewrite])
    const isWrong = isFaulty && random.chance(0.05)
    if (takesTuples(rewrite) === isWrong) continue
    const count = 1 + random.below(3)
    describe(
      name,
      Array.from({ length: count }, () => randomReference(pickType(), pickRelation, random)),
    )
  }
  return {
    type,
    relations: Object.fromEntries(relations),
    metadata: { relations: Object.fromEntries(described) },
  }
}

function randomReference(type: string, pickRelation: () => string, random: Randomness): JsonObject {
  switch (random.pick(['type', 'userset', 'userset', 'ghost', 'wildcard', 'condition'])) {
    case 'userset':
      return { type, relation: pickRelation() }
    case 'ghost':
      return { type, relation: random.pick(relationNames) }
    case 'wildcard':
      return { type, wildcard: {} }
    case 'condition':
      return { type, condition: random.chance(0.9) ? 'c' : 'ghost' }
    default:
      return { type }
  }
}

function randomRewrite(pickRelation: () => string, depth: number, random: Randomness): JsonObject {
  const child = () => randomRewrite(pickRelation, depth - 1, random)
  const children = () =>
    Array.from({ length: random.chance(0.05) ? 1 : 2 + random.below(2) }, child)
  const kind = depth === 0 ? 'leaf' : random.pick(['leaf', 'leaf', 'union', 'intersection', 'not'])
  if (kind === 'union') return { union: { child: children() } }
  if (kind === 'intersection') return { intersection: { child: children() } }
  if (kind === 'not') return { difference: { base: child(), subtract: child() } }
  switch (random.pick(['this', 'this', 'computed', 'computed', 'arrow'])) {
    case 'this':
      return { this: {} }
    case 'computed':
      return { computedUserset: { relation: pickRelation() } }
    default: {
      const tupleset = random.chance(0.9) ? random.pick(tuplesetNames) : pickRelation()
      return {
        tupleToUserset: {
          tupleset: { relation: tupleset },
          computedUserset: { relation: pickRelation() },
        },
      }
    }
  }
}

/** A relation of other relations of its type. */
function randomComputed(pickRelation: () => string, random: Randomness): JsonObject {
  const computed = (): JsonObject => ({ computedUserset: { relation: pickRelation() } })
  switch (random.pick(['computed', 'union', 'intersection', 'not'])) {
    case 'union':
      return { union: { child: [computed(), computed()] } }
    case 'intersection':
      return { intersection: { child: [computed(), computed()] } }
    case 'not':
      return { difference: { base: computed(), subtract: computed() } }
    default:
      return computed()
  }
}

function takesTuples(rewrite: JsonValue): boolean {
  if (typeof rewrite !== 'object' || rewrite === null) return false
  return Object.entries(rewrite).some(([key, member]) => key === 'this' || takesTuples(member))
}

const oddValues: readonly [JsonValue, ...JsonValue[]] = [
  null,
  '',
  0,
  4,
  12,
  -1,
  1.5,
  true,
  [],
  {},
  'a b',
  'a:b',
  'self',
  'a.b',
  'x'.repeat(50),
  'x'.repeat(51),
  'x'.repeat(255),
  'x'.repeat(257),
  [null],
  [{}],
  { a: null },
  { this: {} },
  { relation: 'a' },
  { object: 'x', relation: 'a' },
  'TYPE_NAME_INT',
  'core.fga',
  '1.0',
  '\u00a0',
  'é'.repeat(26),
  '$expression',
]

const oddKeys = [
  'this',
  'union',
  'difference',
  'computedUserset',
  'computed_userset',
  'tupleToUserset',
  'base',
  'child',
  'relation',
  'object',
  'tupleset',
  'type',
  'relations',
  'metadata',
  'directly_related_user_types',
  'module',
  'source_info',
  'file',
  'wildcard',
  'condition',
  'name',
  'expression',
  'parameters',
  'type_name',
  'generic_types',
  'a b',
  'a.b c',
  '__proto__',
  'constructor',
] as const

/** The same JSON with one to three values replaced, added or left out. */
export function mutated(json: JsonObject, seed: number): JsonObject {
  const random = seededRandomness(seed)
  let result: JsonValue = json
  for (let left = 1 + random.below(3); left > 0; left--) {
    result = mutateAt(result, random.below(countValues(result)), random)
  }
  return typeof result === 'object' && !isList(result) && result !== null ? result : json
}

function countValues(value: JsonValue): number {
  if (typeof value !== 'object' || value === null) return 1
  return Object.values(value).reduce((count: number, member) => count + countValues(member), 1)
}

/** Walks to the value at a place counted in depth-first order, and changes what it is or holds. */
function mutateAt(value: JsonValue, place: number, random: Randomness): JsonValue {
  if (place === 0) return mutateValue(value, random)
  if (typeof value !== 'object' || value === null) return value
  let before = 1
  const members = Object.entries(value).map(([key, member]): [string, JsonValue] => {
    const size = countValues(member)
    const isInside = place >= before && place < before + size
    const inside = place - before
    before += size
    return [key, isInside ? mutateAt(member, inside, random) : member]
  })
  return isList(value) ? members.map(([, member]) => member) : Object.fromEntries(members)
}

function mutateValue(value: JsonValue, random: Randomness): JsonValue {
  if (typeof value !== 'object' || value === null || random.chance(0.4))
    return random.pick(oddValues)
  const members = Object.entries(value)
  const without = members.filter((_, index) => index !== random.below(members.length))
  const odd = random.pick(oddValues)
  if (isList(value)) {
    const kept = random.chance(0.5) ? without : members
    return [
      ...kept.map(([, member]) => member),
      ...(random.chance(0.5) ? [odd] : value.slice(0, 1)),
    ]
  }
  if (random.chance(0.4)) return Object.fromEntries(without)
  return Object.fromEntries([...members, [random.pick(oddKeys), odd]])
}

function isList(value: JsonValue): value is readonly JsonValue[] {
  return Array.isArray(value)
}
