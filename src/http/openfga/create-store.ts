import { bodyEndpoint } from './endpoint.ts'
import { message, textLike } from './message.ts'
import { STORE_NAME } from './patterns.ts'
import { timestamp } from './timestamp.ts'

export const createStore = bodyEndpoint(
  message({ name: textLike(STORE_NAME) }),
  async (call, request) => {
    const { id, name, createdAt, updatedAt } = await call.authorizer.createStore(request.name)
    const times = { created_at: timestamp(createdAt), updated_at: timestamp(updatedAt) }
    return { status: 201, body: { id, name, ...times } }
  },
)
