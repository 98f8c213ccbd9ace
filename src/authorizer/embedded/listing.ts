/**
 * What the lists have in common: they are walked in slices, end for a reason, and are cut at a limit
 * or into pages. A page is a piece of the whole list in binary order, at the state of the first page.
 */
import type { Completeness, ListPaging, QueryOptions } from '#authorizer/authorizer.ts'
import { DeadlineExceeded } from '#authorizer/errors.ts'
import type { ConditionFailure } from '#engine/evaluation.ts'
import type { ListEnd } from '#engine/list-objects.ts'
import { CYCLE, DENIED, EXHAUSTED, NEEDS_FACTS } from '#engine/outcome.ts'
import { compareBinary } from '#model/binary-order.ts'
import type { Revision } from '#storage/datastore.ts'
import type { Pacer } from './pacer.ts'
import { issuePageToken, openPageToken, type PagedRequest } from './page-token.ts'
import { refuseFailures } from './question.ts'
import type { TokenSeal } from './sealed-token.ts'

/** OpenFGA's limit of a list without pages. */
const MAX_LISTED = 1000

/**
 * What a list may walk on a platform whose clock stands still while it computes; elsewhere the
 * deadline comes first.
 */
export const MAX_LIST_STEPS = 50_000_000

/** Finding is quick: the clock is looked at after so many, and whenever the walk says so. */
export const FOUND_BETWEEN_LOOKS = 256

/** How a walk ended. */
export interface Walked {
  readonly found: readonly string[]
  /** More was found than was wanted, or the time was up. */
  readonly cut: 'full' | 'late' | undefined
  readonly end: ListEnd
  readonly failures: readonly ConditionFailure[]
}

/** Walks a list to its end, to the limit, or to the deadline. */
export async function walkList<Id>(
  walk: Generator<Id | undefined, ListEnd>,
  textOf: (id: Id) => string,
  pace: Pacer,
  limit: number,
): Promise<Pick<Walked, 'found' | 'cut' | 'end'>> {
  const found: string[] = []
  for (;;) {
    const step = walk.next()
    if (step.done) return { found, cut: undefined, end: step.value }
    if (step.value !== undefined) {
      if (found.length === limit) return { found, cut: 'full', end: DENIED }
      found.push(textOf(step.value))
      if (found.length % FOUND_BETWEEN_LOOKS !== 0) continue
    }
    if (pace.isLate()) return { found, cut: 'late', end: DENIED }
    await pace.pause()
  }
}

/** A list that is cut has what it wants, whatever facts it did without. */
export function lacksFacts({ cut, end }: Walked): boolean {
  return cut === undefined && (end & NEEDS_FACTS) !== 0
}

/** How many to look for: a page is cut from the whole list. */
export function limitOf(paging: ListPaging): number {
  return paging.pageSize === undefined ? MAX_LISTED : Number.POSITIVE_INFINITY
}

/** Of what every list is asked with, what must be the same for its next page. */
export function pagedInputs(request: QueryOptions): PagedRequest {
  const { modelId = null, context, contextualTuples } = request
  return [modelId, context, JSON.stringify(contextualTuples)]
}

/** Where a page begins. */
export interface PageStart {
  readonly after: string
  readonly revision: Revision
}

/** Undefined for the first page, and without pages. Throws `InvalidContinuationToken`. */
export function pageStart(
  seal: TokenSeal,
  request: PagedRequest,
  paging: ListPaging,
): PageStart | undefined {
  if (paging.continuationToken === undefined) return undefined
  const position = openPageToken(seal, request, paging.continuationToken)
  const [after, revision] = position as [string, number]
  return { after, revision }
}

/**
 * What is answered of a walk. Without pages an object that could not be decided fails the list, as
 * in OpenFGA; with pages it is left out, and the answer says that it is not complete.
 */
export function answerOf(
  walked: Walked,
  paging: ListPaging,
  start: PageStart | undefined,
  tokenAfter: (last: string) => string,
): Completeness & { readonly items: readonly string[] } {
  const decided = (walked.end & ~(CYCLE | EXHAUSTED)) === DENIED
  const whole = walked.cut === undefined && (walked.end & ~CYCLE) === DENIED
  if (paging.pageSize === undefined) {
    if (!decided) refuseFailures(walked.end & ~EXHAUSTED, walked.failures)
    return { items: walked.found, complete: whole }
  }
  if (walked.cut === 'late') throw new DeadlineExceeded()
  const sorted = walked.found.toSorted(compareBinary)
  const from = start === undefined ? 0 : firstAfter(sorted, start.after)
  const items = sorted.slice(from, from + paging.pageSize)
  const last = items.at(-1)
  return last === undefined || from + items.length === sorted.length
    ? { items, complete: whole }
    : { items, complete: false, continuationToken: tokenAfter(last) }
}

/** The token of the page that follows. */
export function pageTokenAfter(
  seal: TokenSeal,
  request: PagedRequest,
  revision: Revision,
): (last: string) => string {
  return (last) => issuePageToken(seal, request, [last, revision])
}

function firstAfter(sorted: readonly string[], after: string): number {
  const index = sorted.findIndex((item) => compareBinary(item, after) > 0)
  return index === -1 ? sorted.length : index
}
