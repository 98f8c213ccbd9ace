/** Rewrites in the words of the modelling language. */
import type { Relation, RelationReference, Rewrite } from '#model/authorization-model.ts'

/** As it stands behind `define name: `. */
export function relationText({ rewrite, directlyRelated }: Relation): string {
  return rewriteText(rewrite, directlyRelated, false)
}

/** `isOperand`: in brackets where the words would otherwise mean something else. */
export function rewriteText(
  rewrite: Rewrite,
  restrictions: readonly RelationReference[],
  isOperand = true,
): string {
  const operands = (rewrites: readonly Rewrite[], word: string) => {
    const text = rewrites.map((each) => rewriteText(each, restrictions)).join(word)
    return isOperand && rewrites.length > 1 ? `(${text})` : text
  }
  switch (rewrite.kind) {
    case 'this':
      return `[${restrictions.map(restrictionText).join(', ')}]`
    case 'computedUserset':
      return rewrite.relation
    case 'tupleToUserset':
      return `${rewrite.computed} from ${rewrite.tupleset}`
    case 'union':
      return operands(rewrite.children, ' or ')
    case 'intersection':
      return operands(rewrite.children, ' and ')
    case 'difference':
      return operands([rewrite.base, rewrite.subtract], ' but not ')
  }
}

export function restrictionText({
  type,
  relation,
  wildcard,
  condition,
}: RelationReference): string {
  const form = wildcard ? `${type}:*` : relation === undefined ? type : `${type}#${relation}`
  return condition === undefined ? form : `${form} with ${condition}`
}
