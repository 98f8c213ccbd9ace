/**
 * Which relations can answer differently after a change: those that reach a relation whose definition
 * or tuples change. Every other one is the same function of the same tuples, and is not compared.
 */
import { isAskedRelation } from '#core/core-model.ts'
import type {
  AuthorizationModel,
  ConditionDefinition,
  Relation,
  RelationReference,
} from '#model/authorization-model.ts'
import { compareBinary } from '#model/binary-order.ts'
import { leavesOf, type RewriteLeaf } from '#model/rewrite-references.ts'

/** `type#relation`. */
export type RelationName = string

export interface ComparedRelation {
  readonly name: RelationName
  readonly type: string
  readonly relation: string
}

/**
 * The asked relations of either model that may differ, by name. `touched` are the relations in which
 * tuples are written or deleted.
 */
export function comparedRelations(
  before: AuthorizationModel,
  after: AuthorizationModel,
  touched: ReadonlySet<RelationName>,
): readonly ComparedRelation[] {
  const changed = new Set([...changedRelations(before, after), ...touched])
  const affected = new Set([...dependentsOf(before, changed), ...dependentsOf(after, changed)])
  const asked = new Set([...askedRelations(before), ...askedRelations(after)])
  return [...asked]
    .filter((name) => affected.has(name))
    .toSorted(compareBinary)
    .map((name) => ({ name, ...splitName(name) }))
}

/** The asked relations of a model: `can_*`, or all if it has none of these. */
export function askedRelations(model: AuthorizationModel): readonly RelationName[] {
  const names = [...definitionsOf(model).keys()]
  const asked = names.filter((name) => isAskedRelation(splitName(name).relation))
  return asked.length > 0 ? asked : names
}

/** The relations that a relation reads, directly or through others, itself among them. */
export function reachOf(model: AuthorizationModel, name: RelationName): ReadonlySet<RelationName> {
  const reached = new Set([name])
  for (const next of reached) for (const read of readBy(model, next)) reached.add(read)
  return reached
}

export function splitName(name: RelationName): {
  readonly type: string
  readonly relation: string
} {
  const hash = name.indexOf('#')
  return { type: name.slice(0, hash), relation: name.slice(hash + 1) }
}

/** Every relation whose definition, or a condition that it names, is not the same in both. */
function changedRelations(
  before: AuthorizationModel,
  after: AuthorizationModel,
): ReadonlySet<RelationName> {
  const was = definitionsOf(before)
  const becomes = definitionsOf(after)
  const names = new Set([...was.keys(), ...becomes.keys()])
  return new Set([...names].filter((name) => was.get(name) !== becomes.get(name)))
}

/** Each relation with a text that is the same only for the same meaning. */
function definitionsOf(model: AuthorizationModel): ReadonlyMap<RelationName, string> {
  return new Map(
    [...model.types.values()].flatMap((type) =>
      [...type.relations.values()].map((relation) => [
        `${type.name}#${relation.name}`,
        definitionText(model, relation),
      ]),
    ),
  )
}

function definitionText(model: AuthorizationModel, { rewrite, directlyRelated }: Relation): string {
  const restrictions = directlyRelated.map(restrictionKey).toSorted(compareBinary)
  const conditions = directlyRelated.flatMap(({ condition }) =>
    condition === undefined ? [] : [conditionText(model.conditions.get(condition))],
  )
  return JSON.stringify([rewrite, restrictions, conditions.toSorted(compareBinary)])
}

function restrictionKey({ type, relation, wildcard, condition }: RelationReference): string {
  return JSON.stringify([type, relation ?? null, wildcard ?? false, condition ?? null])
}

function conditionText(condition: ConditionDefinition | undefined): string {
  if (condition === undefined) return ''
  const parameters = [...condition.parameters].toSorted(([left], [right]) =>
    compareBinary(left, right),
  )
  return JSON.stringify([condition.name, condition.expression, parameters])
}

/** The relations that read one of these, directly or through others, and these themselves. */
function dependentsOf(
  model: AuthorizationModel,
  names: ReadonlySet<RelationName>,
): ReadonlySet<RelationName> {
  const readers = new Map<RelationName, RelationName[]>()
  for (const name of definitionsOf(model).keys()) {
    for (const read of readBy(model, name)) {
      const known = readers.get(read)
      if (known === undefined) readers.set(read, [name])
      else known.push(name)
    }
  }
  const dependents = new Set(names)
  for (const name of dependents)
    for (const reader of readers.get(name) ?? []) dependents.add(reader)
  return dependents
}

/** What the rewrite of a relation names. Of an arrow also what a type behind it does not have yet. */
function readBy(model: AuthorizationModel, name: RelationName): readonly RelationName[] {
  const { type, relation } = splitName(name)
  const definition = model.types.get(type)?.relations.get(relation)
  if (definition === undefined) return []
  return leavesOf(definition.rewrite).flatMap((leaf) => readByLeaf(model, type, definition, leaf))
}

function readByLeaf(
  model: AuthorizationModel,
  type: string,
  { directlyRelated }: Relation,
  leaf: RewriteLeaf,
): readonly RelationName[] {
  if (leaf.kind === 'computedUserset') return [`${type}#${leaf.relation}`]
  if (leaf.kind === 'this') {
    return directlyRelated.flatMap((reference) =>
      reference.relation === undefined ? [] : [`${reference.type}#${reference.relation}`],
    )
  }
  const tupleset = model.types.get(type)?.relations.get(leaf.tupleset)
  const behind = (tupleset?.directlyRelated ?? []).map(
    (reference) => `${reference.type}#${leaf.computed}`,
  )
  return [`${type}#${leaf.tupleset}`, ...behind]
}
