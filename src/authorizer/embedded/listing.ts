/**
 * What the lists have in common: they are walked in slices, end for a reason, and are cut at a limit
 * or into pages. A page is a piece of the whole list in binary order, at the state of the first page.
 */
import type { Answered, Completeness, ListPaging, QueryOptions } from '#authorizer/authorizer.ts'
import { DeadlineExceeded } from '#authorizer/errors.ts'
import { endEvaluation } from '#engine/begin-evaluation.ts'
import type { ConditionFailure, Evaluation } from '#engine/evaluation.ts'
import type { Facts } from '#engine/facts.ts'
import type { ListEnd } from '#engine/list-objects.ts'
import { CYCLE, DENIED, NEEDS_FACTS, type Value } from '#engine/outcome.ts'
import { compareBinary } from '#model/binary-order.ts'
import type { StoreId } from '#model/ids.ts'
import type { Revision } from '#storage/datastore.ts'
import { type AskedState, type EarlierState, openState } from './asked-state.ts'
import type { CompiledModel } from './compiled-model.ts'
import { type Pacer, pacer } from './pacer.ts'
import { issuePageToken, openPageToken, type PagedRequest } from './page-token.ts'
import { refuseFailures } from './question.ts'
import { type ResolveDependencies, resolve } from './resolve.ts'
import type { TokenIssuer } from './revision-token.ts'
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

/** Of a page, beside what it keeps: fewer would be sorted again and again. */
const SORTED_AT_ONCE = 1000

export interface ListDependencies extends ResolveDependencies {
  readonly issuer: () => Promise<TokenIssuer>
}

/** What one kind of list has of its own. */
interface List<Id> {
  /** What is asked for, the operation's name first. */
  readonly asked: PagedRequest
  /** Throws a `Refusal` at what the model cannot answer. */
  refuseFaulty(compiled: CompiledModel): void
  /** Reasons that make a list incomplete, without pages too; the others fail it. */
  readonly incompleteFor: Value
  begin(
    state: AskedState,
    facts: Facts,
  ): {
    readonly walk: Generator<Id | undefined, ListEnd>
    readonly evaluation: Evaluation
    textOf(id: Id): string
  }
}

/** Answers a list of a state of the store, or a page of it. */
export async function answerList<Id>(
  dependencies: ListDependencies,
  id: StoreId,
  request: QueryOptions & { readonly paging: ListPaging },
  list: List<Id>,
): Promise<Answered & Completeness & { readonly items: readonly string[] }> {
  const { stores, issuer } = dependencies
  const { paging, context, contextualTuples, modelId = null } = request
  const { seal } = await issuer()
  const pages = [...list.asked, id, modelId, context, JSON.stringify(contextualTuples)]
  const start = pageStart(seal, pages, paging)
  const state = await openState(dependencies, id, request, start)
  const { compiled, store } = state
  list.refuseFaulty(compiled)
  const pace = pacer(dependencies)
  const wanted = wantedOf(paging, start)
  const { answer, revision } = await resolve<Walked>(dependencies, state, contextualTuples, {
    inSlices: true,
    async run(facts) {
      const { walk, evaluation, textOf } = list.begin(state, facts)
      const walked = await walkList(walk, textOf, pace, wanted)
      const { failures } = evaluation
      endEvaluation(evaluation)
      return { ...walked, failures }
    },
    needsFacts: lacksFacts,
  })
  const tokenAfter = (last: string) =>
    issuePageToken(seal, pages, [last, revision, state.now ?? null])
  return {
    ...answerOf(answer, paging, list.incompleteFor, tokenAfter),
    modelId: compiled.model.id,
    revision: await stores.token(store, revision),
  }
}

/** How a walk ended. */
interface Walked {
  /** In no order; of a page no more than it needs. */
  readonly found: readonly string[]
  /** More was found than was wanted, or the time was up. */
  readonly cut: 'full' | 'late' | undefined
  readonly end: ListEnd
  readonly failures: readonly ConditionFailure[]
}

/** What is kept of what a walk finds: as many as come first, or the least of those after a place. */
type Wanted =
  | { readonly kind: 'first'; readonly limit: number }
  | { readonly kind: 'page'; readonly after: string | undefined; readonly size: number }

function wantedOf(paging: ListPaging, start: PageStart | undefined): Wanted {
  return paging.pageSize === undefined
    ? { kind: 'first', limit: MAX_LISTED }
    : { kind: 'page', after: start?.after, size: paging.pageSize }
}

/** Walks a list to its end, to the limit, or to the deadline. */
async function walkList<Id>(
  walk: Generator<Id | undefined, ListEnd>,
  textOf: (id: Id) => string,
  pace: Pacer,
  wanted: Wanted,
): Promise<Pick<Walked, 'found' | 'cut' | 'end'>> {
  const found: string[] = []
  for (let count = 0; ; ) {
    const step = walk.next()
    if (step.done) return { found, cut: undefined, end: step.value }
    if (step.value !== undefined) {
      if (wanted.kind === 'first' && found.length === wanted.limit) {
        return { found, cut: 'full', end: DENIED }
      }
      keep(found, textOf(step.value), wanted)
      if (++count % FOUND_BETWEEN_LOOKS !== 0) continue
    }
    if (pace.isLate()) return { found, cut: 'late', end: DENIED }
    await pace.pause()
  }
}

/** Sorted a few at a time: a page of a long list neither holds the event loop nor the whole list. */
function keep(found: string[], text: string, wanted: Wanted): void {
  if (wanted.kind === 'first') found.push(text)
  else if (wanted.after === undefined || compareBinary(text, wanted.after) > 0) {
    found.push(text)
    if (found.length <= 2 * wanted.size + SORTED_AT_ONCE) return
    found.sort(compareBinary)
    // One more than the page, to tell that another follows.
    found.length = wanted.size + 1
  }
}

/** A list that is cut has what it wants, whatever facts it did without. */
function lacksFacts({ cut, end }: Walked): boolean {
  return cut === undefined && (end & NEEDS_FACTS) !== 0
}

/** Where a page begins, and the state that the first one was asked of. */
interface PageStart extends EarlierState {
  readonly after: string
}

/** Undefined for the first page, and without pages. Throws `InvalidContinuationToken`. */
function pageStart(
  seal: TokenSeal,
  request: PagedRequest,
  paging: ListPaging,
): PageStart | undefined {
  if (paging.continuationToken === undefined) return undefined
  const position = openPageToken(seal, request, paging.continuationToken)
  const [after, revision, now] = position as [string, Revision, number | null]
  return { after, revision, now: now ?? undefined }
}

/**
 * What is answered of a walk. Without pages an object that could not be decided fails the list, as
 * in OpenFGA; with pages it is left out, and the answer says that it is not complete.
 */
function answerOf(
  walked: Walked,
  paging: ListPaging,
  incompleteFor: Value,
  tokenAfter: (last: string) => string,
): Completeness & { readonly items: readonly string[] } {
  const whole = walked.cut === undefined && (walked.end & ~CYCLE) === DENIED
  if (paging.pageSize === undefined) {
    refuseFailures(walked.end & ~incompleteFor, walked.failures)
    return { items: walked.found, complete: whole }
  }
  if (walked.cut === 'late') throw new DeadlineExceeded()
  const sorted = walked.found.toSorted(compareBinary)
  const items = sorted.slice(0, paging.pageSize)
  const last = items.at(-1)
  return last === undefined || items.length === sorted.length
    ? { items, complete: whole }
    : { items, complete: false, continuationToken: tokenAfter(last) }
}
