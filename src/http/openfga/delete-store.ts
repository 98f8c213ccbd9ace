import { queryEndpoint } from './endpoint.ts'
import { storeId } from './fields.ts'
import { message } from './message.ts'

/** Also 204 when there is no such store. */
export const deleteStore = queryEndpoint(message({ store_id: storeId }), async (call, request) => {
  await call.authorizer.deleteStore(request.store_id)
  return { status: 204 }
})
