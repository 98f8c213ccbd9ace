/**
 * What an authorization model means, said as plainly as it can be: the specification that the engine
 * is held against. A question becomes a formula over other questions; all formulas within reach are
 * then solved together. Nothing here is meant to be fast.
 */
import type { AuthorizationModel, RelationReference, Rewrite } from '#model/authorization-model.ts'
import type { JsonObject } from '#model/json.ts'
import { parseObject, parseSubject, type Subject, type Tuple, type TupleKey } from '#model/tuple.ts'
import {
  FALSE,
  type Formula,
  formulasWithin,
  type Reason,
  reasonsOf,
  solve,
  TRUE,
  UNKNOWN,
} from './formula.ts'

export interface World {
  readonly model: AuthorizationModel
  readonly tuples: readonly Tuple[]
  readonly contextualTuples: readonly Tuple[]
  readonly context: JsonObject
}

/** Decides a condition from the tuple's context laid over the request's. */
export type ConditionJudge = (name: string, context: JsonObject) => 'met' | 'unmet' | 'error'

export type Answer =
  | { readonly kind: 'allowed' }
  | { readonly kind: 'denied' }
  | { readonly kind: 'error'; readonly reasons: ReadonlySet<Reason> }

/** How many hops between objects a question may need: OpenFGA's own limit. */
const MAX_DEPTH = 25

export function naiveEvaluator(
  world: World,
  judge: ConditionJudge,
  maxDepth = MAX_DEPTH,
): (question: TupleKey) => Answer {
  const rows = rowsThatCount(world)
  return ({ object, relation, user }) => {
    const question = `${object}#${relation}`
    const formulas = formulasWithin(maxDepth, question, (next) =>
      formulaOf(next, world, rows, user, judge),
    )
    const solution = solve(formulas)
    if (solution.get(question) === 1) return { kind: 'allowed' }
    const reasons = reasonsOf(question, formulas, solution)
    return reasons.size > 0 ? { kind: 'error', reasons } : { kind: 'denied' }
  }
}

/** A tuple counts if the model allows it as it stands; a contextual one replaces the stored one of its key. */
function rowsThatCount(world: World): ReadonlyMap<string, readonly Tuple[]> {
  const byKey = new Map<string, Tuple>()
  for (const tuple of [...world.tuples, ...world.contextualTuples]) {
    if (isAllowed(tuple, world.model)) {
      byKey.set(`${tuple.object}#${tuple.relation}@${tuple.user}`, tuple)
    }
  }
  return Map.groupBy(byKey.values(), (tuple) => `${tuple.object}#${tuple.relation}`)
}

export function isAllowed(tuple: Tuple, model: AuthorizationModel): boolean {
  const type = parseObject(tuple.object)?.type ?? ''
  const relation = model.types.get(type)?.relations.get(tuple.relation)
  const subject = parseSubject(tuple.user)
  if (relation === undefined || subject === undefined) return false
  return relation.directlyRelated.some(
    (reference) => matches(reference, subject) && reference.condition === tuple.condition?.name,
  )
}

function matches(reference: RelationReference, subject: Subject): boolean {
  return (
    reference.type === subject.type &&
    reference.relation === (subject.kind === 'userset' ? subject.relation : undefined) &&
    reference.wildcard === (subject.kind === 'wildcard' ? true : undefined)
  )
}

/** What a question comes down to. A userset is always in itself. */
function formulaOf(
  question: string,
  world: World,
  rows: ReadonlyMap<string, readonly Tuple[]>,
  user: string,
  judge: ConditionJudge,
): Formula {
  if (question === user) return TRUE
  const [object = '', name = ''] = question.split('#')
  const relation = relationOf(world.model, object, name)
  return relation === undefined ? FALSE : rewritten(relation.rewrite)

  function rewritten(rewrite: Rewrite): Formula {
    switch (rewrite.kind) {
      case 'this':
        return { kind: 'or', operands: (rows.get(question) ?? []).map(granted) }
      case 'computedUserset':
        return { kind: 'question', question: `${object}#${rewrite.relation}`, hops: 0 }
      case 'tupleToUserset': {
        const parents = (rows.get(`${object}#${rewrite.tupleset}`) ?? []).filter(
          (row) => relationOf(world.model, row.user, rewrite.computed) !== undefined,
        )
        return {
          kind: 'or',
          operands: parents.map((row) => member(row, `${row.user}#${rewrite.computed}`)),
        }
      }
      case 'union':
        return { kind: 'or', operands: rewrite.children.map(rewritten) }
      case 'intersection':
        return { kind: 'and', operands: rewrite.children.map(rewritten) }
      case 'difference': {
        const subtract: Formula = { kind: 'not', operand: rewritten(rewrite.subtract) }
        return { kind: 'and', operands: [rewritten(rewrite.base), subtract] }
      }
    }
  }

  /** The row names the user, covers every plain object of the user's type, or names a userset. */
  function granted(row: Tuple): Formula {
    const covers = row.user.endsWith(':*') && !user.includes('#') && sameType(row.user, user)
    if (row.user.includes('#')) return member(row, row.user)
    return row.user === user || covers ? conditionOf(row) : FALSE
  }

  function member(row: Tuple, userset: string): Formula {
    const membership: Formula = { kind: 'question', question: userset, hops: 1 }
    return { kind: 'and', operands: [conditionOf(row), membership] }
  }

  function conditionOf(row: Tuple): Formula {
    if (row.condition === undefined) return { kind: 'constant', truth: 1 }
    const context = { ...world.context, ...row.condition.context }
    switch (judge(row.condition.name, context)) {
      case 'met':
        return { kind: 'constant', truth: 1 }
      case 'unmet':
        return { kind: 'constant', truth: 0 }
      case 'error':
        return { kind: 'constant', truth: UNKNOWN, reason: 'condition' }
    }
  }
}

function relationOf(model: AuthorizationModel, object: string, relation: string) {
  const subject = parseSubject(object)
  if (subject?.kind !== 'object') return undefined
  return model.types.get(subject.type)?.relations.get(relation)
}

function sameType(left: string, right: string): boolean {
  return parseObject(left)?.type === parseObject(right)?.type
}
