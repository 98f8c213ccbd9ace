/**
 * Random worlds around a random model: rows dense enough to run in circles, some left over from an
 * older model, contexts that lack a value or hold a wrong one, and questions of every form.
 */
import type { AuthorizationModel, RelationReference } from '#model/authorization-model.ts'
import type { JsonObject } from '#model/json.ts'
import type { Tuple, TupleKey } from '#model/tuple.ts'
import { validateModel } from '#model/validate.ts'
import { isAllowed, type World } from './naive-evaluator.ts'
import { RANDOM_CONDITIONS, randomModel } from './random-model.ts'
import { type Randomness, seededRandomness } from './randomness.ts'

const IDS = ['1', '2', '3'] as const
const UNKNOWN_ID = 'unknown'

export interface RandomWorld extends World {
  readonly seed: number
}

/** The world of a seed. Models that are not sound are passed over. */
export function randomWorld(seed: number): RandomWorld {
  const random = seededRandomness(seed)
  let model = randomModel(random)
  while (validateModel(model).length > 0) model = randomModel(random)
  const tuples = randomTuples(model, random, 4 + random.below(30), 0.08)
  return {
    seed,
    model,
    tuples,
    contextualTuples: random.chance(0.4) ? randomTuples(model, random, random.below(5), 0) : [],
    context: randomContext(random, 0.1),
  }
}

/** Tuples of distinct keys; `illTyped` is the share of those that only an older model allowed. */
export function randomTuples(
  model: AuthorizationModel,
  random: Randomness,
  count: number,
  illTyped: number,
): readonly Tuple[] {
  const slots = [...model.types.values()].flatMap((type) =>
    [...type.relations.values()].map((relation) => ({ type: type.name, relation })),
  )
  const references = slots.flatMap(({ relation }) => relation.directlyRelated)
  const tuples = new Map<string, Tuple>()
  const [first, ...rest] = slots
  if (first === undefined) return []
  for (let number = 0; number < count; number++) {
    const { type, relation } = random.pick([first, ...rest])
    const [reference, ...others] = random.chance(illTyped) ? references : relation.directlyRelated
    if (reference === undefined) continue
    const tuple = {
      object: `${type}:${random.pick(IDS)}`,
      relation: relation.name,
      ...randomSubject(random.pick([reference, ...others]), random),
    }
    if (tuple.user === `${tuple.object}#${tuple.relation}`) continue
    if (illTyped === 0 && !isAllowed(tuple, model)) continue
    tuples.set(`${tuple.object}#${tuple.relation}@${tuple.user}`, tuple)
  }
  return [...tuples.values()]
}

function randomSubject(
  { type, relation, wildcard, condition }: RelationReference,
  random: Randomness,
): Pick<Tuple, 'user' | 'condition'> {
  const object = wildcard ? `${type}:*` : `${type}:${random.pick(IDS)}`
  const user = relation === undefined ? object : `${object}#${relation}`
  if (condition === undefined) return { user }
  const parameters = RANDOM_CONDITIONS.get(condition)?.parameters ?? new Map()
  const stored = Object.entries(randomContext(random, 0)).filter(([name]) => parameters.has(name))
  return { user, condition: { name: condition, context: Object.fromEntries(stored) } }
}

/** Each parameter is there in two of three cases; `wrong` is the share of values of another type. */
function randomContext(random: Randomness, wrong: number): JsonObject {
  return {
    ...(random.chance(0.65) && { flag: random.chance(wrong) ? 'word' : random.chance(0.6) }),
    ...(random.chance(0.65) && { x: random.chance(wrong) ? 'word' : random.pick([5, 15]) }),
  }
}

export function randomQuestion(model: AuthorizationModel, random: Randomness): TupleKey {
  const [object, relation] = randomUserset(model, random)
  return { object, relation, user: randomUser(model, random) }
}

/** Plain users most of all, then usersets, objects, typed wildcards and users nobody has heard of. */
export function randomUser(model: AuthorizationModel, random: Randomness): string {
  const form = random.below(20)
  if (form < 10) return `user:${random.pick(IDS)}`
  if (form === 10) return `user:${UNKNOWN_ID}`
  if (form === 11) return 'user:*'
  const [object, relation] = randomUserset(model, random)
  if (form < 17) return `${object}#${relation}`
  return form === 19 ? object.replace(/:.*/, ':*') : object
}

function randomUserset(model: AuthorizationModel, random: Randomness): readonly [string, string] {
  const slots = [...model.types.values()].flatMap((type) =>
    [...type.relations.keys()].map((relation) => [type.name, relation] as const),
  )
  const [first = ['user', ''] as const, ...rest] = slots
  const [type, relation] = random.pick([first, ...rest])
  return [`${type}:${random.chance(0.03) ? UNKNOWN_ID : random.pick(IDS)}`, relation]
}

/** Every object of a type that a world may speak of, and one that it does not. */
export function objectsOfType(type: string): readonly string[] {
  return [...IDS, UNKNOWN_ID].map((id) => `${type}:${id}`)
}
