/**
 * A state of a store, page by page, while the store goes on. Pages are of whatever state the store has
 * when they are read; the log, followed beside them, says of every key that changed since how it
 * stood. What a page has passed is settled, so only changes of keys still to come are kept.
 */
import type { ExportedTuples } from '#authorizer/authorizer.ts'
import { ExportOvertaken, StoreNotFound } from '#authorizer/errors.ts'
import type { Clock, StoreId } from '#model/ids.ts'
import { compareKeys } from '#model/key-order.ts'
import { parseObject, type Tuple, type TupleKey } from '#model/tuple.ts'
import type { Datastore, Revision } from '#storage/datastore.ts'
import { describeModel } from './read-model.ts'
import { readStore } from './read-store.ts'
import { issueRevisionToken, type TokenIssuer } from './revision-token.ts'
import type { NextTurn } from './turns.ts'

/** Tuples read at once: a millisecond, and with the largest contexts not yet sixty. */
const PAGE = 500

/** Changes that are kept of keys still to come, each of some hundred bytes. */
const MAX_KEPT = 50_000

export interface ExportDependencies {
  readonly datastore: Datastore
  readonly clock: Clock
  readonly nextTurn: NextTurn
  readonly issuer: () => Promise<TokenIssuer>
}

/** Throws `StoreNotFound`. */
export async function exportTuples(
  dependencies: ExportDependencies,
  store: StoreId,
  objectType?: string,
): Promise<ExportedTuples> {
  const { datastore, issuer } = dependencies
  await readStore(dependencies, store)
  const revision = await datastore.readRevision(store)
  const stored = await datastore.readLatestModel(store, revision)
  const versions = stored === undefined ? [] : await datastore.listPolicyVersions(store)
  const policy = versions.find(({ modelId }) => modelId === stored?.id)
  return {
    ...(stored !== undefined && { model: describeModel(stored) }),
    ...(policy !== undefined && { policy }),
    revision: issueRevisionToken(await issuer(), store, revision),
    pages: pagesAt(dependencies, store, revision, objectType),
  }
}

/** A key that changed since the state, and how it stood there. */
interface Difference {
  readonly key: TupleKey
  readonly tuple: Tuple | undefined
}

/** The differences of keys still to come, and the revision up to which they are known. */
interface Following {
  readonly differences: Map<string, Difference>
  seen: Revision
}

async function* pagesAt(
  { datastore, clock, nextTurn }: ExportDependencies,
  store: StoreId,
  revision: Revision,
  objectType: string | undefined,
): AsyncGenerator<readonly Tuple[]> {
  const startedAt = clock.now()
  const filter = objectType === undefined ? {} : { objectType }
  const following: Following = { differences: new Map(), seen: revision }
  let after: TupleKey | undefined
  do {
    await nextTurn(startedAt)
    const page = { limit: PAGE, ...(after !== undefined && { after }) }
    const { items, next } = await datastore.readTuples(store, filter, page)
    const newest = await datastore.readRevision(store)
    if (newest < revision) throw new StoreNotFound()
    const isToCome = ({ object, relation, user }: TupleKey) =>
      (objectType === undefined || parseObject(object)?.type === objectType) &&
      (after === undefined || compareKeys({ object, relation, user }, after) > 0)
    while (following.seen < newest) {
      await follow(datastore, store, following, newest, isToCome)
      await nextTurn(startedAt)
    }
    const tuples = items.map(({ writtenAt, ...tuple }) => tuple)
    yield asItStood(tuples, takeUpTo(following.differences, next))
    after = next
  } while (after !== undefined)
}

/** Reads on in the log. The first change of a key says how it stood. */
async function follow(
  datastore: Datastore,
  store: StoreId,
  following: Following,
  newest: Revision,
  isToCome: (key: TupleKey) => boolean,
): Promise<void> {
  const { differences } = following
  const changes = await datastore.readChangesSince(store, following.seen, PAGE)
  for (const { operation, tuple } of changes) {
    const { object, relation, user } = tuple
    const text = keyText(tuple)
    if (differences.has(text) || !isToCome(tuple)) continue
    const key = { object, relation, user }
    differences.set(text, { key, tuple: operation === 'delete' ? tuple : undefined })
  }
  if (differences.size > MAX_KEPT) throw new ExportOvertaken()
  // The rest are revisions of models.
  following.seen = changes.at(-1)?.revision ?? newest
}

/** The differences up to a key, or all, which are then no longer to come. */
function takeUpTo(
  differences: Map<string, Difference>,
  last: TupleKey | undefined,
): ReadonlyMap<string, Difference> {
  const taken = new Map<string, Difference>()
  for (const [text, difference] of differences) {
    if (last !== undefined && compareKeys(difference.key, last) > 0) continue
    taken.set(text, difference)
    differences.delete(text)
  }
  return taken
}

function asItStood(
  tuples: readonly Tuple[],
  differences: ReadonlyMap<string, Difference>,
): readonly Tuple[] {
  if (differences.size === 0) return tuples
  const unchanged = tuples.filter((tuple) => !differences.has(keyText(tuple)))
  const changed = [...differences.values()].flatMap(({ tuple }) => tuple ?? [])
  return [...unchanged, ...changed].sort(compareKeys)
}

function keyText({ object, relation, user }: TupleKey): string {
  return JSON.stringify([object, relation, user])
}
