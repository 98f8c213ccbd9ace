/** How one model differs from another, in words for people, by type and relation. */
import type {
  AuthorizationModel,
  ConditionDefinition,
  ParameterType,
  Relation,
} from '#model/authorization-model.ts'
import { compareBinary } from '#model/binary-order.ts'
import { relationDifference } from './relation-difference.ts'
import { relationText } from './rewrite-text.ts'

/** One thing that differs. `subject` is a type, `type#relation`, a condition, a permission, … */
export interface Difference {
  readonly of:
    | 'type'
    | 'relation'
    | 'condition'
    | 'permission'
    | 'role'
    | 'feature'
    | 'link'
    | 'administration'
    | 'policy'
  readonly kind: 'added' | 'removed' | 'changed'
  readonly subject: string
  /** A sentence about it, without its end: `order#can_order_read: also by …`. */
  readonly text: string
}

/** Sorted. Relations of a type that comes or goes are told with it alone. */
export function modelDifference(
  before: AuthorizationModel,
  after: AuthorizationModel,
): readonly Difference[] {
  return [
    ...byName(before.types, after.types, (name, was, becomes): readonly Difference[] => {
      if (was === undefined || becomes === undefined) return [comesOrGoes('type', name, becomes)]
      return relationDifferences(name, was.relations, becomes.relations)
    }),
    ...byName(before.conditions, after.conditions, conditionDifference),
  ]
}

/** What both have under one name, by name; `undefined` where one has nothing. */
export function byName<Value, Result>(
  before: ReadonlyMap<string, Value>,
  after: ReadonlyMap<string, Value>,
  compare: (name: string, was: Value | undefined, becomes: Value | undefined) => readonly Result[],
): readonly Result[] {
  return [...new Set([...before.keys(), ...after.keys()])]
    .toSorted(compareBinary)
    .flatMap((name) => compare(name, before.get(name), after.get(name)))
}

/** `becomes` is undefined for what goes. */
export function comesOrGoes(of: Difference['of'], subject: string, becomes: unknown): Difference {
  return becomes === undefined
    ? { of, kind: 'removed', subject, text: `${of} \`${subject}\` is no more` }
    : { of, kind: 'added', subject, text: `${of} \`${subject}\` is new` }
}

function relationDifferences(
  type: string,
  before: ReadonlyMap<string, Relation>,
  after: ReadonlyMap<string, Relation>,
): readonly Difference[] {
  return byName(before, after, (name, was, becomes): readonly Difference[] => {
    const subject = `${type}#${name}`
    if (becomes === undefined) return [comesOrGoes('relation', subject, undefined)]
    if (was === undefined) {
      const text = `relation \`${subject}\` is new: \`${relationText(becomes)}\``
      return [{ of: 'relation', kind: 'added', subject, text }]
    }
    return relationDifference(was, becomes).map((words) => ({
      of: 'relation',
      kind: 'changed',
      subject,
      text: `\`${subject}\` ${words}`,
    }))
  })
}

function conditionDifference(
  subject: string,
  was: ConditionDefinition | undefined,
  becomes: ConditionDefinition | undefined,
): readonly Difference[] {
  if (was === undefined || becomes === undefined)
    return [comesOrGoes('condition', subject, becomes)]
  const changed = (words: string): Difference => ({
    of: 'condition',
    kind: 'changed',
    subject,
    text: `condition \`${subject}\` ${words}`,
  })
  const [parametersWere, parametersAre] = [was, becomes].map(parametersText)
  return [
    ...(parametersWere === parametersAre
      ? []
      : [changed(`took \`${parametersWere}\`, takes \`${parametersAre}\``)]),
    ...(was.expression.trim() === becomes.expression.trim()
      ? []
      : [changed(`was \`${was.expression.trim()}\`, becomes \`${becomes.expression.trim()}\``)]),
  ]
}

function parametersText({ parameters }: ConditionDefinition): string {
  return [...parameters]
    .toSorted(([left], [right]) => compareBinary(left, right))
    .map(([name, type]) => `${name}: ${parameterText(type)}`)
    .join(', ')
}

function parameterText({ name, generics }: ParameterType): string {
  return generics.length === 0 ? name : `${name}<${generics.map(parameterText).join(', ')}>`
}
