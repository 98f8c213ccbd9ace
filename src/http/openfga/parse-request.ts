import type { z } from 'zod'
import { Refusal, type RefusalCode } from '#authorizer/errors.ts'
import { DoorRefusal } from '#http/error-response.ts'
import type { RuleFault } from './message.ts'

/** Faults told in one answer; a body of nothing but faults could fill megabytes. */
const MAX_FAULTS_TOLD = 10

/**
 * What is asked, or how its fields break their rules, with the code that OpenFGA has for it. Throws
 * a `DoorRefusal` if a field is of the wrong kind: that is no such request at all.
 */
export function parseRequest<Request extends object>(
  schema: z.ZodType<Request>,
  input: unknown,
): Request | Refusal {
  const result = schema.safeParse(input)
  if (result.success) return result.data
  const { issues } = result.error
  const wrongKind = issues.find((issue) => refusalOf(issue) === undefined)
  if (wrongKind !== undefined) {
    throw new DoorRefusal('validation_error', `\`${nameOf(wrongKind)}\` is of the wrong type`)
  }
  const told = issues
    .slice(0, MAX_FAULTS_TOLD)
    .map((issue) => `\`${nameOf(issue)}\` ${issue.message}`)
  return new Refusal(decisiveRefusal(issues), told.join('; '))
}

type Issue = z.core.$ZodIssue

/** The code of a fault against a rule; undefined if the fault is one of the wrong kind. */
function refusalOf(issue: Issue): RefusalCode | undefined {
  return issue.code === 'custom' ? (issue.params as RuleFault | undefined)?.refusal : undefined
}

/**
 * OpenFGA takes the code from the last message that was entered, in the order of the fields, and
 * therein from its first fault: a fault inside a field's own message goes before one of the field's
 * neighbours.
 */
function decisiveRefusal(issues: readonly Issue[]): RefusalCode {
  let refusal: RefusalCode | undefined
  const entered = new Set<string>()
  for (const issue of issues) {
    const message = issue.path.slice(0, -1)
    if (refusal !== undefined && (message.length === 0 || entered.has(JSON.stringify(message)))) {
      continue
    }
    for (let depth = 1; depth <= message.length; depth++) {
      entered.add(JSON.stringify(message.slice(0, depth)))
    }
    refusal = refusalOf(issue)
  }
  return refusal ?? 'validation_error'
}

function nameOf(issue: Issue): string {
  return issue.path.length === 0 ? 'body' : issue.path.map(String).join('.')
}
