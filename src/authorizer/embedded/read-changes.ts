import type { ChangeRecord, Paged, Paging } from '#authorizer/authorizer.ts'
import { ContinuationTypeMismatch } from '#authorizer/errors.ts'
import type { StoreId } from '#model/ids.ts'
import type { Change, Datastore } from '#storage/datastore.ts'
import { issuePageToken, openPageToken } from './page-token.ts'
import type { TokenIssuer } from './revision-token.ts'

interface Position {
  /** The type that was asked for; empty for all. */
  readonly type: string
  readonly revision: number
  readonly ordinal: number
}

/**
 * The change log forward in time. The token names the last change that was seen: at the end of the
 * log it stays the same until something is written, so that a reader can poll with it.
 */
export async function readChanges(
  { datastore, issuer }: { datastore: Datastore; issuer: () => Promise<TokenIssuer> },
  store: StoreId,
  filter: { readonly type?: string; readonly since?: number },
  paging: Paging,
): Promise<Paged<ChangeRecord>> {
  const { seal } = await issuer()
  const request = ['read-changes', store]
  const type = filter.type ?? ''
  const token = paging.continuationToken
  const after = token === undefined ? undefined : parsePosition(openPageToken(seal, request, token))
  if (after !== undefined && after.type !== type) throw new ContinuationTypeMismatch()
  const page = await datastore.readChanges(
    store,
    {
      ...(type === '' ? {} : { objectType: type }),
      // A token already says where to go on; the start is only for the first page.
      ...(filter.since === undefined || after !== undefined ? {} : { since: filter.since }),
    },
    { limit: paging.pageSize, ...(after === undefined ? {} : { after }) },
  )
  const items = page.items.map(recordOf)
  const last = page.items.at(-1)
  if (last !== undefined) {
    const position = [type, last.revision, last.ordinal]
    return { items, continuationToken: issuePageToken(seal, request, position) }
  }
  return token === undefined ? { items } : { items, continuationToken: token }
}

function parsePosition(position: unknown): Position {
  const [type, revision, ordinal] = position as [string, number, number]
  return { type, revision, ordinal }
}

/** The log keeps the condition that a deleted tuple had; OpenFGA does not tell it. */
function recordOf({ operation, tuple, at }: Change): ChangeRecord {
  if (operation === 'write') return { operation, tuple, at }
  const { object, relation, user } = tuple
  return { operation, tuple: { object, relation, user }, at }
}
