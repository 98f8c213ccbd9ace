import type { WriteRequest } from '#authorizer/authorizer.ts'
import {
  DuplicateInWrite,
  EmptyWrite,
  LatestModelNotFound,
  LimitExceeded,
  ValidationFailed,
  WriteConflict,
  WriteFailed,
} from '#authorizer/errors.ts'
import type { Clock, StoreId } from '#model/ids.ts'
import { parseSubject, type Tuple, type TupleKey } from '#model/tuple.ts'
import { isObject, isRelation, isWellFormedUser } from '#model/tuple-format.ts'
import { describeTupleFault, findTupleFault } from '#model/tuple-validation.ts'
import {
  type Change,
  type Datastore,
  type Revision,
  StoreMissing,
  type WriteResult,
} from '#storage/datastore.ts'
import { openState } from './asked-state.ts'
import type { CompiledModel } from './compiled-model.ts'
import type { KnownStores } from './known-stores.ts'
import type { Models } from './models.ts'
import { structBytes } from './protobuf-size.ts'

/** OpenFGA's limits: writes and deletes together, and protobuf bytes of one tuple's context. */
const MAX_TUPLES_PER_WRITE = 100
const MAX_CONTEXT_BYTES = 32_768

/**
 * All or nothing. What is written must be allowed by the model; what is deleted need not be, so that
 * tuples of an older model can be cleared away.
 */
export async function write(
  dependencies: { datastore: Datastore; clock: Clock; models: Models; stores: KnownStores },
  store: StoreId,
  request: WriteRequest,
): Promise<{ readonly revision: string }> {
  const { datastore, clock, stores } = dependencies
  const consistency = { kind: 'higherConsistency' } as const
  const { store: known, compiled } = await openState(dependencies, store, {
    ...request,
    consistency,
  })
  const { writes, deletes } = request
  if (writes.length + deletes.length === 0) throw new EmptyWrite()
  for (const tuple of writes) refuseFaultyTuple(compiled, tuple)
  for (const key of deletes) refuseMalformedUser(key)
  refuseDuplicates([...deletes, ...writes])
  if (writes.length + deletes.length > MAX_TUPLES_PER_WRITE) {
    throw new LimitExceeded(
      `The number of write operations exceeds the allowed limit of ${MAX_TUPLES_PER_WRITE}`,
    )
  }
  const possible = { ...request, deletes: deletes.filter(isPossible) }
  const impossible = deletes.find((key) => !isPossible(key))
  if (impossible !== undefined && request.onMissing === 'error') {
    throw new WriteFailed('missing', impossible)
  }
  const at = clock.now()
  const revision = revisionOf(await writeTuples(datastore, store, possible, at))
  // When duplicates may have been ignored, only the log knows what was changed.
  const certain = request.onDuplicate === 'error' && request.onMissing === 'error'
  stores.acknowledge(known, revision, certain ? changesOf(request, revision, at) : undefined)
  return { revision: await stores.token(known, revision) }
}

async function writeTuples(
  datastore: Datastore,
  store: StoreId,
  request: WriteRequest,
  at: number,
): Promise<WriteResult> {
  try {
    return await datastore.write(store, request, at)
  } catch (error) {
    // The store was deleted meanwhile: what an unknown store is told.
    if (error instanceof StoreMissing) throw new LatestModelNotFound(store)
    throw error
  }
}

function refuseFaultyTuple(compiled: CompiledModel, tuple: Tuple): void {
  const fault = findTupleFault(compiled, tuple)
  if (fault !== undefined) throw new ValidationFailed(describeTupleFault(tuple, fault))
  const reason = isImplicit(tuple)
    ? 'cannot write a tuple that is implicit'
    : findSizeFault(tuple.condition?.context ?? {})
  if (reason !== undefined) {
    throw new ValidationFailed(describeTupleFault(tuple, { of: 'key', reason }))
  }
}

/** `group:x#member` is in `group:x#member` anyhow. */
function isImplicit(tuple: Tuple): boolean {
  const subject = parseSubject(tuple.user)
  return (
    subject?.kind === 'userset' &&
    subject.relation === tuple.relation &&
    `${subject.type}:${subject.id}` === tuple.object
  )
}

function findSizeFault(context: Parameters<typeof structBytes>[0]): string | undefined {
  const bytes = structBytes(context)
  return bytes > MAX_CONTEXT_BYTES
    ? `condition context size limit exceeded: ${bytes} bytes exceeds ${MAX_CONTEXT_BYTES} bytes`
    : undefined
}

function refuseMalformedUser(key: TupleKey): void {
  if (isWellFormedUser(key.user)) return
  const reason = "the 'user' field is malformed"
  throw new ValidationFailed(describeTupleFault(key, { of: 'key', reason }))
}

/** Whether there may be such a tuple: a delete of any other finds none, and need not be looked for. */
function isPossible(key: TupleKey): boolean {
  return isObject(key.object) && isRelation(key.relation)
}

function refuseDuplicates(keys: readonly TupleKey[]): void {
  const seen = new Set<string>()
  for (const key of keys) {
    const identity = JSON.stringify([key.object, key.relation, key.user])
    if (seen.has(identity)) throw new DuplicateInWrite(key)
    seen.add(identity)
  }
}

function revisionOf(result: WriteResult): Revision {
  switch (result.kind) {
    case 'written':
      return result.revision
    case 'duplicate':
    case 'missing':
      throw new WriteFailed(result.kind, result.key)
    case 'conflict':
      throw new WriteConflict(result.key)
  }
}

/** What the log holds of a write in which nothing was ignored. */
function changesOf(request: WriteRequest, revision: Revision, at: number): Change[] {
  const { deletes, writes } = request
  return [
    ...deletes.map((tuple) => ({ operation: 'delete' as const, tuple })),
    ...writes.map((tuple) => ({ operation: 'write' as const, tuple })),
  ].map((change, ordinal) => ({ ...change, at, revision, ordinal }))
}
