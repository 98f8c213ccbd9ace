/** The engine, put into a world of texts: facts of a kind below, texts of answers above. */
import { beginEvaluation, endEvaluation } from '#engine/begin-evaluation.ts'
import { check } from '#engine/check.ts'
import type { Evaluation } from '#engine/evaluation.ts'
import { explain } from '#engine/explain.ts'
import type { Explanation } from '#engine/explanation.ts'
import type { LinkedModel } from '#engine/linked-model.ts'
import { type ListEnd, listObjects } from '#engine/list-objects.ts'
import { listUsers } from '#engine/list-users.ts'
import { ALLOWED, CYCLE, DENIED, NEEDS_FACTS, type Value } from '#engine/outcome.ts'
import { subjectText } from '#engine/text.ts'
import { tupleIds } from '#graph/interning.ts'
import type { TupleKey } from '#model/tuple.ts'
import type { World } from '../reference/naive-evaluator.ts'
import type { WorldFacts } from './facts-of-world.ts'

type Verdict = 'allowed' | 'denied' | 'error'

export interface Asking {
  readonly maxDepth?: number
  readonly maxSteps?: number
  readonly lifting?: boolean
}

/** A list, and whether nothing is missing from it. */
export interface Listed {
  readonly names: readonly string[]
  readonly complete: boolean
}

export interface WorldEngine {
  check(question: TupleKey): Verdict
  /** One evaluation for all of them. */
  checkBatch(questions: readonly TupleKey[]): readonly Verdict[]
  listObjects(user: string, type: string, relation: string): Listed
  /** `filter` is `user` or `group#member`. */
  listUsers(object: string, relation: string, filter: string): Listed
  explain(question: TupleKey): Explanation
  /** Steps of one check, as the engine counts them. */
  steps(question: TupleKey): number
}

const UNTOLD = 'facts are missing that nobody was told of'

export function engineIn(
  linked: LinkedModel,
  world: World,
  provide: () => WorldFacts,
  asking: Asking = {},
): WorldEngine {
  const options = { context: world.context, maxDepth: 25, maxSteps: 1_000_000, ...asking }

  /** Runs, fetches what was missed, runs again: what the authorizer does, without waiting. */
  function within<Result>(run: (evaluation: Evaluation) => Run<Result>): Result {
    const source = provide()
    for (;;) {
      const evaluation = beginEvaluation(linked, source.facts, options)
      const { value, result } = run(evaluation)
      endEvaluation(evaluation)
      if ((value & NEEDS_FACTS) === 0) return result
      if (!source.fetch()) throw new Error(UNTOLD)
    }
  }

  function listed(list: (evaluation: Evaluation) => Generator<number | undefined, ListEnd>) {
    return within((evaluation) => {
      const names: string[] = []
      const steps = list(evaluation)
      for (let step = steps.next(); ; step = steps.next()) {
        if (step.done === true) {
          // What depends on its own negation is denied: nothing is missing for it.
          const complete = (step.value & ~CYCLE) === DENIED
          return { value: step.value, result: { names, complete } }
        }
        if (step.value !== undefined) names.push(subjectText(evaluation.facts, step.value))
      }
    })
  }

  return {
    check: (question) =>
      within((evaluation) => {
        const value = decide(evaluation, question)
        return { value, result: verdictOf(value) }
      }),
    checkBatch: (questions) =>
      within((evaluation) => {
        const values = questions.map((question) => decide(evaluation, question))
        const value = values.reduce((reasons, one) => reasons | one, DENIED)
        return { value, result: values.map(verdictOf) }
      }),
    listObjects: (user, type, relation) =>
      listed((evaluation) => {
        const key = tupleIds(evaluation.facts, { object: `${type}:any`, relation, user })
        const { maxSteps } = options
        return listObjects(evaluation, { user: key.subject, relation: key.relation, maxSteps })
      }),
    listUsers: (object, relation, filter) =>
      listed((evaluation) => {
        const { facts } = evaluation
        const key = tupleIds(facts, { object, relation, user: 'user:any' })
        const [type = '', of] = filter.split('#')
        return listUsers(evaluation, {
          object: key.object,
          relation: key.relation,
          filter:
            of === undefined
              ? { kind: 'type', type: facts.typeId(type) }
              : { kind: 'usersets', relation: facts.relationId(type, of) },
          maxSteps: options.maxSteps,
        })
      }),
    explain(question) {
      const source = provide()
      for (;;) {
        const { object, relation, subject } = tupleIds(source.facts, question)
        const asked = { object, relation, user: subject }
        const steps = explain(linked, source.facts, asked, options)
        let step = steps.next()
        while (step.done !== true) step = steps.next()
        if (step.value.kind === 'explained') return step.value.explanation
        if (step.value.kind === 'too large') throw new Error('a world of the tests is too large')
        if (!source.fetch()) throw new Error(UNTOLD)
      }
    },
    steps: (question) =>
      within((evaluation) => {
        const value = decide(evaluation, question)
        return { value, result: evaluation.steps }
      }),
  }
}

/** What came of a run, and what it says of the facts. */
interface Run<Result> {
  readonly value: Value
  readonly result: Result
}

function decide(evaluation: Evaluation, question: TupleKey): Value {
  const { object, relation, subject } = tupleIds(evaluation.facts, question)
  return check(evaluation, { object, relation, user: subject })
}

function verdictOf(value: Value): Verdict {
  if (value === ALLOWED) return 'allowed'
  return value === DENIED || value === CYCLE ? 'denied' : 'error'
}
