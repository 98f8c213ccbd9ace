import type { Answered, ExpandRequest } from '#authorizer/authorizer.ts'
import { EmptyExpand, ValidationFailed } from '#authorizer/errors.ts'
import { expand as expandRelation } from '#engine/expand.ts'
import { compareBinary } from '#model/binary-order.ts'
import type { StoreId } from '#model/ids.ts'
import { parseObject } from '#model/tuple.ts'
import { findObjectFault } from '#model/tuple-validation.ts'
import type { UsersetTree } from '#model/userset-tree.ts'
import { openState } from './asked-state.ts'
import { refuseFaultyContextualTuples } from './question.ts'
import { type ResolveDependencies, resolve } from './resolve.ts'

/** One level of the relation, as a tree of its rewrite. Users are sorted, as OpenFGA sorts them. */
export async function expand(
  dependencies: ResolveDependencies,
  id: StoreId,
  request: ExpandRequest,
): Promise<Answered & { readonly root: UsersetTree }> {
  const { stores } = dependencies
  const state = await openState(dependencies, id, request)
  const { compiled, store } = state
  if (request.object === '' || request.relation === '') throw new EmptyExpand()
  refuseFaultyContextualTuples(compiled, request.contextualTuples)
  const fault = findObjectFault(compiled, request.object, request.relation)
  if (fault !== undefined) throw new ValidationFailed(fault)
  const object = parseObject(request.object)
  if (object === undefined) throw new Error('expand of an object that was found sound')
  const { answer, revision } = await resolve(dependencies, state, request.contextualTuples, {
    inSlices: false,
    run: (facts) =>
      expandRelation(
        compiled.model,
        facts,
        facts.objectId(object.type, object.id),
        facts.relationId(object.type, request.relation),
      ),
    needsFacts: (expansion) => expansion.kind === 'needs facts',
  })
  if (answer.kind === 'needs facts') throw new Error('an expansion was given up on facts')
  return {
    root: sortUsers(answer.root),
    modelId: compiled.model.id,
    revision: await stores.token(store, revision),
  }
}

function sortUsers(node: UsersetTree): UsersetTree {
  switch (node.kind) {
    case 'users':
      return { ...node, users: node.users.toSorted(compareBinary) }
    case 'computed':
    case 'tupleToUserset':
      return node
    case 'union':
    case 'intersection':
      return { ...node, nodes: node.nodes.map(sortUsers) }
    case 'difference':
      return { ...node, base: sortUsers(node.base), subtract: sortUsers(node.subtract) }
  }
}
