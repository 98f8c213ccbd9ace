/**
 * Whether anything can ever stand in a relation. A relation without an entry point has no type of
 * subject that leads into it: `define a: b` beside `define b: a`, or `group#member` alone for
 * `group#member` (OpenFGA, pkg/typesystem, "entrypoints").
 */
import type { AuthorizationModel, Relation, Rewrite } from './authorization-model.ts'

/** `loop` is `none` for want of anything but the relation itself. */
type EntryPoint = 'found' | 'none' | 'loop'

export type EntryPointSearch =
  | { readonly kind: 'searched'; readonly entryPoint: EntryPoint }
  | LoneOperand
  | { readonly kind: 'given up' }

/** The search came upon a set operation with fewer than two operands. */
interface LoneOperand {
  readonly kind: 'lone operand'
  readonly at: { readonly type: string; readonly relation: string }
  readonly operation: 'union' | 'intersection'
}

/**
 * Most steps of the searches of one model, about a fifth of a second. A search follows paths, and
 * intersections of arrows from type to type make exponentially many of them; the largest of the
 * field's example models takes 400 steps.
 */
const MAX_STEPS = 200_000

/** Most steps of one path: each is a few frames of the stack, of which there are some 10,000. */
const MAX_DEPTH = 1_500

/** Searches relation after relation of a model whose references are all defined. */
export function entryPointSearcher(
  model: AuthorizationModel,
): (type: string, relation: Relation) => EntryPointSearch {
  let steps = MAX_STEPS
  return (type, relation) => {
    const search: Search = { model, steps, depth: 0, ended: undefined }
    const entryPoint = searchRewrite(search, { type, relation }, relation.rewrite, new Map())
    steps = search.steps
    return search.ended ?? { kind: 'searched', entryPoint }
  }
}

interface Search {
  readonly model: AuthorizationModel
  /** Steps that are left. */
  steps: number
  depth: number
  /** Set when the search is over, whatever its branches still find. */
  ended: Exclude<EntryPointSearch, { readonly kind: 'searched' }> | undefined
}

interface Stand {
  readonly type: string
  readonly relation: Relation
}

/**
 * Relations entered before, by type, and whether a direct entry was seen there. Types known to an
 * outer step share their record with the inner ones, so what one branch entered stands for the next.
 *
 * INVARIANT: the order of the search, and what of it is shared, is OpenFGA's. It decides a few odd
 * models, and a model must be good here exactly when it is good on a server.
 */
type Entered = ReadonlyMap<string, Map<string, boolean>>

function searchRewrite(
  search: Search,
  stand: Stand,
  rewrite: Rewrite,
  before: Entered,
): EntryPoint {
  if (search.ended !== undefined) return 'none'
  if (search.steps === 0 || search.depth === MAX_DEPTH) {
    search.ended = { kind: 'given up' }
    return 'none'
  }
  search.steps--
  search.depth++
  const entryPoint = searchKind(search, stand, rewrite, before)
  search.depth--
  return entryPoint
}

function searchKind(search: Search, stand: Stand, rewrite: Rewrite, before: Entered): EntryPoint {
  const entered = enter(before, stand)
  switch (rewrite.kind) {
    case 'this':
      return searchDirect(search, stand, entered)
    case 'computedUserset':
      return searchComputed(search, stand, rewrite.relation, entered)
    case 'tupleToUserset':
      return searchArrow(search, stand, rewrite, entered)
    case 'union':
      return searchUnion(search, stand, rewrite.children, before)
    case 'intersection':
      if (rewrite.children.length < 2) return noteLoneOperand(search, stand, 'intersection')
      return searchAll(search, stand, rewrite.children, before)
    case 'difference':
      return searchAll(search, stand, [rewrite.base, rewrite.subtract], before)
  }
}

function enter(before: Entered, { type, relation }: Stand): Entered {
  const known = before.get(type)
  if (known !== undefined) {
    known.set(relation.name, false)
    return before
  }
  return new Map([...before, [type, new Map([[relation.name, false]])]])
}

function searchDirect(search: Search, stand: Stand, entered: Entered): EntryPoint {
  for (const reference of stand.relation.directlyRelated) {
    if (reference.relation === undefined) {
      entered.get(stand.type)?.set(stand.relation.name, true)
      return 'found'
    }
    if (entered.get(reference.type)?.has(reference.relation)) continue
    if (isReached(search, reference.type, reference.relation, entered)) return 'found'
  }
  return 'none'
}

function searchComputed(
  search: Search,
  stand: Stand,
  computed: string,
  entered: Entered,
): EntryPoint {
  const known = entered.get(stand.type)?.get(computed)
  if (known !== undefined) return known ? 'found' : 'loop'
  const relation = search.model.types.get(stand.type)?.relations.get(computed)
  if (relation === undefined) return 'none'
  return searchRewrite(search, { type: stand.type, relation }, relation.rewrite, entered)
}

function searchArrow(
  search: Search,
  stand: Stand,
  arrow: { readonly tupleset: string; readonly computed: string },
  entered: Entered,
): EntryPoint {
  const tupleset = search.model.types.get(stand.type)?.relations.get(arrow.tupleset)
  for (const { type } of tupleset?.directlyRelated ?? []) {
    const known = entered.get(type)?.get(arrow.computed)
    if (known) return 'found'
    if (known === undefined && isReached(search, type, arrow.computed, entered)) return 'found'
  }
  return 'none'
}

function isReached(search: Search, type: string, name: string, entered: Entered): boolean {
  const relation = search.model.types.get(type)?.relations.get(name)
  if (relation === undefined) return false
  return searchRewrite(search, { type, relation }, relation.rewrite, entered) === 'found'
}

function searchUnion(
  search: Search,
  stand: Stand,
  children: readonly Rewrite[],
  before: Entered,
): EntryPoint {
  if (children.length < 2) return noteLoneOperand(search, stand, 'union')
  let outcome: EntryPoint = 'none'
  for (const child of children) {
    const entryPoint = searchRewrite(search, stand, child, before)
    if (entryPoint === 'found') return 'found'
    if (entryPoint === 'loop') outcome = 'loop'
  }
  return outcome
}

/** Every operand needs an entry point of its own; the first without one decides. */
function searchAll(
  search: Search,
  stand: Stand,
  operands: readonly Rewrite[],
  before: Entered,
): EntryPoint {
  for (const operand of operands) {
    const entryPoint = searchRewrite(search, stand, operand, before)
    if (entryPoint !== 'found') return entryPoint
  }
  return 'found'
}

function noteLoneOperand(
  search: Search,
  { type, relation }: Stand,
  operation: LoneOperand['operation'],
): EntryPoint {
  const at = { type, relation: relation.name }
  search.ended = { kind: 'lone operand', at, operation }
  return 'none'
}
