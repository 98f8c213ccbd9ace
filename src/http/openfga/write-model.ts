import type { JsonObject } from '#model/json.ts'
import { bodyEndpoint } from './endpoint.ts'
import { storeId } from './fields.ts'
import { message } from './message.ts'

/** The fields of a model are the model's own to read: they have more rules than all requests. */
const writeModelRequest = message({ store_id: storeId })
  .loose()
  .transform(({ store_id, ...json }) => ({ store_id, json: json as JsonObject }))

export const writeModel = bodyEndpoint(writeModelRequest, async (call, request) => {
  const id = await call.authorizer.writeModel(request.store_id, request.json)
  return { status: 201, body: { authorization_model_id: id } }
})
