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
  const { type } = readObject(key.object)
  return {
    object: internObjectText(interning, key.object),
    relation: internRelation(interning.vocabulary, type, key.relation),
    subject: internSubjectText(interning, key.user),
  }
}

/** The ids of a tuple; undefined if one of its names is not interned. */
export function findTuple(interning: Interning, key: TupleKey): TupleIds | undefined {
  const { type } = readObject(key.object)
  const object = findObjectText(interning, key.object)
  const relation = findRelation(interning.vocabulary, type, key.relation)
  const subject = findSubjectText(interning, key.user)
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

/** The id of an object as in a tuple (`document:1`). */
function internObjectText(interning: Interning, text: string): ObjectId {
  const { type, id } = readObject(text)
  return internObject(interning.objects, internType(interning.vocabulary, type), id)
}

/** The id of a tuple's user: an object, a typed wildcard or a userset. */
function internSubjectText(interning: Interning, text: string): SubjectId {
  const subject = readSubject(text)
  const type = internType(interning.vocabulary, subject.type)
  if (subject.kind === 'wildcard') return internObject(interning.objects, type, '*')
  const object = internObject(interning.objects, type, subject.id)
  if (subject.kind === 'object') return object
  const relation = internRelation(interning.vocabulary, subject.type, subject.relation)
  return internUserset(interning.usersets, object, relation)
}

function findObjectText(interning: Interning, text: string): ObjectId | undefined {
  const { type, id } = readObject(text)
  return findNamed(interning, type, id)
}

function findSubjectText(interning: Interning, text: string): SubjectId | undefined {
  const subject = readSubject(text)
  if (subject.kind === 'wildcard') return findNamed(interning, subject.type, '*')
  const object = findNamed(interning, subject.type, subject.id)
  if (subject.kind === 'object' || object === undefined) return object
  const relation = findRelation(interning.vocabulary, subject.type, subject.relation)
  if (relation === undefined) return undefined
  const userset = findUserset(interning.usersets, object, relation)
  return userset === NO_USERSET ? undefined : userset
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

function readSubject(text: string) {
  const subject = parseSubject(text)
  if (subject === undefined) throw new Error('a tuple whose user is no object, wildcard or userset')
  return subject
}

function findNamed(interning: Interning, type: string, id: string): ObjectId | undefined {
  const typeId = interning.vocabulary.typeIds.get(type)
  if (typeId === undefined) return undefined
  const object = findObject(interning.objects, typeId, id)
  return object === NO_OBJECT ? undefined : object
}
