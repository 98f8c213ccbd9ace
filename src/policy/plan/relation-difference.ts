/** How one relation changes, in words: what leads to it, what it needs, and whom it names. */
import type { Relation, Rewrite } from '#model/authorization-model.ts'
import { compareBinary } from '#model/binary-order.ts'
import { relationText, restrictionText, rewriteText } from './rewrite-text.ts'

/** Lines that complete "`order#can_order_read` …"; empty: nothing changes. */
export function relationDifference(before: Relation, after: Relation): readonly string[] {
  const rewritten = rewriteDifference(before, after)
  if (rewritten === undefined) {
    return [`was \`${relationText(before)}\`, becomes \`${relationText(after)}\``]
  }
  return [...rewritten, ...restrictionDifference(before, after)]
}

function restrictionDifference(before: Relation, after: Relation): readonly string[] {
  const was = before.directlyRelated.map(restrictionText)
  const becomes = after.directlyRelated.map(restrictionText)
  return [
    ...without(becomes, was).map((form) => `may also name \`${form}\``),
    ...without(was, becomes).map((form) => `may no longer name \`${form}\``),
  ]
}

/** Undefined: it cannot be said by operands that come or go. */
function rewriteDifference(before: Relation, after: Relation): readonly string[] | undefined {
  const was = partsOf(before)
  const becomes = partsOf(after)
  if (was.core === becomes.core) return exceptions(was.except, becomes.except)
  const alternatives = changedOperands(
    operandsOf(was.base, 'union'),
    operandsOf(becomes.base, 'union'),
  )
  if (alternatives !== undefined) {
    return [
      ...alternatives.added.map((operand) => `also by ${operand}`),
      ...alternatives.removed.map((operand) => `no longer by ${operand}`),
      ...exceptions(was.except, becomes.except),
    ]
  }
  const needs = changedOperands(
    operandsOf(was.base, 'intersection'),
    operandsOf(becomes.base, 'intersection'),
  )
  if (needs === undefined) return undefined
  return [
    ...needs.added.map((operand) => `needs ${operand} as well`),
    ...needs.removed.map((operand) => `no longer needs ${operand}`),
    ...exceptions(was.except, becomes.except),
  ]
}

/** A rewrite taken apart: what it is, but for what is subtracted at its top. */
interface Parts {
  readonly base: Rewrite
  /** The base as a text. */
  readonly core: string
  readonly except: readonly string[]
}

function partsOf(relation: Relation): Parts {
  const { rewrite } = relation
  if (rewrite.kind !== 'difference') {
    return { base: rewrite, core: operandText(rewrite), except: [] }
  }
  return {
    base: rewrite.base,
    core: operandText(rewrite.base),
    except: [operandText(rewrite.subtract)],
  }
}

function exceptions(was: readonly string[], becomes: readonly string[]): readonly string[] {
  return [
    ...without(becomes, was).map((operand) => `no longer for ${operand}`),
    ...without(was, becomes).map((operand) => `for ${operand}, too`),
  ]
}

/** What a rewrite joins by this operation; a rewrite of another kind is its own only operand. */
function operandsOf(base: Rewrite, operation: 'union' | 'intersection'): readonly string[] {
  return base.kind === operation ? base.children.map(operandText) : [operandText(base)]
}

/** Some of the operands stay, and others come or go. Otherwise it is another rewrite altogether. */
function changedOperands(
  was: readonly string[],
  becomes: readonly string[],
): { readonly added: readonly string[]; readonly removed: readonly string[] } | undefined {
  if (!was.some((operand) => becomes.includes(operand))) return undefined
  return { added: without(becomes, was), removed: without(was, becomes) }
}

/** Whom the relation itself names is told apart from what leads to it. */
function operandText(rewrite: Rewrite): string {
  return rewrite.kind === 'this' ? 'its own tuples' : `\`${rewriteText(rewrite, [], false)}\``
}

function without(texts: readonly string[], taken: readonly string[]): readonly string[] {
  return texts.filter((text) => !taken.includes(text)).toSorted(compareBinary)
}
