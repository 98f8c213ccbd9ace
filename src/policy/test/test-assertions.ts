/** The blocks of a test as single questions, each with the answer it must have and its place. */
import type { JsonObject } from '#model/json.ts'
import type { Step, YamlDocument } from '#policy/yaml-document.ts'
import type { Expectation, Question, SourcePosition, TestAssertion } from './suite.ts'
import type { CheckBlock, ListObjectsBlock, ListUsersBlock, TestBlock } from './test-file.ts'

/** Where the relation of an assertion stands: under `assertions` or `errors`, and by which step there. */
type PlaceOf = (member: 'assertions' | 'errors', step: Step) => SourcePosition

/** `now` is the time where a question's own context has none. */
export function assertionsOf(
  test: TestBlock,
  document: YamlDocument,
  steps: readonly Step[],
  now: string | undefined,
): readonly TestAssertion[] {
  const each = <Block extends { readonly context: JsonObject }>(
    member: 'check' | 'list_objects' | 'list_users',
    blocks: readonly Block[],
    read: (block: Block, placeOf: PlaceOf) => readonly TestAssertion[],
  ) =>
    blocks.flatMap((block, index) => {
      const context = now === undefined ? block.context : { now, ...block.context }
      return read({ ...block, context }, (list, step) => ({
        file: document.file,
        ...document.locateKey([...steps, member, index, list, step]),
      }))
    })
  return [
    ...each('check', test.check, checksOf),
    ...each('list_objects', test.list_objects, objectListsOf),
    ...each('list_users', test.list_users, userListsOf),
    ...test.refuses.map(
      (tuple, index): TestAssertion => ({
        question: { kind: 'write', tuple },
        expected: { kind: 'refused' },
        position: { file: document.file, ...document.locate([...steps, 'refuses', index]) },
      }),
    ),
  ]
}

function checksOf(block: CheckBlock, placeOf: PlaceOf): readonly TestAssertion[] {
  const { users, objects, context, assertions, errors } = block
  const expectations: readonly (readonly [string, Expectation, SourcePosition])[] = [
    ...Object.entries(assertions).map(
      ([relation, allowed]) =>
        [
          relation,
          { kind: allowed ? 'allowed' : 'denied' } as const,
          placeOf('assertions', relation),
        ] as const,
    ),
    ...errors.map(
      ({ relation, words, step }) =>
        [relation, { kind: 'error', words } as const, placeOf('errors', step)] as const,
    ),
  ]
  return users.flatMap((user) =>
    objects.flatMap((object) =>
      expectations.map(([relation, expected, position]): TestAssertion => {
        const question: Question = { kind: 'check', key: { user, relation, object }, context }
        return { question, expected, position }
      }),
    ),
  )
}

function objectListsOf(
  { assertions, ...asked }: ListObjectsBlock,
  placeOf: PlaceOf,
): readonly TestAssertion[] {
  return Object.entries(assertions).map(([relation, items]) => ({
    question: { kind: 'list objects', relation, ...asked },
    expected: { kind: 'list', items },
    position: placeOf('assertions', relation),
  }))
}

function userListsOf(
  { assertions, ...asked }: ListUsersBlock,
  placeOf: PlaceOf,
): readonly TestAssertion[] {
  return Object.entries(assertions).map(([relation, items]) => ({
    question: { kind: 'list users', relation, ...asked },
    expected: { kind: 'list', items },
    position: placeOf('assertions', relation),
  }))
}
