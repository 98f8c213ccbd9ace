/** A world as text that can be read: what a failed comparison shows. */
import type { RelationReference, Rewrite } from '#model/authorization-model.ts'
import type { Tuple } from '#model/tuple.ts'
import type { World } from './naive-evaluator.ts'

export function worldText({ model, tuples, contextualTuples, context }: World): string {
  const types = [...model.types.values()].flatMap(({ name, relations }) => [
    `type ${name}`,
    ...[...relations.values()].map(
      ({ name: relation, rewrite, directlyRelated }) =>
        `  define ${relation}: ${rewriteText(rewrite, directlyRelated)}`,
    ),
  ])
  return [
    ...types,
    ...tuples.map(tupleText),
    ...contextualTuples.map((tuple) => `contextual ${tupleText(tuple)}`),
    `context ${JSON.stringify(context)}`,
  ].join('\n')
}

function rewriteText(rewrite: Rewrite, restrictions: readonly RelationReference[]): string {
  const nested = (child: Rewrite) => rewriteText(child, restrictions)
  switch (rewrite.kind) {
    case 'this':
      return `[${restrictions.map(restrictionText).join(', ')}]`
    case 'computedUserset':
      return rewrite.relation
    case 'tupleToUserset':
      return `${rewrite.computed} from ${rewrite.tupleset}`
    case 'union':
      return `(${rewrite.children.map(nested).join(' or ')})`
    case 'intersection':
      return `(${rewrite.children.map(nested).join(' and ')})`
    case 'difference':
      return `(${nested(rewrite.base)} but not ${nested(rewrite.subtract)})`
  }
}

function restrictionText({ type, relation, wildcard, condition }: RelationReference): string {
  const form = wildcard ? `${type}:*` : relation === undefined ? type : `${type}#${relation}`
  return condition === undefined ? form : `${form} with ${condition}`
}

function tupleText({ object, relation, user, condition }: Tuple): string {
  const key = `${object}#${relation}@${user}`
  if (condition === undefined) return key
  return `${key} with ${condition.name} ${JSON.stringify(condition.context ?? {})}`
}
