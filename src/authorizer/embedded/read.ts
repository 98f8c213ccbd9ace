import type { Paged, Paging, ReadFilter, TupleRecord } from '#authorizer/authorizer.ts'
import { ValidationFailed } from '#authorizer/errors.ts'
import type { StoreId } from '#model/ids.ts'
import type { TupleKey } from '#model/tuple.ts'
import type { Datastore, StoredTuple, TupleFilter } from '#storage/datastore.ts'
import { issuePageToken, openPageToken } from './page-token.ts'
import type { TokenIssuer } from './revision-token.ts'

/** Tuples as stored, whether a model still allows them or not. An unknown store has none. */
export async function read(
  { datastore, issuer }: { datastore: Datastore; issuer: () => Promise<TokenIssuer> },
  store: StoreId,
  filter: ReadFilter,
  paging: Paging,
): Promise<Paged<TupleRecord>> {
  const selection = parseFilter(filter)
  const { seal } = await issuer()
  const request = [
    'read',
    store,
    filter.object ?? null,
    filter.relation ?? null,
    filter.user ?? null,
  ]
  const token = paging.continuationToken
  const page = await datastore.readTuples(store, selection, {
    limit: paging.pageSize,
    ...(token === undefined ? {} : { after: parsePosition(openPageToken(seal, request, token)) }),
  })
  const items = page.items.map(recordOf)
  if (page.next === undefined) return { items }
  const { object, relation, user } = page.next
  return { items, continuationToken: issuePageToken(seal, request, [object, relation, user]) }
}

/**
 * OpenFGA's rule: a filter, if there is one, names an object, or a type (`document:`) with a user;
 * anything wider would be a scan.
 */
function parseFilter(filter: ReadFilter): TupleFilter {
  const { object, relation, user } = filter
  if (object === undefined && relation === undefined && user === undefined) return {}
  const colon = object?.indexOf(':') ?? -1
  if (object === undefined || colon < 1 || (colon === object.length - 1 && !user)) {
    throw new ValidationFailed(
      "the 'tuple_key' field was provided but the object type field is required and both the object id and user cannot be empty",
    )
  }
  return {
    ...(colon === object.length - 1 ? { objectType: object.slice(0, colon) } : { object }),
    ...(relation ? { relation } : {}),
    ...(user ? { user } : {}),
  }
}

function parsePosition(position: unknown): TupleKey {
  const [object, relation, user] = position as [string, string, string]
  return { object, relation, user }
}

function recordOf({ writtenAt, ...tuple }: StoredTuple): TupleRecord {
  return { tuple, writtenAt }
}
