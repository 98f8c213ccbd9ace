/**
 * An explanation in one line, in the words of a policy: which role, by which binding, on which scope;
 * or what is missing. Of a model without bindings, the tuples that grant it.
 */

import type { Explanation, ExplanationStep, TupleStep } from '#engine/explanation.ts'
import { formatTupleKey } from '#model/tuple.ts'

/** The explanation as it is told: the answer, in short why, then the tree. A line each. */
export function explanationLines(explanation: Explanation): readonly string[] {
  const [answer = '', ...tree] = explanation.text.split('\n')
  return [answer, `in short: ${inShort(explanation)}`, ...tree]
}

export function inShort(explanation: Explanation): string {
  switch (explanation.verdict) {
    case 'allowed':
      return grounds(explanation.facts.filter(isFound)).join('; ')
    case 'denied':
      return missing(tupleSteps(explanation.root), explanation).join('; ')
    case 'error':
      return explanation.failures.map(({ message }) => message).join('; ') || 'too deep to decide'
  }
}

function isFound(fact: Explanation['facts'][number]): fact is TupleStep {
  return fact.kind === 'tuple' && fact.found
}

function grounds(facts: readonly TupleStep[]): readonly string[] {
  const bindings = facts.filter(
    ({ object, relation }) => relation === 'role' && isOf(object, 'binding'),
  )
  if (bindings.length === 0) return facts.filter((fact) => !isGate(fact)).map(groundText)
  return bindings.map(({ object: binding, user: role }) => {
    const scope = facts.find(({ relation, user }) => relation === 'binding' && user === binding)
    const subject = facts.find(
      ({ object, relation }) => object === binding && relation === 'subject',
    )
    const group = subject?.user.includes('#') === true ? `, in ${subject.user.split('#')[0]}` : ''
    return `${role} on ${scope?.object ?? 'a scope'} (${binding}${group})`
  })
}

function groundText(fact: TupleStep): string {
  const { condition } = fact
  return condition === undefined
    ? formatTupleKey(fact)
    : `${formatTupleKey(fact)} (${condition.name} is met)`
}

/** What is so for every active member says nothing about one. */
function isGate({ object, relation }: TupleStep): boolean {
  return isOf(object, 'tenant') && (relation === 'member' || relation === 'seat')
}

function missing(steps: readonly TupleStep[], { user, root }: Explanation): readonly string[] {
  const absent = steps.filter(({ found }) => !found)
  const of = (type: string, relation?: string) =>
    absent.filter(
      (step) => isOf(step.object, type) && (relation ?? step.relation) === step.relation,
    )
  const reasons = [
    ...of('tenant', 'member').map(({ object }) => `${user} is no active member of ${object}`),
    ...of('tenant', 'seat').map(({ object }) => `${user} has no seat in ${object}`),
    ...of('licence', 'holder').map(({ object }) => `${user} does not hold ${object}`),
    ...of('feature', 'enabled').map(({ object }) => `${object} is off`),
    ...of('role').map(({ object, relation }) => `${object} does not give ${relation}`),
  ]
  if (reasons.length > 0) return [...new Set(reasons)]
  if (of('binding', 'subject').length > 0 || steps.some(({ object }) => isOf(object, 'scope'))) {
    return [`${user} has no role there`]
  }
  return root.because === 'no way in the model'
    ? ['the model gives such a user no way to it']
    : [...new Set(absent.map((step) => `${formatTupleKey(step)} is not there`))]
}

function tupleSteps(step: ExplanationStep): readonly TupleStep[] {
  if (step.kind === 'question') return step.steps.flatMap(tupleSteps)
  return step.kind === 'tuple' ? [step] : []
}

function isOf(object: string, type: string): boolean {
  return object.startsWith(`${type}:`)
}
