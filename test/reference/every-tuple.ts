import type { AuthorizationModel, RelationReference } from '#model/authorization-model.ts'
import type { Tuple } from '#model/tuple.ts'
import { objectsOfType } from './random-world.ts'

/** Makes every condition of random models hold, whatever the request says. */
const MET = { flag: true, x: 5 } as const

/**
 * One tuple for every key that the model allows, over the objects a random world may speak of and
 * `others` besides; without a condition where it may be, else under one that holds.
 */
export function everyTuple(model: AuthorizationModel, others: readonly string[]): readonly Tuple[] {
  const objectsOf = (type: string) => [
    ...objectsOfType(type),
    ...others.map((id) => `${type}:${id}`),
  ]
  const tuples = new Map<string, Tuple>()
  for (const { name: type, relations } of model.types.values()) {
    for (const { name: relation, directlyRelated } of relations.values()) {
      for (const object of objectsOf(type)) {
        for (const reference of conditionalFirst(directlyRelated)) {
          for (const user of usersOf(reference, objectsOf(reference.type))) {
            if (user === `${object}#${relation}`) continue
            tuples.set(`${object}#${relation}@${user}`, {
              object,
              relation,
              user,
              ...(reference.condition && { condition: conditionOf(model, reference.condition) }),
            })
          }
        }
      }
    }
  }
  return [...tuples.values()]
}

/** So that the plain one of a key comes later, and stays. */
function conditionalFirst(references: readonly RelationReference[]): readonly RelationReference[] {
  const rank = ({ condition }: RelationReference) => Number(condition === undefined)
  return references.toSorted((left, right) => rank(left) - rank(right))
}

function usersOf(reference: RelationReference, objects: readonly string[]): readonly string[] {
  if (reference.wildcard) return [`${reference.type}:*`]
  return reference.relation === undefined
    ? objects
    : objects.map((object) => `${object}#${reference.relation}`)
}

function conditionOf(model: AuthorizationModel, name: string) {
  const parameters = model.conditions.get(name)?.parameters
  const context = Object.entries(MET).filter(([parameter]) => parameters?.has(parameter))
  return { name, context: Object.fromEntries(context) }
}
