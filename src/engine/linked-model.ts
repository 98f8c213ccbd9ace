import type { BoundCondition, Condition, Context } from '#condition/condition.ts'
import type { AuthorizationModel } from '#model/authorization-model.ts'
import type { Facts, RelationId, SubjectId, TupleConditionInstance } from './facts.ts'
import { makePlan } from './plan.ts'
import type { Plan } from './plan-node.ts'

/**
 * A model with its compiled conditions, ready to be asked of any facts. Plans are made on the first
 * question of each kind of subject, and kept for as long as the facts' vocabulary lives.
 */
export interface LinkedModel {
  readonly model: AuthorizationModel
  /** The plan for subjects of this subject's kind; undefined when the model does not know the kind. */
  planFor(facts: Facts, subject: SubjectId): Plan | undefined
  /** A tuple's condition, its own context converted; undefined when the model has no such condition. */
  bind(instance: TupleConditionInstance): BoundCondition | undefined
}

interface Plans {
  readonly byType: (Plan | undefined)[]
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
    const plans: Plans = { byType: [], byRelation: [] }
    plansOf.set(vocabulary, plans)
    return plans
  }

  return {
    model,
    planFor(facts, subject) {
      const plans = plansIn(facts.vocabulary)
      if (subject >= 0) {
        const type = facts.typeOf(subject)
        const known = plans.byType[type]
        if (known !== undefined) return known
        const name = facts.typeName(type)
        if (!model.types.has(name)) return undefined
        const plan = makePlan(model, facts, { type: name })
        plans.byType[type] = plan
        return plan
      }
      const relation = facts.relationOfUserset(subject)
      const known = plans.byRelation[relation]
      if (known !== undefined) return known
      const kind = usersetKind(facts, relation)
      if (!model.types.get(kind.type)?.relations.has(kind.relation)) return undefined
      const plan = makePlan(model, facts, kind)
      plans.byRelation[relation] = plan
      return plan
    },
    bind(instance) {
      const known = bound.get(instance)
      if (known !== undefined) return known
      const made = conditions.get(instance.name)?.bind(instance.context as Context | undefined)
      if (made !== undefined) bound.set(instance, made)
      return made
    },
  }
}

function usersetKind(facts: Facts, relation: RelationId): { type: string; relation: string } {
  return {
    type: facts.typeName(facts.typeOfRelation(relation)),
    relation: facts.relationName(relation),
  }
}
