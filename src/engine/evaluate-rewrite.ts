import type { Evaluation } from './evaluation.ts'
import type { ObjectId } from './facts.ts'
import type { Value } from './outcome.ts'
import type { PlannedRewrite } from './plan-node.ts'
import { direct } from './rewrites/direct.ts'
import { difference, intersection, union } from './rewrites/set-operations.ts'
import { tupleToUserset } from './rewrites/tuple-to-userset.ts'

/** Decides a rewrite of an object for the evaluation's subject: the one switch over rewrite kinds. */
export function evaluateRewrite(
  evaluation: Evaluation,
  rewrite: PlannedRewrite,
  object: ObjectId,
  depth: number,
): Value {
  switch (rewrite.kind) {
    case 'direct':
      return direct(evaluation, rewrite, object, depth)
    case 'computedUserset':
      return evaluation.dispatch(evaluation, rewrite.node, object, depth)
    case 'tupleToUserset':
      return tupleToUserset(evaluation, rewrite, object, depth)
    case 'union':
      return union(evaluation, rewrite.children, object, depth, evaluateRewrite)
    case 'intersection':
      return intersection(evaluation, rewrite.children, object, depth, evaluateRewrite)
    case 'difference': {
      const [base, subtract] = rewrite.children
      return difference(evaluation, base, subtract, object, depth, evaluateRewrite)
    }
  }
}
