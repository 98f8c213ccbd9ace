/**
 * The tree of an explanation, read off an evaluation that has decided the question. Long because a
 * subproblem, its rewrite and its rows are explained by each other.
 */
import type { Question } from './check.ts'
import { evaluateRewrite } from './evaluate-rewrite.ts'
import type { Evaluation } from './evaluation.ts'
import { noOtherTuples, subjectsIn, tupleStep, verdictOf } from './explain-steps.ts'
import type { Because, ExplanationStep, QuestionStep } from './explanation.ts'
import { CONDITIONAL, NOT_HERE, type ObjectId, type RelationId, type SubjectId } from './facts.ts'
import { ALLOWED, DENIED, EXHAUSTED, TOO_DEEP, type Value } from './outcome.ts'
import type { ArrowRewrite, DirectRewrite, Forms, PlanNode, PlannedRewrite } from './plan-node.ts'
import { counts, presenceValue } from './row-condition.ts'
import { objectText } from './text.ts'

/** A way that was tried and has no ground of its own: it leads back to what is being explained. */
type Steps = readonly ExplanationStep[] | undefined

interface Tree {
  readonly evaluation: Evaluation
  /** Subproblems that are laid out already: a second time they are only named. */
  readonly shown: Set<string>
  /** Subproblems between the root and here: an allow must not rest on itself. */
  readonly path: Set<string>
}

/** The tree of a question that the evaluation has just decided, from the facts that it knows. */
export function explainQuestion(evaluation: Evaluation, question: Question): QuestionStep {
  const node = evaluation.plan?.nodeOf(question.relation)
  const tree: Tree = { evaluation, shown: new Set(), path: new Set() }
  const step = node === undefined ? undefined : explainNode(tree, node, question.object)
  return step ?? noWay(tree, question.object, question.relation)
}

function noWay(tree: Tree, object: ObjectId, relation: RelationId): QuestionStep {
  return step(tree, object, relation, DENIED, 'no way in the model', [])
}

/** Undefined: allowed, and only by what is already on the path. */
function explainNode(tree: Tree, node: PlanNode, object: ObjectId): QuestionStep | undefined {
  const { evaluation, path, shown } = tree
  const { relation } = node
  if (object === evaluation.ownObject && node === evaluation.plan?.own) {
    return step(tree, object, relation, ALLOWED, 'same userset', [])
  }
  const value = evaluation.dispatch(evaluation, node, object, 0)
  const key = `${object} ${node.index}`
  if (path.has(key)) {
    return value === ALLOWED ? undefined : step(tree, object, relation, value, 'cycle', [])
  }
  if (shown.has(key)) return step(tree, object, relation, value, 'shown above', [])
  if ((value & (TOO_DEEP | EXHAUSTED)) !== 0)
    return step(tree, object, relation, value, 'limit', [])
  path.add(key)
  const because = explainRewrite(tree, node.rewrite, object, value)
  path.delete(key)
  if (because === undefined) return undefined
  shown.add(key)
  return step(tree, object, relation, value, because.because, distinct(because.steps))
}

interface Reason {
  readonly because: Because
  readonly steps: readonly ExplanationStep[]
}

function explainRewrite(
  tree: Tree,
  rewrite: PlannedRewrite,
  object: ObjectId,
  value: Value,
): Reason | undefined {
  switch (rewrite.kind) {
    case 'direct':
      return reason('tuples', explainRows(tree, rewrite, object, value))
    case 'computedUserset': {
      const computed = explainNode(tree, rewrite.node, object)
      return reason('computed', computed === undefined ? undefined : [computed])
    }
    case 'tupleToUserset':
      return reason('from', explainParents(tree, rewrite, object, value))
    case 'union':
      if (rewrite.children.length === 0) return { because: 'no way in the model', steps: [] }
      return value === ALLOWED
        ? reason('or', explainOne(tree, rewrite.children, object, value))
        : reason('or', explainAll(tree, rewrite.children, object))
    case 'intersection':
      return value === DENIED
        ? reason('and', explainOne(tree, rewrite.children, object, value))
        : reason('and', explainAll(tree, rewrite.children, object))
    case 'difference':
      return reason('but not', explainDifference(tree, rewrite.children, object, value))
  }
}

function reason(because: Because, steps: Steps): Reason | undefined {
  return steps === undefined ? undefined : { because, steps }
}

/** The first operand of this value that stands on its own. */
function explainOne(
  tree: Tree,
  operands: readonly PlannedRewrite[],
  object: ObjectId,
  value: Value,
): Steps {
  for (const operand of operands) {
    if (operandValue(tree, operand, object) !== value) continue
    const steps = explainOperand(tree, operand, object)
    if (steps !== undefined) return steps
  }
  return undefined
}

function explainAll(tree: Tree, operands: readonly PlannedRewrite[], object: ObjectId): Steps {
  const all: ExplanationStep[] = []
  for (const operand of operands) {
    const steps = explainOperand(tree, operand, object)
    if (steps === undefined) return undefined
    all.push(...steps)
  }
  return all
}

function explainDifference(
  tree: Tree,
  [base, subtract]: readonly [PlannedRewrite, PlannedRewrite],
  object: ObjectId,
  value: Value,
): Steps {
  if (value !== DENIED) return explainAll(tree, [base, subtract], object)
  const settles = operandValue(tree, base, object) === DENIED ? base : subtract
  return explainOperand(tree, settles, object)
}

/** The steps of an operand: those of a relation that it names are its own, others are laid open. */
function explainOperand(tree: Tree, operand: PlannedRewrite, object: ObjectId): Steps {
  return explainRewrite(tree, operand, object, operandValue(tree, operand, object))?.steps
}

