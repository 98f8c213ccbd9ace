/**
 * Who can do what on what, as a text: a line a grant, sorted, so that a change of access is a change
 * of lines that can be read in a review. The engine's lists say it, over the tuples of a file.
 */
import type { Authorizer } from '#authorizer/authorizer.ts'
import { LimitExceeded, Refusal } from '#authorizer/errors.ts'
import { isAskedRelation } from '#core/core-model.ts'
import { compareBinary } from '#model/binary-order.ts'
import type { Finding } from '#model/finding.ts'
import type { StoreId } from '#model/ids.ts'
import type { JsonObject } from '#model/json.ts'
import { relationNames } from '#model/relation-names.ts'
import { parseSubject } from '#model/tuple.ts'
import { yamlFinding } from '#policy/yaml-document.ts'
import { asking } from './ask.ts'
import type { MatrixSnapshot, TestSuite } from './suite.ts'
import type { MatrixReport } from './test-report.ts'

/** Some seconds of lists, and more lines than anybody reviews. */
const MAX_LISTS = 50_000
const MAX_GRANTS = 20_000

export type MatrixOutcome =
  | { readonly kind: 'report'; readonly report: MatrixReport }
  | { readonly kind: 'finding'; readonly finding: Finding }

export async function matrixReport(
  authorizer: Authorizer,
  store: StoreId,
  suite: TestSuite,
  snapshot: MatrixSnapshot,
): Promise<MatrixOutcome> {
  const { file, position, context, text: kept } = snapshot
  const finding = (message: string): MatrixOutcome => ({
    kind: 'finding',
    finding: yamlFinding(position.file, `the access matrix ${message}`, position),
  })
  const lists = listsOf(suite)
  if (lists.length > MAX_LISTS) {
    return finding(
      `has ${lists.length} lists to ask, one a person and relation; ${MAX_LISTS} are the most. Take a file with fewer people`,
    )
  }
  const grants: Grant[] = []
  for (const list of lists) {
    try {
      grants.push(...(await grantsOf(authorizer, store, list, context)))
    } catch (error) {
      if (!(error instanceof Refusal)) throw error
      return finding(
        `cannot say on which ${list.type} ${list.person} has ${list.relation}: ${error.message}`,
      )
    }
    if (grants.length > MAX_GRANTS) {
      return finding(`has more than ${MAX_GRANTS} lines. Take a file with fewer people and objects`)
    }
  }
  const lines = linesOf(grants)
  const before = kept === undefined ? [] : grantLines(kept)
  const added = missingFrom(before, lines)
  const removed = missingFrom(lines, before)
  const same = added.length + removed.length === 0
  return {
    kind: 'report',
    report: {
      ...{ file, position, added, removed },
      kind: kept === undefined ? 'missing' : same ? 'same' : 'different',
      text: matrixText(suite.file, lines),
    },
  }
}

interface PersonalList {
  readonly person: string
  readonly type: string
  readonly relation: string
}

interface Grant extends PersonalList {
  readonly object: string
}

function listsOf({ model, tuples }: TestSuite): readonly PersonalList[] {
  const relations = relationNames(model)
  const persons = new Set(
    tuples.flatMap(({ tuple: { user } }) => {
      const subject = parseSubject(user)
      const isPerson = subject?.kind === 'object' && relations.get(subject.type)?.length === 0
      return isPerson ? [user] : []
    }),
  )
  const occurring = new Set(
    tuples.flatMap(({ tuple: { user, object } }) => [typeOf(user), typeOf(object)]),
  )
  const all = [...relations].flatMap(([type, names]) =>
    occurring.has(type) ? names.map((relation) => ({ type, relation })) : [],
  )
  const asked = all.filter(({ relation }) => isAskedRelation(relation))
  // A model that has no such relations has others for the same.
  return [...persons].flatMap((person) =>
    (asked.length === 0 ? all : asked).map((list) => ({ person, ...list })),
  )
}

function typeOf(reference: string): string {
  return reference.slice(0, reference.indexOf(':'))
}

async function grantsOf(
  authorizer: Authorizer,
  store: StoreId,
  list: PersonalList,
  context: JsonObject,
): Promise<readonly Grant[]> {
  const { person: user, type, relation } = list
  const request = { user, type, relation, paging: {}, ...asking(context) }
  const { objects, complete } = await authorizer.listObjects(store, request)
  if (!complete) throw new LimitExceeded('the list is too long, or an object of it is undecided')
  return objects.map((object) => ({ ...list, object }))
}

/** By person, object, relation: what a person can do on an object stands together. */
function linesOf(grants: readonly Grant[]): readonly string[] {
  return grants
    .toSorted(
      (left, right) =>
        compareBinary(left.person, right.person) ||
        compareBinary(left.object, right.object) ||
        compareBinary(left.relation, right.relation),
    )
    .map(({ person, relation, object }) => `${person} ${relation} ${object}`)
}

function matrixText(file: string, lines: readonly string[]): string {
  const name = file.slice(file.lastIndexOf('/') + 1)
  const header = `# Who can do what on what, by the tuples of ${name}: a line a grant.\n# \`pforte test --update\` writes it anew.\n`
  const paragraphs = lines.map((line, index) => {
    const isFirst = personIn(line) !== personIn(lines[index - 1] ?? '')
    return `${isFirst ? '\n' : ''}${line}\n`
  })
  return header + paragraphs.join('')
}

function personIn(line: string): string {
  return line.slice(0, line.indexOf(' '))
}

function grantLines(text: string): readonly string[] {
  return text
    .split('\n')
    .map((line) => line.trim())
    .filter((line) => line !== '' && !line.startsWith('#'))
}

/** Lines of `there` that `here` has not, in their order. */
function missingFrom(here: readonly string[], there: readonly string[]): readonly string[] {
  const known = new Set(here)
  return there.filter((line) => !known.has(line))
}
