/**
 * OpenFGA's own cases of its language, beside the checkout: what the parser says of a text, what a
 * server says of the model, and the JSON and the DSL of its examples.
 */
import { createHash } from 'node:crypto'
import { readdirSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { parse } from 'yaml'
import { parseDsl, printDsl } from '#model/dsl.ts'
import type { Finding } from '#model/finding.ts'
import type { JsonObject } from '#model/json.ts'
import { parseModules } from '#model/modules.ts'
import { codeOf } from './sample-model.ts'
import { describeShared, isSharedThere, readShared, sharedFolder } from './shared-files.ts'

interface LanguageCase {
  readonly name: string
  readonly dsl: string
  readonly json: string
  readonly expected_errors?: readonly {
    readonly msg: string
    readonly line: { readonly start: number }
    readonly column: { readonly start: number }
    readonly metadata?: { readonly errorType?: string }
  }[]
}

const data = join(sharedFolder, 'openfga/language/tests/data')
const read = (...path: readonly string[]): string =>
  readShared('openfga/language/tests/data', ...path)
const casesIn = (file: string): readonly LanguageCase[] =>
  isSharedThere ? (parse(read(file)) as readonly LanguageCase[]) : []
const foldersIn = (file: string): readonly string[] =>
  isSharedThere ? readdirSync(join(data, file)) : []
const jsonIn = (...path: readonly string[]): JsonObject =>
  JSON.parse(read(...path, 'authorization-model.json')) as JsonObject

/** What a server answers, by the first 16 hexadecimal digits of the hash of a name. */
const answers: Readonly<Record<string, { readonly code?: string }>> = isSharedThere
  ? JSON.parse(readShared('openfga/language/expected.json'))
  : {}
const answerTo = (name: string) =>
  answers[createHash('sha256').update(name).digest('hex').slice(0, 16)]

/** An example of the syntax that names a relation which is not there. */
const unsound = '15-mixed-operators-with-direct-assignments-once-beginning-of-line'

async function findingsOf(dsl: string): Promise<readonly Finding[]> {
  const outcome = await parseDsl(dsl)
  return outcome.kind === 'findings' ? outcome.findings : outcome.warnings
}

const placeOf = ({ line, column }: Finding): string => `${line}:${column}`
const places = ({ expected_errors = [] }: LanguageCase): readonly string[] =>
  expected_errors.map(({ line, column }) => `${line.start + 1}:${column.start + 1}`)

describeShared('shared cases of the language', () => {
  describe('syntax', () => {
    const cases = casesIn('dsl-syntax-validation-cases.yaml')
    test.each(cases)('$name', async (syntaxCase) => {
      const errors = (await findingsOf(syntaxCase.dsl)).filter(
        ({ code }) => code === 'syntax_error',
      )
      const wanted = syntaxCase.expected_errors ?? []
      expect(errors.map(({ message }) => message).sort()).toEqual(
        wanted.map(({ msg }) => msg).sort(),
      )
      expect(errors.map(placeOf).sort()).toEqual([...places(syntaxCase)].sort())
    })
  })

  describe('what a server says of a text', () => {
    const cases = casesIn('dsl-semantic-validation-cases.yaml')
    test.each(cases)('$name', async ({ name, dsl }) => {
      const answer = answerTo(`dsl ${name}`)
      const first = (await findingsOf(dsl)).find(({ severity }) => severity === 'error')
      if (answer !== undefined) expect(first?.code).toBe(answer.code)
    })
  })

  describe('where a text is unsound', () => {
    // Places of the other two kinds differ on purpose: what is defined twice is named where it comes
    // again, and a tupleset with a wildcard where the wildcard stands.
    const cases = casesIn('dsl-semantic-validation-cases.yaml').filter(
      ({ name }) =>
        ![
          'duplicate in type name',
          'handle single name duplicated type and unused condition',
          'self reference with wildcard',
        ].includes(name),
    )
    test.each(cases)('$name', async (semanticCase) => {
      const found = (await findingsOf(semanticCase.dsl)).map(placeOf)
      expect(found).toEqual(expect.arrayContaining([...places(semanticCase)]))
    })
  })

  describe('what a server says of a JSON', () => {
    const cases = [
      ...casesIn('json-validation-cases.yaml'),
      ...casesIn('json-syntax-transformer-validation-cases.yaml'),
    ]
    test.each(cases)('$name', ({ name, json }) => {
      const answer = answerTo(`json ${name}`)
      if (answer !== undefined) expect(codeOf(JSON.parse(json))).toBe(answer.code)
    })
  })

  describe('examples', () => {
    const examples = foldersIn('transformer')
    test.each(examples.filter((name) => name !== unsound))('%s', async (name) => {
      const dsl = read('transformer', name, 'authorization-model.fga')
      const json = jsonIn('transformer', name)
      expect(await parseDsl(dsl)).toMatchObject({ kind: 'model json', json })
      expect(await printDsl(json)).toBe(dsl)
      expect(codeOf(json)).toBeUndefined()
    })
  })

  describe('modules', () => {
    test.each(foldersIn('transformer-module'))('%s', async (name) => {
      // The order in which the example was joined.
      const paths = ['core.fga', 'board.fga', 'otherboard.fga', 'org.fga']
      const files = new Map(
        paths.map((path) => [path, read('transformer-module', name, 'module', path)]),
      )
      const modFile = `schema: "1.2"\ncontents: ${JSON.stringify(paths)}\n`
      const json = jsonIn('transformer-module', name)
      expect(await parseModules(modFile, files)).toEqual({ kind: 'model json', warnings: [], json })
      expect(await printDsl(json)).toBe(read('transformer-module', name, 'combined.fga'))
    })
  })
})
