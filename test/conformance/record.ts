import { readFileSync, writeFileSync } from 'node:fs'
import { parseDocument, Scalar, visit } from 'yaml'
import type { JsonValue } from '#model/json.ts'
import { findOpenfga, startOpenfga } from '../servers/openfga-process.ts'
import { type CaseFile, type Expectation, isJsonObject, type Step } from './case-format.ts'
import type { Server } from './http-call.ts'
import { type OwnCase, type OwnFile, ownFiles, readOwnCases } from './own-cases.ts'
import { runStep, startVariables } from './run-case.ts'
import { stepsOf } from './table-step.ts'

/**
 * Fills in what a real OpenFGA answers to own cases that expect nothing yet:
 * `node test/conformance/record.ts`. What is written already is left as it is; read what is new
 * against the contract before it is committed.
 */
async function main(): Promise<void> {
  const binary = findOpenfga()
  if (binary === undefined) throw new Error('there is no OpenFGA on this machine')
  const server = await startOpenfga(binary)
  try {
    for (const path of ownFiles()) await recordFile(server, path)
  } finally {
    await server.stop()
  }
}

async function recordFile(server: Server, path: string): Promise<void> {
  const document = parseDocument(readFileSync(path, 'utf8'))
  const { fixtures } = readOwnCases()
  const { cases = [] } = document.toJS() as OwnFile
  for (const [index, own] of cases.entries()) {
    for (const [place, expectation] of await answersTo(server, fixtures, own)) {
      const node = document.createNode(readable(expectation), { flow: true })
      document.setIn(['cases', index, 'steps', ...place, 'expect'], node)
    }
  }
  visit(document, {
    Scalar(_, node) {
      if (typeof node.value === 'string' && UNSEEN.test(node.value)) node.type = Scalar.QUOTE_DOUBLE
    },
  })
  writeFileSync(path, visible(document.toString({ lineWidth: 0, flowCollectionPadding: true })))
}

/** Signs that nobody sees stand in double quotes, where they can be written as escapes. */
const UNSEEN = /[\0\t]|\u00a0|[\u0300-\u036f]|\u200b|\u2028/

function visible(text: string): string {
  return text.replace(
    new RegExp(UNSEEN, 'g'),
    (sign) => `\\u${sign.charCodeAt(0).toString(16).padStart(4, '0')}`,
  )
}

/** Where a step or the row of a table stands in its case. */
type Place = readonly (string | number)[]

/** The answer to each step and row that lacks its expectation. */
async function answersTo(
  server: Server,
  fixtures: CaseFile['fixtures'],
  own: OwnCase,
): Promise<readonly (readonly [Place, Expectation])[]> {
  const placed = own.steps.flatMap((table, index) =>
    stepsOf(table).map((step, row): readonly [Place, Step] => [
      table.rows === undefined ? [index] : [index, 'rows', row],
      step,
    ]),
  )
  if (!placed.some(([, step]) => isOpen(step))) return []
  let variables = startVariables(server)
  for (const step of fixtures[own.fixture] ?? []) {
    variables = (await runStep(server, step, variables)).variables
  }
  const answers: (readonly [Place, Expectation])[] = []
  for (const [place, step] of placed) {
    const result = await runStep(server, step, variables)
    variables = result.variables
    if (isOpen(step)) answers.push([place, result.observed])
  }
  return answers
}

/** A step that names headers alone wants those headers recorded, and the rest with them. */
function isOpen(step: Step): boolean {
  return !step.must && step.expect?.status === undefined
}

/** Without the message and without members that hold nothing: a reader wants to see the rest. */
function readable({ message, body, ...rest }: Expectation): Expectation {
  if (body === undefined || rest.code !== undefined) return rest
  return { ...rest, body: withoutEmpty(body) }
}

function withoutEmpty(value: JsonValue): JsonValue {
  if (Array.isArray(value)) return value.map(withoutEmpty)
  if (!isJsonObject(value)) return value
  const members = Object.entries(value).filter(([, item]) => item !== null && item !== '')
  return Object.fromEntries(members.map(([name, item]) => [name, withoutEmpty(item)]))
}

await main()
