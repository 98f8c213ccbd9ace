/** What a random world is asked over HTTP: every query of the API, about every kind of user. */
import type { TupleKey } from '#model/tuple.ts'
import { type RandomWorld, randomQuestion, randomUser } from '../reference/random-world.ts'
import { seededRandomness } from '../reference/randomness.ts'

export type WorldQuestion =
  | { readonly kind: 'check'; readonly tupleKey: TupleKey }
  | {
      readonly kind: 'list-objects'
      readonly type: string
      readonly relation: string
      readonly user: string
    }
  /** `filter` is a type, or a userset of a type as `group#member`. */
  | {
      readonly kind: 'list-users'
      readonly object: string
      readonly relation: string
      readonly filter: string
    }
  | { readonly kind: 'expand'; readonly object: string; readonly relation: string }

export interface QuestionCounts {
  /** At most OpenFGA's own limit of checks in a batch. */
  readonly checks: number
  /** Of each kind. */
  readonly lists: number
}

export function questionsOf(
  world: RandomWorld,
  { checks, lists }: QuestionCounts,
): readonly WorldQuestion[] {
  const random = seededRandomness(world.seed)
  const some = <Item>(length: number, make: () => Item) => Array.from({ length }, make)
  const question = () => randomQuestion(world.model, random)
  const user = () => randomUser(world.model, random)
  return [
    ...some(checks, (): WorldQuestion => ({ kind: 'check', tupleKey: question() })),
    ...some(lists, (): WorldQuestion => {
      const { object, relation } = question()
      return { kind: 'list-objects', type: typeOf(object), relation, user: user() }
    }),
    ...some(lists, (): WorldQuestion => {
      const { object, relation } = question()
      // A type alone, or a type and a relation.
      return { kind: 'list-users', object, relation, filter: user().replace(/:[^#]*/, '') }
    }),
    ...some(lists, (): WorldQuestion => {
      const { object, relation } = question()
      return { kind: 'expand', object, relation }
    }),
  ]
}

/** The relation that a question is about, as `type#relation`. */
export function relationAsked(question: WorldQuestion): string {
  switch (question.kind) {
    case 'check': {
      const { object, relation } = question.tupleKey
      return `${typeOf(object)}#${relation}`
    }
    case 'list-objects':
      return `${question.type}#${question.relation}`
    case 'list-users':
    case 'expand':
      return `${typeOf(question.object)}#${question.relation}`
  }
}

/** The type of the users that are to be listed, if any are. */
export function typeListed(question: WorldQuestion): string | undefined {
  return question.kind === 'list-users' ? question.filter.split('#')[0] : undefined
}

export function questionText(question: WorldQuestion): string {
  switch (question.kind) {
    case 'check': {
      const { object, relation, user } = question.tupleKey
      return `check ${object}#${relation}@${user}`
    }
    case 'list-objects':
      return `objects of ${question.type}#${question.relation}@${question.user}`
    case 'list-users':
      return `users of ${question.object}#${question.relation} that are ${question.filter}`
    case 'expand':
      return `tree of ${question.object}#${question.relation}`
  }
}

function typeOf(object: string): string {
  return object.split(':')[0] ?? ''
}
