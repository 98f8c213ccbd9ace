/**
 * Random authorization models: few types, few relations, every kind of rewrite and restriction, and
 * recursion wherever it fits. Not all of them are sound; whoever uses one lets it be validated first.
 */
import type {
  AuthorizationModel,
  ConditionDefinition,
  Relation,
  RelationReference,
  Rewrite,
  TypeDefinition,
} from '#model/authorization-model.ts'
import { parseModelId } from '#model/ids.ts'
import type { JsonObject } from '#model/json.ts'
import type { Randomness } from './randomness.ts'

const OBJECT_TYPES = ['group', 'folder', 'document'] as const
const RELATIONS = ['member', 'owner', 'editor', 'viewer'] as const
const TUPLESET = 'parent'
const CONDITIONS = ['on', 'low', 'both'] as const

const BOOL = { name: 'bool', generics: [] } as const
const INT = { name: 'int', generics: [] } as const

export const RANDOM_CONDITIONS: ReadonlyMap<string, ConditionDefinition> = new Map([
  condition('on', 'flag', { flag: BOOL }),
  condition('low', 'x < 10', { x: INT }),
  condition('both', 'flag && x < 10', { flag: BOOL, x: INT }),
])

function condition(
  name: (typeof CONDITIONS)[number],
  expression: string,
  parameters: Record<string, typeof BOOL | typeof INT>,
): [string, ConditionDefinition] {
  return [name, { name, expression, parameters: new Map(Object.entries(parameters)) }]
}

/** The same three conditions by hand: every declared parameter must be there and of its type. */
export function judgeRandomCondition(name: string, context: JsonObject): 'met' | 'unmet' | 'error' {
  const { flag, x } = context
  if (name !== 'low' && typeof flag !== 'boolean') return 'error'
  if (name !== 'on' && typeof x !== 'number') return 'error'
  const holds = (name === 'low' || flag === true) && (name === 'on' || Number(x) < 10)
  return holds ? 'met' : 'unmet'
}

export function randomModel(random: Randomness): AuthorizationModel {
  const objectTypes = OBJECT_TYPES.slice(0, 1 + random.below(OBJECT_TYPES.length))
  const sketches = objectTypes.map((name) => ({
    name,
    relations: RELATIONS.slice(0, 2 + random.below(RELATIONS.length - 1)),
    hasTupleset: random.chance(0.75),
  }))
  const types = new Map<string, TypeDefinition>([['user', { name: 'user', relations: new Map() }]])
  for (const sketch of sketches) {
    const relations = new Map<string, Relation>()
    if (sketch.hasTupleset) relations.set(TUPLESET, tupleset(random, sketches))
    for (const name of sketch.relations)
      relations.set(name, relation(name, random, sketch, sketches))
    types.set(sketch.name, { name: sketch.name, relations })
  }
  const id = parseModelId('01HVMMBCMGZNT3SED4Z17ECXCA')
  if (id === undefined) throw new Error('the id of random models is not a model id')
  return { id, schemaVersion: '1.1', types, conditions: RANDOM_CONDITIONS }
}

/** What is settled of a type before its rewrites are made, so that they can name each other. */
interface TypeSketch {
  readonly name: string
  readonly relations: readonly string[]
  readonly hasTupleset: boolean
}

function tupleset(random: Randomness, sketches: readonly TypeSketch[]): Relation {
  const directlyRelated = sketches
    .filter(() => random.chance(0.6))
    .map(({ name }) => perhapsConditional({ type: name }, random))
  return {
    name: TUPLESET,
    rewrite: { kind: 'this' },
    directlyRelated: directlyRelated.length > 0 ? directlyRelated : [{ type: OBJECT_TYPES[0] }],
  }
}

function relation(
  name: string,
  random: Randomness,
  own: TypeSketch,
  sketches: readonly TypeSketch[],
): Relation {
  let readsTuples = false
  const rewrite = rewriteOf(0)
  const directlyRelated = readsTuples ? restrictions(random, own, sketches) : []
  return { name, rewrite, directlyRelated }

  function rewriteOf(nesting: number): Rewrite {
    const operator = random.below(nesting === 0 ? 10 : nesting === 1 ? 16 : 1000)
    if (operator < 3) return { kind: 'union', children: children(nesting) }
    if (operator === 3) return { kind: 'intersection', children: children(nesting) }
    if (operator === 4 || operator === 5) {
      return {
        kind: 'difference',
        base: rewriteOf(nesting + 1),
        subtract: rewriteOf(nesting + 1),
      }
    }
    return leaf()
  }

  function children(nesting: number): readonly Rewrite[] {
    return [0, 1, 2].slice(random.below(2)).map(() => rewriteOf(nesting + 1))
  }

  function leaf(): Rewrite {
    const [first, ...rest] = own.relations.slice(0, own.relations.indexOf(name))
    if (!readsTuples && (first === undefined || random.chance(0.6))) {
      readsTuples = true
      return { kind: 'this' }
    }
    if (own.hasTupleset && (first === undefined || random.chance(0.5))) {
      // The first two relations are in every type, so that most arrows lead somewhere.
      const computed = random.pick(random.chance(0.8) ? ['member', 'owner'] : RELATIONS)
      return { kind: 'tupleToUserset', tupleset: TUPLESET, computed }
    }
    // Only what stands before it, mostly: relations that compute each other are no sound model.
    const anywhere = random.chance(0.05) ? [...own.relations] : []
    return { kind: 'computedUserset', relation: random.pick([first ?? name, ...rest, ...anywhere]) }
  }
}

/** One to four restrictions, usersets of the own type most of all: that is where recursion comes from. */
function restrictions(
  random: Randomness,
  own: TypeSketch,
  sketches: readonly TypeSketch[],
): readonly RelationReference[] {
  const references = new Map<string, RelationReference>()
  for (let count = 1 + random.below(4); count > 0; count--) {
    const reference = perhapsConditional(restriction(random, own, sketches), random)
    references.set(JSON.stringify(reference), reference)
  }
  return [...references.values()]
}

function restriction(
  random: Randomness,
  own: TypeSketch,
  sketches: readonly TypeSketch[],
): RelationReference {
  const [first = own, ...rest] = sketches
  const other = random.chance(0.5) ? own : random.pick([first, ...rest])
  const form = random.below(10)
  if (form < 4) return { type: 'user' }
  if (form === 4) return { type: 'user', wildcard: true }
  if (form === 5) return { type: other.name }
  if (form === 6 && random.chance(0.3)) return { type: other.name, wildcard: true }
  const [relation = 'member', ...relations] = other.relations
  return { type: other.name, relation: random.pick([relation, ...relations]) }
}

function perhapsConditional(reference: RelationReference, random: Randomness): RelationReference {
  return random.chance(0.2) ? { ...reference, condition: random.pick(CONDITIONS) } : reference
}
