/**
 * The grammar of test files. What the `fga` CLI takes is taken unchanged (`*.fga.yaml`); `now`,
 * `matrix`, `roles`, `errors` and `refuses` are Pforte's own (`*.pforte.yaml`).
 */
import { z } from 'zod'
import type { JsonObject, JsonValue } from '#model/json.ts'
import type { Tuple } from '#model/tuple.ts'
import { knownKeys, type Step } from '#policy/yaml-document.ts'

export interface CheckBlock {
  readonly users: readonly string[]
  readonly objects: readonly string[]
  readonly context: JsonObject
  readonly assertions: Readonly<Record<string, boolean>>
  readonly errors: readonly ExpectedError[]
}

/** A relation that cannot be decided. */
interface ExpectedError {
  readonly relation: string
  /** The code of the error, or a part of its message; empty for any. */
  readonly words: string
  /** What leads to it in the block's list or map of errors. */
  readonly step: Step
}

export interface ListObjectsBlock {
  readonly user: string
  readonly type: string
  readonly context: JsonObject
  readonly assertions: Readonly<Record<string, readonly string[]>>
}

export interface ListUsersBlock {
  readonly object: string
  readonly filter: { readonly type: string; readonly relation?: string | undefined }
  readonly context: JsonObject
  readonly assertions: Readonly<Record<string, readonly string[]>>
}

/** What a standard role of the policy gives, tried through the model. */
export interface RoleBlock {
  readonly role: string
  readonly can: readonly string[]
  readonly cannot: readonly string[]
  /** Features that are on. */
  readonly features: readonly string[]
  /** Whether `can` names everything: whatever it does not name is denied. */
  readonly complete: boolean
}

export interface TestBlock {
  readonly name: string | undefined
  readonly description: string | undefined
  readonly now: string | undefined
  readonly tuples: readonly Tuple[]
  readonly tuple_file: string | undefined
  readonly check: readonly CheckBlock[]
  readonly list_objects: readonly ListObjectsBlock[]
  readonly list_users: readonly ListUsersBlock[]
  readonly roles: readonly RoleBlock[]
  /** Tuples that the model must not allow. */
  readonly refuses: readonly Tuple[]
}

export interface MatrixBlock {
  readonly file: string
  readonly context: JsonObject
}

export interface TestFile {
  readonly name: string | undefined
  readonly model: string | undefined
  readonly model_file: string | undefined
  readonly tuples: readonly Tuple[]
  readonly tuple_file: string | undefined
  readonly tuple_files: readonly string[]
  readonly now: string | undefined
  readonly matrix: MatrixBlock | undefined
  readonly tests: readonly TestBlock[]
}

const words = z.string('must be a text').min(1, 'must not be empty')
const user = z.string('must be a user like user:anna').min(1, 'must not be empty')
const object = z.string('must be an object like order:7').min(1, 'must not be empty')
const instant = z.iso.datetime({
  offset: true,
  error: 'must be a time like 2026-03-01T12:00:00Z',
})

/** YAML knows no member without a value: `tuples:` alone is the same as none. */
function perhaps<Value extends z.ZodType>(value: Value) {
  return value.nullish().transform((given) => given ?? undefined)
}

function list<Value extends z.ZodType>(value: Value, what: string) {
  return z
    .array(value, `must be a list of ${what}`)
    .nullish()
    .transform((given) => given ?? [])
}

function byRelation<Value extends z.ZodType>(value: Value, what: string) {
  return z
    .record(z.string(), value, `must be a map from relations to ${what}`)
    .nullish()
    .transform((given): Record<string, z.output<Value>> => given ?? {})
}

/** The `fga` CLI's other words for true and false, where one of these is wanted. */
const YES = /^(?:y|yes|on)$/i
const NO = /^(?:n|no|off)$/i

const truth = z.preprocess((value) => {
  if (typeof value !== 'string') return value
  return YES.test(value) || (NO.test(value) ? false : value)
}, z.boolean('must be true or false'))

const jsonValue: z.ZodType<JsonValue> = z.json('must be a value that JSON knows')

const context = z
  .record(z.string(), jsonValue, 'must be a map from parameters to values')
  .nullish()
  .transform((given): JsonObject => given ?? {})

