/** What lists must hold: they follow from checks, and from nothing else. */
import type { Tuple } from '#model/tuple.ts'
import { type Answer, type ConditionJudge, naiveEvaluator, type World } from './naive-evaluator.ts'
import { objectsOfType } from './random-world.ts'

export interface ExpectedList {
  /** What must be in the list. */
  readonly must: readonly string[]
  /** What may be in it besides. */
  readonly may: readonly string[]
  /** Whether every check that the list stands for has an answer. */
  readonly decided: boolean
}

export function expectedObjects(
  world: World,
  judge: ConditionJudge,
  asked: { readonly user: string; readonly type: string; readonly relation: string },
): ExpectedList {
  const { user, type, relation } = asked
  const check = naiveEvaluator(world, judge)
  const answers = objectsOfType(type).map(
    (object) => [object, check({ object, relation, user })] as const,
  )
  return { must: allowedIn(answers), may: [], decided: allDecided(answers) }
}

/** `filter` is a type, or a userset of a type as `group#member`. */
export function expectedUsers(
  world: World,
  judge: ConditionJudge,
  asked: { readonly object: string; readonly relation: string; readonly filter: string },
): ExpectedList {
  const { object, relation, filter } = asked
  const [type = '', of] = filter.split('#')
  const check = naiveEvaluator(world, judge)
  const answerOf = (user: string) => [user, check({ object, relation, user })] as const
  if (of !== undefined) {
    const answers = objectsOfType(type).map((each) => answerOf(`${each}#${of}`))
    return { must: allowedIn(answers), may: [], decided: allDecided(answers) }
  }
  const answers = objectsOfType(type).map(answerOf)
  const wildcard = answerOf(`${type}:*`)
  const allowed = allowedIn(answers)
  // A user whom only the wildcard covers need not be named.
  const named = naiveEvaluator(withoutRowsOf(`${type}:*`, world), judge)
  const isNamed = (user: string) =>
    wildcard[1].kind !== 'allowed' || named({ object, relation, user }).kind === 'allowed'
  return {
    must: [...allowedIn([wildcard]), ...allowed.filter(isNamed)],
    may: allowed,
    decided: allDecided([wildcard, ...answers]),
  }
}

/** The world without what is granted to everybody of a type. */
function withoutRowsOf(user: string, world: World): World {
  const isKept = (tuple: Tuple) => tuple.user !== user
  return {
    ...world,
    tuples: world.tuples.filter(isKept),
    contextualTuples: world.contextualTuples.filter(isKept),
  }
}

function allowedIn(answers: readonly (readonly [string, Answer])[]): readonly string[] {
  return answers.filter(([, answer]) => answer.kind === 'allowed').map(([name]) => name)
}

function allDecided(answers: readonly (readonly [string, Answer])[]): boolean {
  return answers.every(([, answer]) => answer.kind !== 'error')
}

/** What is wrong with a list; undefined: nothing. */
export function listFault(expected: ExpectedList, listed: readonly string[]): string | undefined {
  const twice = listed.find((name, place) => listed.indexOf(name) !== place)
  if (twice !== undefined) return `${twice} is listed twice`
  const missing = expected.must.find((name) => !listed.includes(name))
  if (missing !== undefined) return `${missing} is missing`
  const surplus = listed.find(
    (name) => !expected.must.includes(name) && !expected.may.includes(name),
  )
  return surplus === undefined ? undefined : `${surplus} is listed`
}
