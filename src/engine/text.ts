import type { Facts, ObjectId, SubjectId } from './facts.ts'

/** `document:1`, also `user:*`. */
export function objectText(facts: Facts, object: ObjectId): string {
  return `${facts.typeName(facts.typeOf(object))}:${facts.objectName(object)}`
}

/** `user:anne`, `user:*` or `group:eng#member`. */
export function subjectText(facts: Facts, subject: SubjectId): string {
  if (subject >= 0) return objectText(facts, subject)
  const relation = facts.relationName(facts.relationOfUserset(subject))
  return `${objectText(facts, facts.objectOfUserset(subject))}#${relation}`
}
