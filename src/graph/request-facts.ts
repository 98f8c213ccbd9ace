/**
 * A request's view of a graph: the engine's `Facts`. Strings that no tuple of the graph names get
 * ids for the life of the request, far above the graph's (and usersets far below), so that asking
 * never makes the graph grow. A look-up needs no test for them: they are in no list.
 *
 * A class, for one reason: all views share the methods of one prototype, so that the engine's calls
 * stay monomorphic. It is made by `requestFacts` and known as the interface.
 */
import type {
  ConditionId,
  Facts,
  ObjectId,
  Presence,
  RelationId,
  Rows,
  SubjectId,
  TupleConditionInstance,
  TypeId,
} from '#engine/facts.ts'
import { type ConditionLike, type Conditions, conditionOf, instanceOf } from './conditions.ts'
import { type Edges, presenceOf, showRows, showUsersets } from './edges.ts'
import type { Graph } from './graph.ts'
import type { Interning } from './interning.ts'
import {
  FIRST_REQUEST_ID,
  findObject,
  isWildcardName,
  NO_OBJECT,
  nameOfObject,
  typeOfObject,
} from './object-names.ts'
import { createRequestNames, type RequestNames } from './request-names.ts'
import {
  findUserset,
  LAST_REQUEST_USERSET,
  NO_USERSET,
  objectOf,
  relationOf,
} from './userset-ids.ts'
import { internRelation, internType, relationAt, typeAt, type Vocabulary } from './vocabulary.ts'

/** What an overlay is laid over. */
export interface RequestFacts extends Facts {
  /** The id of a condition that perhaps no stored tuple has; it ends with the request. */
  requestCondition(condition: ConditionLike): ConditionId
}

/** The graph must not be written to for as long as the view is asked, unless the view is held. */
export function requestFacts(graph: Graph): RequestFacts {
  return new GraphView(graph)
}

class GraphView implements RequestFacts {
  readonly vocabulary: Vocabulary
  private readonly interning: Interning
  private readonly forward: Edges
  private readonly reverse: Edges
  private readonly conditions: Conditions
  /** What was interned later, while the view is held, is as unknown as it was. */
  private readonly objectCount: number
  private readonly usersetCount: number
  /** Made for the first unknown string: most requests have none. */
  private names: RequestNames | undefined

  constructor(graph: Graph) {
    this.vocabulary = graph.interning.vocabulary
    this.interning = graph.interning
    this.forward = graph.forward
    this.reverse = graph.reverse
    this.conditions = graph.conditions
    this.objectCount = graph.interning.objects.count
    this.usersetCount = graph.interning.usersets.count
    this.names = undefined
  }

  has(object: ObjectId, relation: RelationId, subject: SubjectId): Presence {
    return presenceOf(this.forward, object, relation, subject)
  }

  rows(object: ObjectId, relation: RelationId, into: Rows): boolean {
    showRows(this.forward, object, relation, into)
    return true
  }

  usersets(object: ObjectId, relation: RelationId, into: Rows): boolean {
    showUsersets(this.forward, object, relation, into)
    return true
  }

  objects(subject: SubjectId, relation: RelationId, into: Rows): boolean {
    showRows(this.reverse, subject, relation, into)
    return true
  }

  typeOf(object: ObjectId): TypeId {
    return object < FIRST_REQUEST_ID
      ? typeOfObject(this.interning.objects, object)
      : this.ownNames().object(object).type
  }

  expectMemberships(): void {
    // All memberships are here.
  }

  condition(object: ObjectId, relation: RelationId, subject: SubjectId): ConditionId {
    return conditionOf(this.conditions, object, relation, subject)
  }

  conditionInstance(condition: ConditionId): TupleConditionInstance {
    return condition < FIRST_REQUEST_ID
      ? instanceOf(this.conditions, condition)
      : this.ownNames().condition(condition)
  }

  typeId(type: string): TypeId {
    return internType(this.vocabulary, type)
  }

  relationId(type: string, relation: string): RelationId {
    return internRelation(this.vocabulary, type, relation)
  }

  objectId(type: string, id: string): ObjectId {
    const typeId = internType(this.vocabulary, type)
    const object = this.findObject(typeId, id)
    return object === NO_OBJECT ? this.ownNames().objectId(typeId, id) : object
  }

  wildcardId(type: TypeId): ObjectId {
    const wildcard = this.findObject(type, '*')
    if (wildcard !== NO_OBJECT || this.names === undefined) return wildcard
    return this.names.objectId(type, '*')
  }

  usersetId(object: ObjectId, relation: RelationId): SubjectId {
    const userset = findUserset(this.interning.usersets, object, relation)
    return userset === NO_USERSET || -userset > this.usersetCount
      ? this.ownNames().usersetId(object, relation)
      : userset
  }

  typeName(type: TypeId): string {
    return typeAt(this.vocabulary, type).name
  }

  relationName(relation: RelationId): string {
    return relationAt(this.vocabulary, relation).name
  }

  typeOfRelation(relation: RelationId): TypeId {
    return relationAt(this.vocabulary, relation).type
  }

  objectName(object: ObjectId): string {
    return object < FIRST_REQUEST_ID
      ? nameOfObject(this.interning.objects, object)
      : this.ownNames().object(object).id
  }

  objectOfUserset(userset: SubjectId): ObjectId {
    return userset > LAST_REQUEST_USERSET
      ? objectOf(this.interning.usersets, userset)
      : this.ownNames().userset(userset).object
  }

  relationOfUserset(userset: SubjectId): RelationId {
    return userset > LAST_REQUEST_USERSET
      ? relationOf(this.interning.usersets, userset)
      : this.ownNames().userset(userset).relation
  }

  isWildcard(object: ObjectId): boolean {
    return object < FIRST_REQUEST_ID
      ? isWildcardName(this.interning.objects, object)
      : this.ownNames().object(object).id === '*'
  }

  requestCondition(condition: ConditionLike): ConditionId {
    return this.ownNames().conditionId(condition)
  }

  private findObject(type: TypeId, id: string): ObjectId {
    const object = findObject(this.interning.objects, type, id)
    return object < this.objectCount ? object : NO_OBJECT
  }

  private ownNames(): RequestNames {
    this.names ??= createRequestNames()
    return this.names
  }
}
