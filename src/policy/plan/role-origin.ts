/**
 * By which roles a subject has access: the roles of bindings above the object that give the subject
 * a permission which the asked relation reads.
 */
import type { Evaluation } from '#engine/evaluation.ts'
import type { ObjectId, SubjectId } from '#engine/facts.ts'
import { type ComparedRelation, reachOf, splitName } from './relation-reach.ts'
import type { ScopeTree } from './scope-tree.ts'
import { accessOf, type Side, type Work } from './side.ts'

export interface RoleOrigin {
  /** The roles by which the evaluation's side lets the subject have the access. */
  rolesOf(
    user: SubjectId,
    relation: ComparedRelation,
    object: ObjectId,
  ): Generator<undefined, readonly ObjectId[]>
  /** Forgets what was found out about a subject. */
  forget(): void
}

/** `work` is not bounded by it, only counted. */
export function roleOrigin(
  side: Side,
  tree: ScopeTree,
  evaluation: Evaluation,
  work: Work,
): RoleOrigin {
  const { facts } = side
  const permissionsBy = new Map<string, readonly string[]>()
  const bindingsBy = new Map<string, ReadonlySet<ObjectId>>()

  function permissionsOf({ name }: ComparedRelation): readonly string[] {
    const known = permissionsBy.get(name) ?? permissionsIn(reachOf(side.planned.model, name))
    permissionsBy.set(name, known)
    return known
  }

  function* bindingsOf(
    user: SubjectId,
    permission: string,
  ): Generator<undefined, ReadonlySet<ObjectId>> {
    const known = bindingsBy.get(permission)
    if (known !== undefined) return known
    const unbounded: Work = { steps: 0, maxSteps: Number.POSITIVE_INFINITY }
    const relation = facts.relationId('binding', permission)
    const access = yield* accessOf(evaluation, user, relation, unbounded)
    work.steps += unbounded.steps
    const bindings = new Set(access?.allowed)
    bindingsBy.set(permission, bindings)
    return bindings
  }

  return {
    *rolesOf(user, relation, object) {
      const permissions = permissionsOf(relation)
      if (permissions.length === 0) return []
      const above = tree.bindingsAbove(object)
      const roles = new Set<ObjectId>()
      for (const permission of permissions) {
        const held = yield* bindingsOf(user, permission)
        if (held.size === 0) continue
        for (const binding of above) {
          const role = held.has(binding) ? tree.roleOf(binding) : undefined
          if (role !== undefined) roles.add(role)
        }
      }
      return [...roles]
    },
    forget: () => bindingsBy.clear(),
  }
}

/** What a binding gives by its role: relations of one name on both. */
function permissionsIn(reach: ReadonlySet<string>): readonly string[] {
  return [...reach].flatMap((name) => {
    const { type, relation } = splitName(name)
    return type === 'binding' && reach.has(`role#${relation}`) ? [relation] : []
  })
}
