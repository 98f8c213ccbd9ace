import type { Subject } from '#model/tuple.ts'
import { bodyEndpoint } from './endpoint.ts'
import { consistency, optionalModelId, storeId } from './fields.ts'
import { listPage, listPaging, printPage } from './list-page.ts'
import { list, message, optionalTextLike, required, struct, textLike } from './message.ts'
import { OBJECT_ID, RELATION_NAME, TYPE_NAME } from './patterns.ts'
import { queryOptions } from './query.ts'
import { contextualTupleList } from './tuple-key.ts'

const listUsersRequest = message({
  store_id: storeId,
  authorization_model_id: optionalModelId,
  object: required(
    message({ type: textLike(TYPE_NAME, 'type_invalid_pattern'), id: textLike(OBJECT_ID) }),
  ),
  relation: textLike(RELATION_NAME),
  user_filters: list(
    message({
      type: textLike(TYPE_NAME, 'type_invalid_pattern'),
      relation: optionalTextLike(RELATION_NAME),
    }),
    { least: 1, most: 1 },
  ),
  contextual_tuples: contextualTupleList(),
  context: struct,
  consistency,
  ...listPage,
})

export const listUsers = bodyEndpoint(listUsersRequest, async (call, request) => {
  const [filter] = request.user_filters
  if (filter === undefined) throw new Error('list-users got past its rules without a filter')
  const answered = await call.authorizer.listUsers(request.store_id, {
    ...queryOptions(call, request),
    object: request.object,
    relation: request.relation,
    filter: filter.relation === '' ? { type: filter.type } : filter,
    paging: listPaging(request),
  })
  const users = answered.users.map(printUser)
  return {
    body: { users, ...printPage(request, answered) },
    complete: answered.complete,
    answered,
  }
})

function printUser(user: Subject) {
  switch (user.kind) {
    case 'object':
      return { object: { type: user.type, id: user.id } }
    case 'userset':
      return { userset: { type: user.type, id: user.id, relation: user.relation } }
    case 'wildcard':
      return { wildcard: { type: user.type } }
  }
}
