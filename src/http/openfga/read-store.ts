import type { StoreDescription } from '#authorizer/authorizer.ts'
import { queryEndpoint } from './endpoint.ts'
import { storeId } from './fields.ts'
import { message } from './message.ts'
import { timestamp } from './timestamp.ts'

export const readStore = queryEndpoint(message({ store_id: storeId }), async (call, request) => ({
  body: printStore(await call.authorizer.readStore(request.store_id)),
}))

export function printStore({ id, name, createdAt, updatedAt }: StoreDescription) {
  return {
    id,
    name,
    created_at: timestamp(createdAt),
    updated_at: timestamp(updatedAt),
    deleted_at: null,
  }
}