export const tupleSchema = knownKeys({
  user,
  relation: words,
  object,
  condition: perhaps(knownKeys({ name: words, context })),
}).transform(
  ({ condition, ...key }): Tuple => (condition === undefined ? key : { ...key, condition }),
)

/** A list of tuples, as it stands in test files and in tuple files. */
export const tuplesSchema = z.array(tupleSchema, 'must be a list of tuples')

const tuples = tuplesSchema.nullish().transform((given) => given ?? [])

const errors = z
  .union(
    [
      z
        .array(words)
        .transform((named) => named.map((relation, step) => ({ relation, words: '', step }))),
      z.record(z.string(), words).transform((named) =>
        Object.entries(named).map(([relation, told]) => {
          return { relation, words: told, step: relation }
        }),
      ),
    ],
    'must be a list of relations, or a map from relations to a code or words of the message',
  )
  .nullish()
  .transform((given): readonly ExpectedError[] => given ?? [])

/** One under its name, or several under the plural: exactly one of both. */
function oneOrMany(one: string, given: string | undefined, many: readonly string[]) {
  if (given === undefined) {
    return many.length > 0 ? undefined : `must name \`${one}\` or \`${one}s\``
  }
  return many.length === 0 ? undefined : `has \`${one}\` or \`${one}s\`, not both`
}

const check = knownKeys({
  user: perhaps(user),
  users: list(user, 'users'),
  object: perhaps(object),
  objects: list(object, 'objects'),
  context,
  assertions: byRelation(truth, 'true or false'),
  errors,
}).transform(({ user: single, users, object: sole, objects, ...rest }, issues): CheckBlock => {
  for (const message of [oneOrMany('user', single, users), oneOrMany('object', sole, objects)]) {
    if (message !== undefined) issues.addIssue({ code: 'custom', message })
  }
  return {
    ...rest,
    users: single === undefined ? users : [single],
    objects: sole === undefined ? objects : [sole],
  }
})

const listObjects: z.ZodType<ListObjectsBlock> = knownKeys({
  user,
  type: words,
  context,
  assertions: byRelation(list(words, 'objects'), 'lists of objects'),
})

const userFilter = knownKeys({ type: words, relation: perhaps(words) })

const listUsers = knownKeys({
  object,
  user_filter: z
    .array(userFilter, 'must be a list of one filter, like [{type: user}]')
    .length(1, 'must be a list of one filter, like [{type: user}]'),
  context,
  assertions: byRelation(
    perhaps(knownKeys({ users: list(user, 'users') })),
    'users, like {users: [user:anna]}',
  ),
}).transform(({ user_filter: [filter], assertions, ...rest }): ListUsersBlock => {
  const expected = Object.entries(assertions).map(
    ([relation, named]) => [relation, named?.users ?? []] as const,
  )
  return { ...rest, filter: filter ?? { type: '' }, assertions: Object.fromEntries(expected) }
})

const role: z.ZodType<RoleBlock> = knownKeys({
  role: words,
  can: list(words, 'permissions'),
  cannot: list(words, 'permissions'),
  features: list(words, 'features'),
  complete: z.boolean('must be true or false').default(false),
})

const name = perhaps(
  z.union([z.string(), z.number(), z.boolean()], 'must be a text').transform(String),
)

const test: z.ZodType<TestBlock> = knownKeys({
  name,
  description: perhaps(z.string('must be a text')),
  now: perhaps(instant),
  tuples,
  tuple_file: perhaps(words),
  check: list(check, 'checks'),
  list_objects: list(listObjects, 'questions'),
  list_users: list(listUsers, 'questions'),
  roles: list(role, 'roles'),
  refuses: tuples,
})

const matrix = z
  .union(
    [words, knownKeys({ file: words, context })],
    'must be the name of a file, or `file` and `context`',
  )
  .transform((given): MatrixBlock => {
    return typeof given === 'string' ? { file: given, context: {} } : given
  })

export const testFileSchema: z.ZodType<TestFile> = knownKeys({
  name,
  model: perhaps(z.string('must be a model, as text')),
  model_file: perhaps(words),
  tuples,
  tuple_file: perhaps(words),
  tuple_files: list(words, 'files'),
  now: perhaps(instant),
  matrix: perhaps(matrix),
  tests: list(test, 'tests'),
})
