/** Where an object stands in the core's tree of scopes, and which bindings hang above it. */
import type { ObjectId, RelationId, Rows } from '#engine/facts.ts'
import { tuplesetsOf } from '#model/rewrite-references.ts'
import type { Side } from './side.ts'

export interface ScopeTree {
  /** The scopes that the object is tied to, itself if it is one; empty for what hangs on none. */
  scopesOf(object: ObjectId): readonly ObjectId[]
  /** Bindings on the object's scopes and on those above them. */
  bindingsAbove(object: ObjectId): readonly ObjectId[]
  roleOf(binding: ObjectId): ObjectId | undefined
}

/** Undefined: the model is not built on the core. */
export function scopeTree({ planned: { model }, facts }: Side): ScopeTree | undefined {
  const scope = model.types.get('scope')
  const binding = model.types.get('binding')
  if (!scope?.relations.has('binding') || !binding?.relations.has('role')) return undefined
  const scopeType = facts.typeId('scope')
  const parents = scope.relations.has('parent') ? [facts.relationId('scope', 'parent')] : []
  const bindings = facts.relationId('scope', 'binding')
  const role = facts.relationId('binding', 'role')
  const tuplesets = new Map(
    [...model.types.values()].map((type) => [
      facts.typeId(type.name),
      [...tuplesetsOf(type)].map((relation) => facts.relationId(type.name, relation)),
    ]),
  )
  const rows: Rows = { slab: new Int32Array(0), start: 0, end: 0 }

  /** The objects that rows of these relations name. */
  function named(object: ObjectId, relations: readonly RelationId[]): readonly ObjectId[] {
    return relations.flatMap((relation) => {
      facts.rows(object, relation, rows)
      const ids = Array.from(rows.slab.subarray(rows.start, rows.end), (row) => row >> 1)
      return ids.filter((id) => id >= 0 && !facts.isWildcard(id))
    })
  }

  function scopesOf(object: ObjectId): readonly ObjectId[] {
    const met = new Set([object])
    for (const each of met) {
      const type = facts.typeOf(each)
      if (type === scopeType) continue
      for (const next of named(each, tuplesets.get(type) ?? [])) met.add(next)
    }
    return [...met].filter((each) => facts.typeOf(each) === scopeType)
  }

  return {
    scopesOf,
    bindingsAbove(object) {
      const scopes = new Set(scopesOf(object))
      for (const each of scopes) for (const parent of named(each, parents)) scopes.add(parent)
      return [...scopes].flatMap((each) => named(each, [bindings]))
    },
    roleOf: (each) => named(each, [role])[0],
  }
}
