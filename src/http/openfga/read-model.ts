import { queryEndpoint } from './endpoint.ts'
import { modelId, storeId } from './fields.ts'
import { message } from './message.ts'

const readModelRequest = message({ store_id: storeId, id: modelId })

export const readModel = queryEndpoint(readModelRequest, async (call, request) => {
  const { json } = await call.authorizer.readModel(request.store_id, request.id)
  return { body: { authorization_model: json } }
})
