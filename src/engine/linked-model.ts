import type { BoundCondition, Condition } from '#condition/condition.ts'
import type { AuthorizationModel } from '#model/authorization-model.ts'
import type { Facts, RelationId, TupleConditionInstance, TypeId } from './facts.ts'
import { keepPlan } from './kept-plans.ts'
import { makePlan } from './plan.ts'
import type { Plan } from './plan-node.ts'
import type { SubjectKind } from './reachability.ts'

/**
 * A model with its compiled conditions, ready to be asked of any facts. Plans are made on the first
 * question of each kind of subject, and kept while there is room for them.
 */
export interface LinkedModel {
  readonly model: AuthorizationModel
  /** The plan for plain subjects of a type; undefined when the model does not know the type. */
  planForType(facts: Facts, type: TypeId): Plan | undefined
  /** The plan for the typed wildcard as a subject: a user nobody knows. */
  planForWildcard(facts: Facts, type: TypeId): Plan | undefined
  /** The plan for usersets of a relation; undefined when the model does not know the relation. */
  planForUsersets(facts: Facts, relation: RelationId): Plan | undefined
  /** A tuple's condition, its own context converted; undefined when the model has no such condition. */
  bind(instance: TupleConditionInstance): BoundCondition | undefined
}

interface Plans {
  readonly byType: (Plan | undefined)[]
  readonly byWildcard: (Plan | undefined)[]
  readonly byRelation: (Plan | undefined)[]
}

/** Links a valid model. `conditions` holds every condition of the model, compiled. */
export function linkModel(
  model: AuthorizationModel,
  conditions: ReadonlyMap<string, Condition>,
): LinkedModel {
  const plansOf = new WeakMap<object, Plans>()
  // Facts hand out the same instance for the same tuple, and new ones for a request's own.
  const bound = new WeakMap<TupleConditionInstance, BoundCondition>()

  const plansIn = (vocabulary: object): Plans => {
    const known = plansOf.get(vocabulary)
    if (known !== undefined) return known
    const plans: Plans = { byType: [], byWildcard: [], byRelation: [] }
    plansOf.set(vocabulary, plans)
    return plans
  }

  /** Made for a place among plans, where it is kept for a while. */
  const planFor = (
    facts: Facts,
    plans: (Plan | undefined)[],
    at: number,
    subject: SubjectKind,
  ): Plan | undefined => {
    const { type, relation } = subject
    const relations = model.types.get(type)?.relations
    if (relations === undefined || (relation !== undefined && !relations.has(relation))) {
      return undefined
    }
    const plan = makePlan(model, facts, subject)
    keepPlan(plan.nodes.length, () => {
      plans[at] = undefined
    })
    return plan
  }

  return {
    model,
    planForType(facts, type) {
      const { byType } = plansIn(facts.vocabulary)
      byType[type] ??= planFor(facts, byType, type, { type: facts.typeName(type) })
      return byType[type]
    },
    planForWildcard(facts, type) {
      const { byWildcard } = plansIn(facts.vocabulary)
      const subject: SubjectKind = { type: facts.typeName(type), wildcard: true }
      byWildcard[type] ??= planFor(facts, byWildcard, type, subject)
      return byWildcard[type]
    },
    planForUsersets(facts, relation) {
      const { byRelation } = plansIn(facts.vocabulary)
      byRelation[relation] ??= planFor(facts, byRelation, relation, {
        type: facts.typeName(facts.typeOfRelation(relation)),
        relation: facts.relationName(relation),
      })
      return byRelation[relation]
    },
    bind(instance) {
      const known = bound.get(instance)
      if (known !== undefined) return known
      const made = conditions.get(instance.name)?.bind(instance.context)
      if (made !== undefined) bound.set(instance, made)
      return made
    },
  }
}
