import { ValidationFailed } from '#authorizer/errors.ts'
import { bodyEndpoint } from './endpoint.ts'
import { optionalModelId, storeId } from './fields.ts'
import { list, message, optional, text } from './message.ts'
import { modelOption } from './query.ts'
import { deletedTupleKey, tupleKey } from './tuple-key.ts'

/** How many are too many is the authorizer's to say; this is said of lists that are not even read. */
const TOO_MANY = 'exceeded_entity_limit'

const writeRequest = message({
  store_id: storeId,
  writes: optional(
    message({ tuple_keys: list(tupleKey, { least: 1 }, TOO_MANY), on_duplicate: text }),
  ),
  deletes: optional(
    message({ tuple_keys: list(deletedTupleKey, { least: 1 }, TOO_MANY), on_missing: text }),
  ),
  authorization_model_id: optionalModelId,
})

/** All or nothing; the answer's header names the revision that the write made. */
export const write = bodyEndpoint(writeRequest, async (call, request) => {
  const { writes, deletes } = request
  const answered = await call.authorizer.write(request.store_id, {
    ...modelOption(request.authorization_model_id),
    writes: writes?.tuple_keys ?? [],
    deletes: deletes?.tuple_keys ?? [],
    onDuplicate: parseOption('on_duplicate', writes?.on_duplicate),
    onMissing: parseOption('on_missing', deletes?.on_missing),
  })
  return { body: {}, answered }
})

function parseOption(field: string, option = ''): 'error' | 'ignore' {
  switch (option) {
    case '':
    case 'error':
      return 'error'
    case 'ignore':
      return 'ignore'
    default:
      throw new ValidationFailed(`\`${field}\` is neither \`error\` nor \`ignore\``)
  }
}
