import type { Because, Explanation, ExplanationStep, QuestionStep } from './explanation.ts'

/**
 * An explanation in words, a line a step, the steps below a question drawn as a tree:
 *
 *     allowed: user:anne is viewer of document:1
 *     └ document:1#viewer: allowed
 *       ├ document:1#viewer@group:eng#member is there
 *       └ group:eng#member: allowed
 *         └ group:eng#member@user:anne is there
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
  for (const [index, child] of step.steps.entries()) {
    draw(child, below, index === step.steps.length - 1, lines)
  }
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
