import { queryEndpoint } from './endpoint.ts'
import { continuationToken, queryPageSize } from './fields.ts'
import { message, optionalTextLike } from './message.ts'
import { STORE_NAME } from './patterns.ts'
import { tokenOption } from './query.ts'
import { printStore } from './read-store.ts'

const listStoresRequest = message({
  page_size: queryPageSize,
  continuation_token: continuationToken,
  name: optionalTextLike(STORE_NAME),
})

export const listStores = queryEndpoint(listStoresRequest, async (call, request) => {
  const { name } = request
  const page = await call.authorizer.listStores(name === '' ? {} : { name }, {
    pageSize: request.page_size,
    ...tokenOption(request.continuation_token),
  })
  const stores = page.items.map(printStore)
  return { body: { stores, continuation_token: page.continuationToken ?? '' } }
})
