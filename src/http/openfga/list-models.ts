import { queryEndpoint } from './endpoint.ts'
import { continuationToken, queryPageSize, storeId } from './fields.ts'
import { message } from './message.ts'
import { tokenOption } from './query.ts'

const listModelsRequest = message({
  store_id: storeId,
  page_size: queryPageSize,
  continuation_token: continuationToken,
})

/** Newest first. */
export const listModels = queryEndpoint(listModelsRequest, async (call, request) => {
  const page = await call.authorizer.listModels(request.store_id, {
    pageSize: request.page_size,
    ...tokenOption(request.continuation_token),
  })
  const models = page.items.map(({ json }) => json)
  return {
    body: { authorization_models: models, continuation_token: page.continuationToken ?? '' },
  }
})
