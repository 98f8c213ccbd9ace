/**
 * Names of one store to integers and back: its vocabulary, its objects and its usersets. Objects and
 * usersets are interned by a tuple that names them, never by asking.
 */
import type { Facts, ObjectId, RelationId, SubjectId } from '#engine/facts.ts'
import {
  formatObject,
  type ObjectReference,
  parseObject,
  parseSubject,
  type Subject,
  type TupleKey,
} from '#model/tuple.ts'
import {
  bytesOfObjectNames,
  createObjectNames,
  findObject,
  internObject,
  NO_OBJECT,
  nameOfObject,
  type ObjectNames,
  typeOfObject,
} from './object-names.ts'
import {
  bytesOfUsersetIds,
  createUsersetIds,
  findUserset,
  internUserset,
  NO_USERSET,
  objectOf,
  relationOf,
  type UsersetIds,
} from './userset-ids.ts'
import {
  bytesOfVocabulary,
  findRelation,
  internRelation,
  internType,
  relationAt,
  typeAt,
  type Vocabulary,
} from './vocabulary.ts'

export interface Interning {
  readonly vocabulary: Vocabulary
  readonly objects: ObjectNames
  readonly usersets: UsersetIds
}

export function createInterning(vocabulary: Vocabulary, expectedTuples: number): Interning {
  return {
    vocabulary,
    // Measured on organizations: four to six objects and a userset for ten tuples.
    objects: createObjectNames(Math.ceil(expectedTuples * 0.5)),
    usersets: createUsersetIds(Math.ceil(expectedTuples * 0.1)),
  }
}

export interface TupleIds {
  readonly object: ObjectId
  readonly relation: RelationId
  readonly subject: SubjectId
}

export function internTuple(interning: Interning, key: TupleKey): TupleIds {
  const { vocabulary, objects, usersets } = interning
  const object = readObject(key.object)
  const subject = readSubject(key.user)
  const holder = internObject(
    objects,
    internType(vocabulary, subject.type),
    subject.kind === 'wildcard' ? '*' : subject.id,
  )
  return {
    object: internObject(objects, internType(vocabulary, object.type), object.id),
    relation: internRelation(vocabulary, object.type, key.relation),
    subject:
      subject.kind === 'userset'
        ? internUserset(
            usersets,
            holder,
            internRelation(vocabulary, subject.type, subject.relation),
          )
        : holder,
  }
}

/** The ids of a tuple; undefined if one of its names is not interned. */
export function findTuple(interning: Interning, key: TupleKey): TupleIds | undefined {
  const { type, id } = readObject(key.object)
  const object = findNamed(interning, type, id)
  const relation = findRelation(interning.vocabulary, type, key.relation)
  const subject = findSubject(interning, readSubject(key.user))
  return object === undefined || relation === undefined || subject === undefined
    ? undefined
    : { object, relation, subject }
}

/** The ids of a tuple as facts know its names, or name them for the request. */
export function tupleIds(facts: Facts, key: TupleKey): TupleIds {
  const object = readObject(key.object)
  const subject = readSubject(key.user)
  const holder = facts.objectId(subject.type, subject.kind === 'wildcard' ? '*' : subject.id)
  return {
    object: facts.objectId(object.type, object.id),
    relation: facts.relationId(object.type, key.relation),
    subject:
      subject.kind === 'userset'
        ? facts.usersetId(holder, facts.relationId(subject.type, subject.relation))
        : holder,
  }
}

export function objectText(interning: Interning, object: ObjectId): string {
  return formatObject({
    type: typeAt(interning.vocabulary, typeOfObject(interning.objects, object)).name,
    id: nameOfObject(interning.objects, object),
  })
}

export function subjectText(interning: Interning, subject: SubjectId): string {
  if (subject >= 0) return objectText(interning, subject)
  const object = objectText(interning, objectOf(interning.usersets, subject))
  const relation = relationOf(interning.usersets, subject)
  return `${object}#${relationAt(interning.vocabulary, relation).name}`
}

function readObject(text: string): ObjectReference {
  const object = parseObject(text)
  if (object === undefined) throw new Error('a tuple whose object is not `type:id`')
  return object
}

export function bytesOfInterning(interning: Interning): number {
  return (
    bytesOfVocabulary(interning.vocabulary) +
    bytesOfObjectNames(interning.objects) +
    bytesOfUsersetIds(interning.usersets)
  )
}

function readSubject(text: string): Subject {
  const subject = parseSubject(text)
  if (subject === undefined) throw new Error('a tuple whose user is no object, wildcard or userset')
  return subject
}

function findSubject(interning: Interning, subject: Subject): SubjectId | undefined {
  if (subject.kind === 'wildcard') return findNamed(interning, subject.type, '*')
  const holder = findNamed(interning, subject.type, subject.id)
  if (subject.kind === 'object' || holder === undefined) return holder
  const relation = findRelation(interning.vocabulary, subject.type, subject.relation)
  if (relation === undefined) return undefined
  const userset = findUserset(interning.usersets, holder, relation)
  return userset === NO_USERSET ? undefined : userset
}

function findNamed(interning: Interning, type: string, id: string): ObjectId | undefined {
  const typeId = interning.vocabulary.typeIds.get(type)
  if (typeId === undefined) return undefined
  const object = findObject(interning.objects, typeId, id)
  return object === NO_OBJECT ? undefined : object
}
