/** Facts read back as text, and the same from a plain list of tuples: what the tests compare. */
import {
  ABSENT,
  CONDITIONAL,
  type Facts,
  NOT_HERE,
  type Rows,
  type SubjectId,
  UNCONDITIONAL,
} from '#engine/facts.ts'
import { parseObject, parseSubject, type Tuple, type TupleKey } from '#model/tuple.ts'

export function tuple(text: string, condition?: Tuple['condition']): Tuple {
  const hash = text.indexOf('#')
  const at = text.indexOf('@')
  const key = {
    object: text.slice(0, hash),
    relation: text.slice(hash + 1, at),
    user: text.slice(at + 1),
  }
  return condition === undefined ? key : { ...key, condition }
}

function objectOf(facts: Facts, text: string): number {
  const object = parseObject(text)
  if (object === undefined) throw new Error(`not an object: ${text}`)
  return facts.objectId(object.type, object.id)
}

export function subjectOf(facts: Facts, text: string): SubjectId {
  const subject = parseSubject(text)
  if (subject === undefined) throw new Error(`not a user: ${text}`)
  if (subject.kind === 'wildcard') return facts.objectId(subject.type, '*')
  const object = facts.objectId(subject.type, subject.id)
  return subject.kind === 'object'
    ? object
    : facts.usersetId(object, facts.relationId(subject.type, subject.relation))
}

export function relationOf(facts: Facts, object: string, relation: string): number {
  return facts.relationId(parseObject(object)?.type ?? '', relation)
}

export function nameOf(facts: Facts, subject: SubjectId): string {
  if (subject >= 0) return `${facts.typeName(facts.typeOf(subject))}:${facts.objectName(subject)}`
  const relation = facts.relationOfUserset(subject)
  return `${nameOf(facts, facts.objectOfUserset(subject))}#${facts.relationName(relation)}`
}

/** `absent`, `present`, a condition as JSON, or `not here`. */
export function presence(facts: Facts, key: TupleKey): string {
  const object = objectOf(facts, key.object)
  const relation = relationOf(facts, key.object, key.relation)
  const subject = subjectOf(facts, key.user)
  switch (facts.has(object, relation, subject)) {
    case NOT_HERE:
      return 'not here'
    case ABSENT:
      return 'absent'
    case UNCONDITIONAL:
      return 'present'
    case CONDITIONAL:
      return conditionText(facts.conditionInstance(facts.condition(object, relation, subject)))
    default:
      throw new Error('no presence')
  }
}

type LookUp = 'rows' | 'usersets' | 'objects'

/** What a look-up answers, by name; undefined: not here. Fails if the rows are not sorted. */
export function look(facts: Facts, kind: LookUp, node: string, relation: number) {
  const into: Rows = { slab: new Int32Array(0), start: 0, end: 0 }
  const id = kind === 'objects' ? subjectOf(facts, node) : objectOf(facts, node)
  if (!facts[kind](id, relation, into)) return undefined
  const rows = [...into.slab.subarray(into.start, into.end)]
  for (let index = 1; index < rows.length; index++) {
    if ((rows[index - 1] as number) >> 1 >= (rows[index] as number) >> 1) {
      throw new Error(`rows of ${node} are not sorted`)
    }
  }
  return rows
    .map((row) => {
      const name = nameOf(facts, row >> 1)
      if ((row & 1) === 0) return name
      const [object, subject] = kind === 'objects' ? [row >> 1, id] : [id, row >> 1]
      const condition = facts.condition(object, relation, subject)
      return `${name} with ${conditionText(facts.conditionInstance(condition))}`
    })
    .sort(byText)
}

const keyText = ({ object, relation, user }: TupleKey) => JSON.stringify([object, relation, user])

/** The obvious model of facts: tuples by key. */
export interface PlainFacts {
  readonly tuples: ReadonlyMap<string, Tuple>
  add(tuple: Tuple): void
  remove(key: TupleKey): void
  presence(key: TupleKey): string
  look(kind: LookUp, node: string, type: string, relation: string): readonly string[]
}

export function plainFacts(initial: Iterable<Tuple> = []): PlainFacts {
  const tuples = new Map<string, Tuple>()
  const add = (added: Tuple) => {
    tuples.set(keyText(added), added)
  }
  for (const each of initial) add(each)
  return {
    tuples,
    add,
    remove: (key) => {
      tuples.delete(keyText(key))
    },
    presence: (key) => {
      const found = tuples.get(keyText(key))
      if (found === undefined) return 'absent'
      return found.condition === undefined ? 'present' : conditionText(found.condition)
    },
    look: (kind, node, type, relation) =>
      [...tuples.values()]
        .filter((each) => each.relation === relation && each.object.startsWith(`${type}:`))
        .filter((each) => (kind === 'objects' ? each.user : each.object) === node)
        .filter((each) => kind !== 'usersets' || each.user.includes('#'))
        .map((each) => {
          const name = kind === 'objects' ? each.object : each.user
          return each.condition === undefined
            ? name
            : `${name} with ${conditionText(each.condition)}`
        })
        .sort(byText),
  }
}

export function byText(one: string, other: string): number {
  if (one === other) return 0
  return one < other ? -1 : 1
}

function conditionText(condition: { readonly name: string; readonly context?: unknown }): string {
  return JSON.stringify([condition.name, condition.context])
}

/** Every look-up of the named world answers alike. */
export function expectSame(
  facts: Facts,
  plain: PlainFacts,
  world: {
    readonly objects: readonly string[]
    readonly users: readonly string[]
    readonly relations: readonly string[]
  },
  expect: (actual: unknown) => { toEqual(expected: unknown): void },
) {
  for (const relation of world.relations) {
    for (const object of world.objects) {
      const type = parseObject(object)?.type ?? ''
      const id = facts.relationId(type, relation)
      expect(look(facts, 'rows', object, id)).toEqual(plain.look('rows', object, type, relation))
      expect(look(facts, 'usersets', object, id)).toEqual(
        plain.look('usersets', object, type, relation),
      )
      for (const user of world.users) {
        const key = { object, relation, user }
        expect(presence(facts, key)).toEqual(plain.presence(key))
        expect(look(facts, 'objects', user, id)).toEqual(
          plain.look('objects', user, type, relation),
        )
      }
    }
  }
}
