import type {
  AuthorizationModel,
  Relation,
  RelationReference,
  Rewrite,
  TypeDefinition,
} from '#model/authorization-model.ts'

/** A kind of subject: the plain objects of a type, its typed wildcard, or usersets of a relation. */
export interface SubjectKind {
  readonly type: string
  readonly relation?: string
  readonly wildcard?: true
}

export interface RelationSet {
  has(type: string, relation: string): boolean
}

interface Place {
  readonly type: TypeDefinition
  readonly relation: Relation
  /** Whose rewrites name it. */
  readonly dependents: Place[]
  reached: boolean
}

type Places = ReadonlyMap<string, ReadonlyMap<string, Place>>

/**
 * The relations that a subject of this kind can stand in at all, whatever the tuples: a least
 * fixpoint over the model. The subtracted side of an exclusion cannot make it larger. Each relation
 * is looked at again only when one that it names was reached.
 */
export function reachableRelations(model: AuthorizationModel, subject: SubjectKind): RelationSet {
  const places = placesOf(model)
  const waiting: Place[] = []
  for (const relations of places.values()) {
    for (const place of relations.values()) {
      for (const [type, relation] of named(place.relation.rewrite, place)) {
        places.get(type)?.get(relation)?.dependents.push(place)
      }
      waiting.push(place)
    }
  }
  const own =
    subject.relation === undefined ? undefined : places.get(subject.type)?.get(subject.relation)
  for (let place = waiting.pop(); place !== undefined; place = waiting.pop()) {
    if (place.reached) continue
    if (place !== own && !reaches(places, subject, place, place.relation.rewrite)) continue
    place.reached = true
    waiting.push(...place.dependents)
  }
  return { has: (type, relation) => places.get(type)?.get(relation)?.reached ?? false }
}

function placesOf(model: AuthorizationModel): Places {
  const places = new Map<string, Map<string, Place>>()
  for (const type of model.types.values()) {
    const relations = new Map<string, Place>()
    for (const relation of type.relations.values()) {
      relations.set(relation.name, { type, relation, dependents: [], reached: false })
    }
    places.set(type.name, relations)
  }
  return places
}

/** Every relation of a type that a rewrite asks. */
function* named(rewrite: Rewrite, place: Place): Generator<readonly [string, string]> {
  switch (rewrite.kind) {
    case 'this':
      for (const { type, relation } of place.relation.directlyRelated) {
        if (relation !== undefined) yield [type, relation]
      }
      return
    case 'computedUserset':
      yield [place.type.name, rewrite.relation]
      return
    case 'tupleToUserset':
      for (const parent of parentsOf(place.type, rewrite.tupleset)) {
        yield [parent, rewrite.computed]
      }
      return
    case 'union':
    case 'intersection':
      for (const child of rewrite.children) yield* named(child, place)
      return
    case 'difference':
      yield* named(rewrite.base, place)
  }
}

function reaches(places: Places, subject: SubjectKind, place: Place, rewrite: Rewrite): boolean {
  const has = (type: string, relation: string) => places.get(type)?.get(relation)?.reached ?? false
  switch (rewrite.kind) {
    case 'this':
      return place.relation.directlyRelated.some(
        (restriction) =>
          isNamedBy(subject, restriction) ||
          (restriction.relation !== undefined && has(restriction.type, restriction.relation)),
      )
    case 'computedUserset':
      return has(place.type.name, rewrite.relation)
    case 'tupleToUserset':
      return parentsOf(place.type, rewrite.tupleset).some((type) => has(type, rewrite.computed))
    case 'union':
      return rewrite.children.some((child) => reaches(places, subject, place, child))
    case 'intersection':
      return rewrite.children.every((child) => reaches(places, subject, place, child))
    case 'difference':
      return reaches(places, subject, place, rewrite.base)
  }
}

/** Whether rows of this restriction can name the subject, or its wildcard. */
export function isNamedBy(subject: SubjectKind, restriction: RelationReference): boolean {
  if (restriction.type !== subject.type || restriction.relation !== subject.relation) return false
  return subject.wildcard === undefined || restriction.wildcard === true
}

function parentsOf(type: TypeDefinition, tupleset: string): readonly string[] {
  const restrictions = type.relations.get(tupleset)?.directlyRelated ?? []
  return restrictions.map((restriction) => restriction.type)
}
