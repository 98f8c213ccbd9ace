import type {
  Because,
  Explanation,
  ExplanationStep,
  QuestionStep,
  TupleStep,
} from './explanation.ts'

/** So many of a kind say no more than the first of them, and a count. */
const FEWEST_COUNTED = 2

/**
 * An explanation in words, a line a step, the steps below a question drawn as a tree:
 *
 *     allowed: user:anne is viewer of document:1
 *     └ document:1#viewer: allowed
 *       ├ document:1#viewer@group:eng#member is there
 *       └ group:eng#member: allowed
 *         └ group:eng#member@user:anne is there
 *
 * Objects that deny in the same way are counted after the first of them: a scope has many bindings.
 */
export function explanationText(explanation: Omit<Explanation, 'text'>): string {
  const { verdict, user, root, failures } = explanation
  const says = verdict === 'allowed' ? 'is' : verdict === 'denied' ? 'is not' : 'may or may not be'
  const lines = [`${verdict}: ${user} ${says} ${root.relation} of ${root.object}`]
  draw(root, '', true, lines)
  for (const { condition, message } of failures) lines.push(`condition ${condition}: ${message}`)
  return lines.join('\n')
}

function draw(step: ExplanationStep, indent: string, last: boolean, lines: string[]): void {
  lines.push(`${indent}${last ? '└' : '├'} ${line(step)}`)
  if (step.kind !== 'question') return
  const below = `${indent}${last ? '  ' : '│ '}`
  const branches = branchesOf(step)
  for (const [index, branch] of branches.entries()) {
    const isLast = index === branches.length - 1
    if (typeof branch === 'string') lines.push(`${below}${isLast ? '└' : '├'} ${branch}`)
    else draw(branch, below, isLast, lines)
  }
}

/** What is drawn below a question: its steps, and a count of those that only repeat another. */
function branchesOf({ steps, verdict }: QuestionStep): readonly (ExplanationStep | string)[] {
  if (verdict !== 'denied') return steps
  const repeated = new Set<ExplanationStep>()
  const counts = new Map<ExplanationStep, string>()
  for (const [first, ...others] of Map.groupBy(waysIn(steps), shapeOf).values()) {
    if (first === undefined || others.length < FEWEST_COUNTED) continue
    for (const { named, through } of others) repeated.add(named).add(through)
    const { object, relation } = first.named
    const count = `${others.length} more of ${object}#${relation} are denied in the same way`
    counts.set(first.through, count)
  }
  return steps
    .filter((step) => !repeated.has(step))
    .flatMap((step) => {
      const count = counts.get(step)
      return count === undefined ? [step] : [step, count]
    })
}

/** A tuple that leads to another object, and the question that is asked there. */
interface Way {
  readonly named: TupleStep
  readonly through: QuestionStep
}

function waysIn(steps: readonly ExplanationStep[]): readonly Way[] {
  return steps.flatMap((named, index) => {
    const through = steps[index + 1]
    if (named.kind !== 'tuple' || through?.kind !== 'question') return []
    return objectOf(named.user) === through.object ? [{ named, through }] : []
  })
}

/** Everything about a way but the object that it leads to. */
function shapeOf({ named, through }: Way): string {
  const { relation, condition } = named
  return JSON.stringify({ relation, condition, through }).replaceAll(through.object, '')
}

function objectOf(user: string): string {
  const [object = ''] = user.split('#')
  return object
}

function line(step: ExplanationStep): string {
  switch (step.kind) {
    case 'question':
      return `${step.object}#${step.relation}: ${step.verdict}${reasonFor(step)}`
    case 'tuple': {
      const key = `${step.object}#${step.relation}@${step.user}`
      if (!step.found) return `${key} is not there`
      if (step.condition === undefined) return `${key} is there`
      const { name, outcome } = step.condition
      const came = { allowed: 'is met', denied: 'is not met', error: 'could not be evaluated' }
      return `${key} is there, its condition ${name} ${came[outcome]}`
    }
    case 'no other tuples':
      return `${step.object}#${step.relation} names no other ${step.lookedFor.join(', ')}`
  }
}

/** Only what the lines below do not say already. */
const WORDS: Record<Because, string> = {
  tuples: '',
  computed: '',
  from: '',
  or: '',
  and: ', by "and"',
  'but not': ', by "but not"',
  'same userset': ', it is the user itself',
  cycle: ', it leads back to itself',
  'shown above': ', see above',
  'no way in the model': ', the model gives such a user no way to it',
  limit: ', more hops or work than a request may take',
}

function reasonFor(step: QuestionStep): string {
  return WORDS[step.because]
}
