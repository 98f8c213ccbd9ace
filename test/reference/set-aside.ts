/**
 * The one list of what a comparison with another server sets aside: by the shape of a world, decided
 * before anything is asked. Whoever compares counts what was set aside and prints it.
 */
import type { AuthorizationModel, Rewrite } from '#model/authorization-model.ts'
import type { TupleKey } from '#model/tuple.ts'
import { type ConditionJudge, isAllowed, type World } from './naive-evaluator.ts'
import {
  reachOf,
  reachOfRewrite,
  readsTuples,
  relationNamed,
  subtractedSides,
  usersetsOf,
} from './reach.ts'

interface Shape {
  readonly name: string
  /** What is compared all the same: whether access is given, or nothing at all. */
  readonly compared: 'permission' | 'nothing'
  isIn(asked: Asked): boolean
}

interface Asked {
  readonly model: AuthorizationModel
  /** The relation asked about, as `type#relation`, and all that its answer can rest on. */
  readonly reach: ReadonlySet<string>
  /** The relations of the reach that hold a row whose condition cannot be evaluated. */
  readonly unevaluable: ReadonlySet<string>
  /** Of a list of users: their type. */
  readonly listed: string | undefined
  readonly world: World
}

const SET_ASIDE: readonly Shape[] = [
  {
    name: 'a recursive userset beside another userset of its type',
    compared: 'nothing',
    isIn: ({ model, reach }) => some(reach, (name) => mixesRecursiveUsersets(model, name)),
  },
  {
    name: 'a recursive relation within a subtracted side',
    compared: 'nothing',
    isIn: ({ model, reach }) => some(reach, (name) => subtractsRecursively(model, name)),
  },
  {
    name: 'a condition that cannot be evaluated within a subtracted side',
    compared: 'nothing',
    isIn: ({ model, reach, unevaluable }) =>
      some(reach, (name) => subtractsOneOf(model, name, unevaluable)),
  },
  {
    name: 'a contextual tuple with the key of a stored one',
    compared: 'nothing',
    isIn: ({ world: { tuples, contextualTuples } }) =>
      contextualTuples.some((contextual) => tuples.some((stored) => sameKey(stored, contextual))),
  },
  {
    name: 'a wildcard row of an older model',
    compared: 'nothing',
    isIn: ({ model, reach, world: { tuples } }) =>
      tuples.some(
        (tuple) =>
          tuple.user.endsWith(':*') && reach.has(relationOf(tuple)) && !isAllowed(tuple, model),
      ),
  },
  {
    name: 'a list of users with an exclusion and a wildcard of their type in its way',
    compared: 'nothing',
    isIn: ({ model, reach, listed, world: { tuples, contextualTuples } }) =>
      listed !== undefined &&
      some(reach, (name) => subtracted(model, name).length > 0) &&
      [...tuples, ...contextualTuples].some(
        (tuple) => tuple.user === `${listed}:*` && reach.has(relationOf(tuple)),
      ),
  },
  {
    name: 'a condition that cannot be evaluated',
    compared: 'permission',
    isIn: ({ unevaluable }) => unevaluable.size > 0,
  },
]

/**
 * The shape that sets a question about `type#relation` aside; undefined: it is compared in full.
 * `listed` is the type of the users that are to be listed, if any are.
 */
export function setAside(
  world: World,
  judge: ConditionJudge,
  asked: string,
  listed?: string,
): Shape | undefined {
  const { model } = world
  const reach = reachOf(model, asked)
  const unevaluable = new Set(
    [...world.tuples, ...world.contextualTuples]
      .filter(
        (tuple) =>
          tuple.condition !== undefined &&
          judge(tuple.condition.name, { ...world.context, ...tuple.condition.context }) === 'error',
      )
      .map(relationOf)
      .filter((name) => reach.has(name)),
  )
  return SET_ASIDE.find((shape) => shape.isIn({ model, reach, unevaluable, listed, world }))
}

function mixesRecursiveUsersets(model: AuthorizationModel, name: string): boolean {
  const usersets = usersetsOf(model, name)
  return usersets.some(
    (userset) =>
      reachOf(model, userset).has(name) &&
      usersets.some((other) => other !== userset && typeOf(other, '#') === typeOf(userset, '#')),
  )
}

function subtractsOneOf(
  model: AuthorizationModel,
  name: string,
  names: ReadonlySet<string>,
): boolean {
  return subtracted(model, name).some(
    (side) =>
      (readsTuples(side) && names.has(name)) ||
      some(reachOfRewrite(model, name, side), (inner) => names.has(inner)),
  )
}

function subtractsRecursively(model: AuthorizationModel, name: string): boolean {
  return subtracted(model, name).some((side) =>
    some(reachOfRewrite(model, name, side), (inner) =>
      reachOfRewrite(model, inner, relationNamed(model, inner)?.rewrite).has(inner),
    ),
  )
}

function subtracted(model: AuthorizationModel, name: string): readonly Rewrite[] {
  const relation = relationNamed(model, name)
  return relation === undefined ? [] : subtractedSides(relation.rewrite)
}

function relationOf({ object, relation }: TupleKey): string {
  return `${typeOf(object, ':')}#${relation}`
}

function sameKey(left: TupleKey, right: TupleKey): boolean {
  return (
    left.object === right.object && left.relation === right.relation && left.user === right.user
  )
}

function typeOf(text: string, separator: ':' | '#'): string | undefined {
  return text.split(separator)[0]
}

function some<Item>(items: Iterable<Item>, holds: (item: Item) => boolean): boolean {
  return [...items].some(holds)
}
