import type { ModelDescription, Paged, Paging } from '#authorizer/authorizer.ts'
import type { StoreId } from '#model/ids.ts'
import type { Datastore, Revision } from '#storage/datastore.ts'
import { issuePageToken, openPageToken } from './page-token.ts'
import { describeModel } from './read-model.ts'
import type { TokenIssuer } from './revision-token.ts'

/** Newest first. An unknown store has none. */
export async function listModels(
  { datastore, issuer }: { datastore: Datastore; issuer: () => Promise<TokenIssuer> },
  store: StoreId,
  paging: Paging,
): Promise<Paged<ModelDescription>> {
  const { seal } = await issuer()
  const request = ['list-models', store]
  const token = paging.continuationToken
  const page = await datastore.listModels(store, {
    limit: paging.pageSize,
    ...(token === undefined ? {} : { after: openPageToken(seal, request, token) as Revision }),
  })
  const items = page.items.map(describeModel)
  return page.next === undefined
    ? { items }
    : { items, continuationToken: issuePageToken(seal, request, page.next) }
}
