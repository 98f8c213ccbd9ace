/**
 * YAML files of a policy, read to plain values with the place of each, and held to a schema: all
 * faults at once, each with file, line and column. Anchors are few and cannot multiply without end.
 */
import { type Document, LineCounter, parseDocument } from 'yaml'
import { z } from 'zod'
import type { Finding } from '#model/finding.ts'
import { aliasFaults, MAX_ALIASES, TOO_MANY_ALIASES } from './yaml-aliases.ts'
import { doubledKeys, yamlPlaces } from './yaml-places.ts'

/** A step into a map or a list. */
export type Step = string | number

export interface YamlDocument {
  readonly file: string
  readonly value: unknown
  /** Where what is reached by these steps stands, or the nearest thing around it that is there. */
  locate(steps: readonly Step[]): { readonly line: number; readonly column: number }
  /** Where the key itself stands, where `locate` says where its value does. */
  locateKey(steps: readonly Step[]): { readonly line: number; readonly column: number }
}

export type YamlReading =
  | { readonly kind: 'document'; readonly document: YamlDocument }
  | { readonly kind: 'findings'; readonly findings: readonly Finding[] }

export function readYaml(text: string, file: string): YamlReading {
  const lines = new LineCounter()
  const at = (offset: number) => {
    const { line, col } = lines.linePos(offset)
    return { line, column: col }
  }
  const parsing = parseText(text, lines)
  if (parsing === undefined) {
    const finding = yamlFinding(file, TOO_DEEP, { line: 1, column: 1 })
    return { kind: 'findings', findings: [finding] }
  }
  const { parsed, faults } = parsing
  if (faults.length > 0) {
    const findings = faults
      .toSorted((left, right) => left.offset - right.offset)
      .map(({ message, offset }) => yamlFinding(file, message, at(offset)))
    return { kind: 'findings', findings }
  }
  try {
    const value: unknown = parsed.toJS({ maxAliasCount: MAX_ALIASES })
    const places = yamlPlaces(parsed)
    const locate = (steps: readonly Step[]) => at(places.offsetAt(steps))
    const locateKey = (steps: readonly Step[]) => at(places.keyOffsetAt(steps))
    return { kind: 'document', document: { file, value, locate, locateKey } }
  } catch (error) {
    const finding = yamlFinding(file, valueFault(error), { line: 1, column: 1 })
    return { kind: 'findings', findings: [finding] }
  }
}

/** Why no value is made of a sound text. The parser throws one kind of error for each. */
function valueFault(error: unknown): string {
  if (error instanceof RangeError) return TOO_DEEP
  return error instanceof ReferenceError
    ? TOO_MANY_ALIASES
    : 'what `<<` merges must be a map, or a list of maps'
}

const TOO_DEEP = 'maps and lists are nested too deeply here'

interface Parsing {
  readonly parsed: Document.Parsed
  readonly faults: readonly { readonly message: string; readonly offset: number }[]
}

/** Undefined if it is nested more deeply than the parser can follow. */
function parseText(text: string, lines: LineCounter): Parsing | undefined {
  try {
    const parsed = parseDocument(text, {
      ...{ lineCounter: lines, prettyErrors: false, uniqueKeys: false },
      // `<<: *anchor`, as the `fga` CLI takes it.
      merge: true,
    })
    const faults = [
      ...parsed.errors.map(({ message, pos }) => ({ message, offset: pos[0] })),
      ...doubledKeys(parsed).map(({ name, offset }) => {
        return { message: `\`${name}\` stands here twice; a key stands once in a map`, offset }
      }),
      ...aliasFaults(parsed),
    ]
    return { parsed, faults }
  } catch {
    // It tells every other fault as a value; out of stack, it throws whatever it just did.
    return undefined
  }
}

export type SchemaReading<Value> =
  | { readonly kind: 'value'; readonly value: Value; readonly document: YamlDocument }
  | { readonly kind: 'findings'; readonly findings: readonly Finding[] }

/** Reads a YAML file and holds it to a schema. */
export function readYamlAs<Value>(
  text: string,
  file: string,
  schema: z.ZodType<Value>,
): SchemaReading<Value> {
  const reading = readYaml(text, file)
  if (reading.kind === 'findings') return reading
  const { document } = reading
  const result = schema.safeParse(document.value)
  if (result.success) return { kind: 'value', value: result.data, document }
  const findings = result.error.issues.flatMap((issue) => issueFindings(issue, document))
  return { kind: 'findings', findings }
}

/** A map whose keys are all known: another one is refused, with the ones that are meant. */
export function knownKeys<Shape extends z.core.$ZodLooseShape>(shape: Shape) {
  const keys = Object.keys(shape).join(', ')
  return z.strictObject(shape, {
    error: (issue) =>
      issue.code === 'unrecognized_keys'
        ? `is not known here; known are ${keys}`
        : `must be a map; its keys can be ${keys}`,
  })
}

export function yamlFinding(
  file: string,
  message: string,
  position: { readonly line: number; readonly column: number },
): Finding {
  return { code: 'policy_invalid', severity: 'error', message, file, ...position }
}

/** A finding about the member that the steps lead to, at its place and by its name. */
export function memberFinding(
  document: YamlDocument,
  steps: readonly Step[],
  message: string,
): Finding {
  return yamlFinding(document.file, `\`${steps.join('.')}\`: ${message}`, document.locate(steps))
}

function issueFindings(issue: z.core.$ZodIssue, document: YamlDocument): readonly Finding[] {
  const path = issue.path.filter((step) => typeof step !== 'symbol')
  const where = path.length === 0 ? '' : `\`${path.join('.')}\`: `
  if (issue.code === 'unrecognized_keys') {
    return issue.keys.map((key) =>
      yamlFinding(
        document.file,
        `${where}\`${key}\` ${issue.message}`,
        document.locateKey([...path, key]),
      ),
    )
  }
  if (issue.code === 'invalid_key') {
    const [inner] = issue.issues
    const message = where + (inner?.message ?? issue.message)
    return [yamlFinding(document.file, message, document.locateKey(path))]
  }
  const missing = path.length > 0 && isMissing(document.value, path) ? 'is missing: it ' : ''
  return [yamlFinding(document.file, where + missing + issue.message, document.locate(path))]
}

/** Whether there is a map where the steps lead, and no such key in it. */
function isMissing(value: unknown, steps: readonly Step[]): boolean {
  const [step = '', ...rest] = steps
  if (typeof value !== 'object' || value === null) return false
  if (!Object.hasOwn(value, step)) return rest.length === 0
  return rest.length > 0 && isMissing((value as Record<Step, unknown>)[step], rest)
}
