import type { ReadFilter } from '#authorizer/authorizer.ts'
import { bodyEndpoint } from './endpoint.ts'
import { consistency, continuationToken, pageSize, storeId } from './fields.ts'
import { message, optional } from './message.ts'
import { tokenOption } from './query.ts'
import { timestamp } from './timestamp.ts'
import { printTuple, readTupleKey } from './tuple-key.ts'

/** Reads always ask the database, so there is nothing for `consistency` to choose. */
const readRequest = message({
  store_id: storeId,
  tuple_key: optional(readTupleKey),
  page_size: pageSize,
  continuation_token: continuationToken,
  consistency,
})

export const read = bodyEndpoint(readRequest, async (call, request) => {
  const filter: ReadFilter = request.tuple_key ?? {}
  const page = await call.authorizer.read(request.store_id, filter, {
    pageSize: request.page_size,
    ...tokenOption(request.continuation_token),
  })
  const tuples = page.items.map(({ tuple, writtenAt }) => ({
    key: printTuple(tuple),
    timestamp: timestamp(writtenAt),
  }))
  return { body: { tuples, continuation_token: page.continuationToken ?? '' } }
})