function explainRows(tree: Tree, rewrite: DirectRewrite, object: ObjectId, value: Value): Steps {
  const { evaluation } = tree
  const { facts } = evaluation
  const { relation } = rewrite
  const steps: ExplanationStep[] = []
  for (const { user, forms } of namedUsers(evaluation, rewrite)) {
    if (value === ALLOWED && rowHolds(evaluation, forms, object, relation, user)) {
      return [tupleStep(evaluation, object, relation, user)]
    }
    // Not here: it was dropped, since the answer does not rest on it.
    if (facts.has(object, relation, user) === NOT_HERE) continue
    steps.push(tupleStep(evaluation, object, relation, user))
  }
  if (rewrite.usersets.length === 0) return value === ALLOWED ? undefined : steps
  const hops = subjectsIn(facts, 'usersets', object, relation).flatMap((subject) => {
    const of = facts.relationOfUserset(subject)
    const restriction = rewrite.usersets.find((userset) => userset.relation === of)
    const through = facts.objectOfUserset(subject)
    return restriction === undefined ? [] : [{ restriction, object, relation, subject, through }]
  })
  const led = explainHops(tree, hops, value)
  if (value === ALLOWED || led === undefined) return led
  return [...steps, ...led, noOtherTuples(evaluation, object, relation)]
}

/** Whom a row may name so that it stands for the subject: itself, and everybody of its type. */
function namedUsers(
  { subject, wildcard }: Evaluation,
  rewrite: DirectRewrite,
): readonly { readonly user: SubjectId; readonly forms: Forms }[] {
  const named = [
    { user: subject, forms: rewrite.subject },
    { user: wildcard, forms: rewrite.wildcard },
  ]
  return named.filter(({ forms }) => forms.bits > 0)
}

function explainParents(tree: Tree, rewrite: ArrowRewrite, object: ObjectId, value: Value): Steps {
  const { evaluation } = tree
  const { facts } = evaluation
  const relation = rewrite.tupleset
  const hops = subjectsIn(facts, 'rows', object, relation).flatMap((subject) => {
    if (subject < 0 || facts.isWildcard(subject)) return []
    const restriction = rewrite.parents.find(({ type }) => type === facts.typeOf(subject))
    if (restriction === undefined) return []
    return [{ restriction, object, relation, subject, through: subject }]
  })
  const led = explainHops(tree, hops, value)
  if (value === ALLOWED || led === undefined) return led
  return [...led, noOtherTuples(evaluation, object, relation)]
}

/** For an allow the first row that grants it; otherwise every row that counts, and where it leads. */
function explainHops(tree: Tree, hops: readonly Hop[], value: Value): Steps {
  const steps: ExplanationStep[] = []
  for (const hop of hops) {
    const led = explainHop(tree, hop, value)
    if (led === undefined) continue
    if (value === ALLOWED) return led
    steps.push(...led)
  }
  return value === ALLOWED ? undefined : steps
}

interface Hop {
  readonly restriction: Forms & { readonly node: PlanNode }
  readonly object: ObjectId
  readonly relation: RelationId
  readonly subject: SubjectId
  /** The object that the row leads to. */
  readonly through: ObjectId
}

/** A row that leads on, and what it leads to; undefined if it does not count towards this value. */
function explainHop(tree: Tree, hop: Hop, value: Value): Steps {
  const { evaluation } = tree
  const { restriction, object, relation, subject, through } = hop
  const { facts } = evaluation
  const conditional = facts.has(object, relation, subject) === CONDITIONAL
  if (!counts(evaluation, restriction, conditional, object, relation, subject)) return undefined
  const row = tupleStep(evaluation, object, relation, subject)
  const held = evaluation.dispatch(evaluation, restriction.node, through, 0)
  if (value === ALLOWED) {
    if (held !== ALLOWED || !rowHolds(evaluation, restriction, object, relation, subject))
      return undefined
    const grounded = explainNode(tree, restriction.node, through)
    return grounded === undefined ? undefined : [row, grounded]
  }
  // A condition that is not met settles the row; who is behind it does not matter.
  if (row.condition?.outcome === 'denied') return [row]
  const asked = explainNode(tree, restriction.node, through)
  return asked === undefined ? [row] : [row, asked]
}

/** Operands may rest on the same: each step once, in the order it was first met. */
function distinct(steps: readonly ExplanationStep[]): readonly ExplanationStep[] {
  const seen = new Map<string, ExplanationStep>()
  for (const one of steps) {
    const user = one.kind === 'tuple' ? one.user : ''
    const key = JSON.stringify([one.kind, one.object, one.relation, user])
    if (!seen.has(key)) seen.set(key, one)
  }
  return [...seen.values()]
}

function rowHolds(
  evaluation: Evaluation,
  forms: Forms,
  object: ObjectId,
  relation: RelationId,
  subject: SubjectId,
): boolean {
  const presence = evaluation.facts.has(object, relation, subject)
  return presenceValue(evaluation, presence, forms, object, relation, subject) === ALLOWED
}

function operandValue(tree: Tree, operand: PlannedRewrite, object: ObjectId): Value {
  return evaluateRewrite(tree.evaluation, operand, object, 0)
}

function step(
  tree: Tree,
  object: ObjectId,
  relation: RelationId,
  value: Value,
  because: Because,
  steps: readonly ExplanationStep[],
): QuestionStep {
  const { facts } = tree.evaluation
  return {
    kind: 'question',
    object: objectText(facts, object),
    relation: facts.relationName(relation),
    verdict: verdictOf(value),
    because,
    steps,
  }
}
