import type { AuthorizationModel, Relation, Rewrite } from '#model/authorization-model.ts'

/** A kind of subject: plain objects (and the wildcard) of a type, or usersets of a relation. */
export interface SubjectKind {
  readonly type: string
  readonly relation?: string
}

export interface RelationSet {
  has(type: string, relation: string): boolean
}

/**
 * The relations that a subject of this kind can stand in at all, whatever the tuples: a least
 * fixpoint over the model. The subtracted side of an exclusion cannot make it larger.
 */
export function reachableRelations(model: AuthorizationModel, subject: SubjectKind): RelationSet {
  const reached = new Map<string, Set<string>>()
  const has = (type: string, relation: string) => reached.get(type)?.has(relation) ?? false
  const add = (type: string, relation: string) => {
    const relations = reached.get(type)
    if (relations === undefined) reached.set(type, new Set([relation]))
    else relations.add(relation)
  }
  if (subject.relation !== undefined) add(subject.type, subject.relation)
  for (let grown = true; grown; ) {
    grown = false
    for (const type of model.types.values()) {
      for (const relation of type.relations.values()) {
        if (has(type.name, relation.name)) continue
        const reaches = (rewrite: Rewrite): boolean =>
          reachesThrough(model, rewrite, subject, type.name, relation, has, reaches)
        if (!reaches(relation.rewrite)) continue
        add(type.name, relation.name)
        grown = true
      }
    }
  }
  return { has }
}

function reachesThrough(
  model: AuthorizationModel,
  rewrite: Rewrite,
  subject: SubjectKind,
  type: string,
  relation: Relation,
  has: (type: string, relation: string) => boolean,
  reaches: (rewrite: Rewrite) => boolean,
): boolean {
  switch (rewrite.kind) {
    case 'this':
      return relation.directlyRelated.some(
        (restriction) =>
          (restriction.type === subject.type && restriction.relation === subject.relation) ||
          (restriction.relation !== undefined && has(restriction.type, restriction.relation)),
      )
    case 'computedUserset':
      return has(type, rewrite.relation)
    case 'tupleToUserset': {
      const tupleset = model.types.get(type)?.relations.get(rewrite.tupleset)
      return tupleset?.directlyRelated.some((parent) => has(parent.type, rewrite.computed)) ?? false
    }
    case 'union':
      return rewrite.children.some(reaches)
    case 'intersection':
      return rewrite.children.every(reaches)
    case 'difference':
      return reaches(rewrite.base)
  }
}
