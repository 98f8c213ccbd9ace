import type { Paged, Paging, StoreDescription } from '#authorizer/authorizer.ts'
import type { StoreId } from '#model/ids.ts'
import type { Datastore } from '#storage/datastore.ts'
import { issuePageToken, openPageToken } from './page-token.ts'
import type { TokenIssuer } from './revision-token.ts'

/** In order of id, which is about that of creation. */
export async function listStores(
  { datastore, issuer }: { datastore: Datastore; issuer: () => Promise<TokenIssuer> },
  filter: { readonly name?: string },
  paging: Paging,
): Promise<Paged<StoreDescription>> {
  const { seal } = await issuer()
  const request = ['list-stores', filter.name ?? null]
  const token = paging.continuationToken
  const page = await datastore.listStores(filter, {
    limit: paging.pageSize,
    ...(token === undefined ? {} : { after: openPageToken(seal, request, token) as StoreId }),
  })
  return page.next === undefined
    ? { items: page.items }
    : { items: page.items, continuationToken: issuePageToken(seal, request, page.next) }
}
