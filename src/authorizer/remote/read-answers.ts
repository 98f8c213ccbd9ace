/** Answers of a server as the port's values. */
import type { Node, TupleKey as SentTuple, Store, User } from '@openfga/sdk'
import type { Answered, Completeness, StoreDescription } from '#authorizer/authorizer.ts'
import type { ModelId, StoreId } from '#model/ids.ts'
import type { JsonObject } from '#model/json.ts'
import type { Subject, Tuple } from '#model/tuple.ts'
import type { UsersetTree } from '#model/userset-tree.ts'

/** As many objects or users as a server lists if it is not set up otherwise. */
const MAX_LISTED = 1000

/** The part of an answer that the SDK keeps beside its body. */
export interface WithHeaders {
  readonly $response: { readonly headers: unknown }
}

/** Ids come from the server that minted them. */
export function modelIdOf(text: string): ModelId {
  return text as ModelId
}

export function answered({ $response }: WithHeaders): Answered {
  return {
    modelId: modelIdOf(header($response, 'openfga-authorization-model-id')),
    revision: header($response, 'pforte-revision'),
  }
}

function header({ headers }: WithHeaders['$response'], name: string): string {
  const value = (headers as Readonly<Record<string, unknown>>)[name]
  return typeof value === 'string' ? value : ''
}

interface ListAnswer extends WithHeaders {
  readonly continuation_token?: unknown
  readonly complete?: unknown
}

/** A server that does not say so has cut the list if it is as long as lists get. */
export function completeness(answer: ListAnswer, length: number): Completeness {
  const { complete, continuation_token: token } = answer
  const said = header(answer.$response, 'pforte-complete') !== 'false'
  return {
    complete: typeof complete === 'boolean' ? complete : said && length < MAX_LISTED,
    ...(typeof token === 'string' && token !== '' && { continuationToken: token }),
  }
}

export function tokenOf(text: string | undefined) {
  return text === undefined || text === '' ? {} : { continuationToken: text }
}

export function storeOf({ id, name, created_at, updated_at }: Store): StoreDescription {
  return {
    id: id as StoreId,
    name,
    createdAt: Date.parse(created_at),
    updatedAt: Date.parse(updated_at),
  }
}

export function tupleOf({ user, relation, object, condition }: SentTuple): Tuple {
  const key = { user, relation, object }
  // A tuple without a condition comes with `null`.
  if (!condition) return key
  const { name, context } = condition
  const isEmpty = Object.keys(context ?? {}).length === 0
  return { ...key, condition: isEmpty ? { name } : { name, context: context as JsonObject } }
}

export function subjectOf({ object, userset, wildcard }: User): Subject {
  if (object !== undefined) return { kind: 'object', type: object.type, id: object.id }
  if (userset !== undefined) return { kind: 'userset', ...userset }
  return { kind: 'wildcard', type: wildcard?.type ?? '' }
}

export function treeOf({ name, leaf, union, intersection, difference }: Node): UsersetTree {
  if (union !== undefined) return { name, kind: 'union', nodes: union.nodes.map(treeOf) }
  if (intersection !== undefined) {
    return { name, kind: 'intersection', nodes: intersection.nodes.map(treeOf) }
  }
  if (difference !== undefined) {
    const { base, subtract } = difference
    return { name, kind: 'difference', base: treeOf(base), subtract: treeOf(subtract) }
  }
  if (leaf?.computed !== undefined)
    return { name, kind: 'computed', userset: leaf.computed.userset }
  if (leaf?.tupleToUserset !== undefined) {
    const { tupleset, computed } = leaf.tupleToUserset
    return {
      name,
      kind: 'tupleToUserset',
      tupleset,
      computed: computed.map(({ userset }) => userset),
    }
  }
  return { name, kind: 'users', users: leaf?.users?.users ?? [] }
}
