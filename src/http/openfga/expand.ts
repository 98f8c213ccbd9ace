import type { UsersetTree } from '#model/userset-tree.ts'
import { bodyEndpoint, consistencyOf } from './endpoint.ts'
import { consistency, optionalModelId, storeId } from './fields.ts'
import { message, required } from './message.ts'
import { modelOption } from './query.ts'
import { contextualTupleKeys, expandTupleKey } from './tuple-key.ts'

const expandRequest = message({
  store_id: storeId,
  tuple_key: required(expandTupleKey, 'tuple_key_value_not_specified'),
  authorization_model_id: optionalModelId,
  consistency,
  contextual_tuples: contextualTupleKeys,
})

export const expand = bodyEndpoint(expandRequest, async (call, request) => {
  const { object, relation } = request.tuple_key
  const answered = await call.authorizer.expand(request.store_id, {
    ...modelOption(request.authorization_model_id),
    object,
    relation,
    contextualTuples: request.contextual_tuples,
    consistency: consistencyOf(call, request.consistency),
  })
  return { body: { tree: { root: printNode(answered.root) } }, answered }
})

function printNode(node: UsersetTree): object {
  return { name: node.name, ...printValue(node) }
}

function printValue(node: UsersetTree): object {
  switch (node.kind) {
    case 'users':
      return { leaf: { users: { users: node.users } } }
    case 'computed':
      return { leaf: { computed: { userset: node.userset } } }
    case 'tupleToUserset': {
      const computed = node.computed.map((userset) => ({ userset }))
      return { leaf: { tupleToUserset: { tupleset: node.tupleset, computed } } }
    }
    case 'union':
    case 'intersection':
      return { [node.kind]: { nodes: node.nodes.map(printNode) } }
    case 'difference':
      return { difference: { base: printNode(node.base), subtract: printNode(node.subtract) } }
  }
}
