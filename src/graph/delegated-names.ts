/**
 * Names as the facts below know them: what facts that only change the look-ups are built on.
 * A base class, since the engine calls these on its way and a prototype is what keeps that fast.
 */
import type {
  ConditionId,
  ObjectId,
  RelationId,
  SubjectId,
  TupleConditionInstance,
  TypeId,
} from '#engine/facts.ts'
import type { ConditionLike } from './conditions.ts'
import type { RequestFacts } from './request-facts.ts'

export class DelegatedNames {
  readonly vocabulary: object
  protected readonly base: RequestFacts

  constructor(base: RequestFacts) {
    this.vocabulary = base.vocabulary
    this.base = base
  }

  typeId(type: string): TypeId {
    return this.base.typeId(type)
  }

  relationId(type: string, relation: string): RelationId {
    return this.base.relationId(type, relation)
  }

  objectId(type: string, id: string): ObjectId {
    return this.base.objectId(type, id)
  }

  wildcardId(type: TypeId): ObjectId {
    return this.base.wildcardId(type)
  }

  usersetId(object: ObjectId, relation: RelationId): SubjectId {
    return this.base.usersetId(object, relation)
  }

  typeName(type: TypeId): string {
    return this.base.typeName(type)
  }

  relationName(relation: RelationId): string {
    return this.base.relationName(relation)
  }

  typeOfRelation(relation: RelationId): TypeId {
    return this.base.typeOfRelation(relation)
  }

  typeOf(object: ObjectId): TypeId {
    return this.base.typeOf(object)
  }

  objectName(object: ObjectId): string {
    return this.base.objectName(object)
  }

  isWildcard(object: ObjectId): boolean {
    return this.base.isWildcard(object)
  }

  objectOfUserset(userset: SubjectId): ObjectId {
    return this.base.objectOfUserset(userset)
  }

  relationOfUserset(userset: SubjectId): RelationId {
    return this.base.relationOfUserset(userset)
  }

  conditionInstance(condition: ConditionId): TupleConditionInstance {
    return this.base.conditionInstance(condition)
  }

  requestCondition(condition: ConditionLike): ConditionId {
    return this.base.requestCondition(condition)
  }
}
