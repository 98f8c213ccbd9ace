/** What is wrong with a server's answer about a random world, by the naive evaluator. */
import {
  type ExpectedList,
  expectedObjects,
  expectedUsers,
  listFault,
} from '../reference/expected-lists.ts'
import { naiveEvaluator } from '../reference/naive-evaluator.ts'
import { judgeRandomCondition } from '../reference/random-model.ts'
import type { RandomWorld } from '../reference/random-world.ts'
import type { WorldAnswer } from './ask-world.ts'
import type { WorldQuestion } from './world-questions.ts'

/** Trees say what is written and not what follows from it: the evaluator knows nothing of them. */
type Judged = Exclude<WorldQuestion, { readonly kind: 'expand' }>

/** What a question is answered with if a condition in its way cannot be evaluated. */
const UNDECIDED: WorldAnswer = { kind: 'refused', code: 'validation_error' }

/** Undefined: the answer is right. */
export function answerFault(
  world: RandomWorld,
  question: Judged,
  answer: WorldAnswer,
): string | undefined {
  if (question.kind === 'check') {
    const { kind } = naiveEvaluator(world, judgeRandomCondition)(question.tupleKey)
    return unlike(kind === 'error' ? UNDECIDED : { kind }, answer)
  }
  const expected = expectedOf(world, question)
  if (!expected.decided) return unlike(UNDECIDED, answer)
  if (answer.kind === 'list') return listFault(expected, answer.names)
  return unlike({ kind: 'list', names: expected.must }, answer)
}

/** Undefined: the answer gives access where it is given, and to nobody else. */
export function permissionFault(
  world: RandomWorld,
  question: Judged,
  answer: WorldAnswer,
): string | undefined {
  if (question.kind === 'check') {
    const { kind } = naiveEvaluator(world, judgeRandomCondition)(question.tupleKey)
    return (kind === 'allowed') === (answer.kind === 'allowed')
      ? undefined
      : `${answer.kind} where it is ${kind}`
  }
  // A list may fail as a whole, or leave out what cannot be decided.
  const expected = expectedOf(world, question)
  const allowed = { ...expected, must: [], may: [...expected.must, ...expected.may] }
  return answer.kind === 'list' ? listFault(allowed, answer.names) : undefined
}

/** Undefined: they are the same. */
export function unlike(expected: WorldAnswer, answer: WorldAnswer): string | undefined {
  const [want, got] = [JSON.stringify(expected), JSON.stringify(answer)]
  return want === got ? undefined : `${got} where it is ${want}`
}

function expectedOf(
  world: RandomWorld,
  question: Exclude<Judged, { readonly kind: 'check' }>,
): ExpectedList {
  return question.kind === 'list-objects'
    ? expectedObjects(world, judgeRandomCondition, question)
    : expectedUsers(world, judgeRandomCondition, question)
}
