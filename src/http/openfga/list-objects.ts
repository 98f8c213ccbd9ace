import { bodyEndpoint, streamEndpoint } from './endpoint.ts'
import { consistency, optionalModelId, storeId } from './fields.ts'
import { listPage, listPaging, printPage } from './list-page.ts'
import { bytesBetween, message, struct, text, textLike } from './message.ts'
import { RELATION_NAME, TYPE_NAME } from './patterns.ts'
import { queryOptions } from './query.ts'
import { contextualTupleKeys } from './tuple-key.ts'

const MAX_USER_BYTES = 512

const fields = {
  store_id: storeId,
  authorization_model_id: optionalModelId,
  type: textLike(TYPE_NAME, 'type_invalid_pattern'),
  relation: textLike(RELATION_NAME),
  user: text.refine(...bytesBetween(1, MAX_USER_BYTES)),
  contextual_tuples: contextualTupleKeys,
  context: struct,
  consistency,
}

const listObjectsRequest = message({ ...fields, ...listPage })

export const listObjects = bodyEndpoint(listObjectsRequest, async (call, request) => {
  const { type, relation, user } = request
  const answered = await call.authorizer.listObjects(request.store_id, {
    ...queryOptions(call, request),
    type,
    relation,
    user,
    paging: listPaging(request),
  })
  const { objects, complete } = answered
  return { body: { objects, ...printPage(request, answered) }, complete, answered }
})

/** `StreamedListObjectsRequest`: the same without pages, since it has no limit. */
export const streamedListObjects = streamEndpoint(message(fields), async (call, request) => {
  const { type, relation, user } = request
  const answered = await call.authorizer.streamObjects(request.store_id, {
    ...queryOptions(call, request),
    type,
    relation,
    user,
  })
  return { objects: answered.objects, answered }
})
