import { z } from 'zod'
import { Refusal, ValidationFailed } from '#authorizer/errors.ts'
import { queryEndpoint } from './endpoint.ts'
import { continuationToken, DEFAULT_PAGE_SIZE, MAX_PAGE_SIZE, storeId } from './fields.ts'
import { message, optionalTextLike, queryInt32, rule } from './message.ts'
import { CHANGES_TYPE_NAME } from './patterns.ts'
import { tokenOption } from './query.ts'
import { parseTimestamp, timestamp } from './timestamp.ts'
import { printTuple } from './tuple-key.ts'

const startTime = z
  .string()
  .transform((value, context) => {
    const at = parseTimestamp(value)
    if (at === undefined) context.addIssue({ code: 'invalid_format', format: 'datetime' })
    return at
  })
  .optional()

const readChangesRequest = message({
  store_id: storeId,
  type: optionalTextLike(CHANGES_TYPE_NAME, 'type_invalid_pattern'),
  page_size: queryInt32.refine((value = DEFAULT_PAGE_SIZE) => value >= 1, rule('is less than 1')),
  continuation_token: continuationToken,
  start_time: startTime,
})

/** In order; the last page has a token too, to go on from once there is more. */
export const readChanges = queryEndpoint(readChangesRequest, async (call, request) => {
  const { type, page_size = DEFAULT_PAGE_SIZE, start_time } = request
  if (page_size > MAX_PAGE_SIZE) {
    throw new Refusal('page_size_invalid', `\`page_size\` is not between 1 and ${MAX_PAGE_SIZE}`)
  }
  if (start_time !== undefined && start_time >= call.clock.now()) {
    throw new ValidationFailed('`start_time` is not in the past')
  }
  const page = await call.authorizer.readChanges(
    request.store_id,
    {
      ...(type === '' ? {} : { type }),
      ...(start_time === undefined ? {} : { since: start_time }),
    },
    { pageSize: page_size, ...tokenOption(request.continuation_token) },
  )
  const changes = page.items.map(({ tuple, operation, at }) => ({
    tuple_key: printTuple(tuple),
    operation: OPERATION[operation],
    timestamp: timestamp(at),
  }))
  return { body: { changes, continuation_token: page.continuationToken ?? '' } }
})

const OPERATION = { write: 'TUPLE_OPERATION_WRITE', delete: 'TUPLE_OPERATION_DELETE' } as const
