/**
 * Types and relations as integers. They come from models, whose limits bound them, so asking for one
 * interns it. What reads one store's facts shares one vocabulary, for what is compiled with its ids.
 */
import type { RelationId, TypeId } from '#engine/facts.ts'

interface KnownType {
  readonly name: string
  readonly relations: Map<string, RelationId>
}

interface KnownRelation {
  readonly name: string
  readonly type: TypeId
}

export interface Vocabulary {
  readonly typeIds: Map<string, TypeId>
  readonly types: KnownType[]
  readonly relations: KnownRelation[]
}

/** Makes `pairKey` exact: a node below 2^30 and a relation fit the 53 bits of a number. */
const RELATION_LIMIT = 2 ** 22

/** A relation with its entry and its share of a type; measured. */
const BYTES_OF_A_NAME = 100

export function createVocabulary(): Vocabulary {
  return { typeIds: new Map(), types: [], relations: [] }
}

export function internType(vocabulary: Vocabulary, name: string): TypeId {
  const known = vocabulary.typeIds.get(name)
  if (known !== undefined) return known
  const id = vocabulary.types.length
  const kept = ownCopy(name)
  vocabulary.types.push({ name: kept, relations: new Map() })
  vocabulary.typeIds.set(kept, id)
  return id
}

export function internRelation(vocabulary: Vocabulary, type: string, name: string): RelationId {
  const typeId = internType(vocabulary, type)
  const { relations } = typeAt(vocabulary, typeId)
  const known = relations.get(name)
  if (known !== undefined) return known
  const id = vocabulary.relations.length
  if (id === RELATION_LIMIT) throw new Error('more relations than ids')
  const kept = ownCopy(name)
  vocabulary.relations.push({ name: kept, type: typeId })
  relations.set(kept, id)
  return id
}

export function findRelation(
  vocabulary: Vocabulary,
  type: string,
  name: string,
): RelationId | undefined {
  const typeId = vocabulary.typeIds.get(type)
  return typeId === undefined ? undefined : typeAt(vocabulary, typeId).relations.get(name)
}

export function typeAt(vocabulary: Vocabulary, type: TypeId): KnownType {
  const found = vocabulary.types[type]
  if (found === undefined) throw new Error(`no type has the id ${type}`)
  return found
}

export function relationAt(vocabulary: Vocabulary, relation: RelationId): KnownRelation {
  const found = vocabulary.relations[relation]
  if (found === undefined) throw new Error(`no relation has the id ${relation}`)
  return found
}

/** The pair of a node (an object or a userset) and a relation, as one number that no other pair has. */
export function pairKey(node: number, relation: RelationId): number {
  return node * RELATION_LIMIT + relation
}

export function bytesOfVocabulary(vocabulary: Vocabulary): number {
  return (vocabulary.types.length + vocabulary.relations.length) * BYTES_OF_A_NAME
}

/** A slice of a longer string would keep the whole of it alive. */
function ownCopy(text: string): string {
  return JSON.parse(JSON.stringify(text))
}
