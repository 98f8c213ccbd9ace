/**
 * The modelling language (openfga.dev, "Configuration Language") over OpenFGA's own parser. The
 * parser is 133 KiB and takes 70 ms to load, so it is imported when a text is first read: a stored
 * model is JSON and never needs it.
 */
import { findDeepParenthesis, MAX_PARENTHESES } from './dsl-nesting.ts'
import { type DslSource, readDslSource } from './dsl-source.ts'
import type { Finding } from './finding.ts'
import type { JsonObject } from './json.ts'
import { judgeDraft, outcomeOf, type ParsedText } from './judge-draft.ts'

/** What a text says, before anybody asks whether it is sound. */
export interface DslReading {
  /** Without what could not be read. */
  readonly json: JsonObject
  /** Types that the text extends and does not define. */
  readonly extended: ReadonlySet<string>
  readonly findings: readonly Finding[]
}

/** The JSON of a model in the DSL, or every finding of syntax and of sense. `file` names the text. */
export async function parseDsl(text: string, file?: string): Promise<ParsedText> {
  const source = readDslSource(text)
  const reading = await readDsl(text, file)
  const isWhole = reading.findings.length === 0
  const faults = judgeDraft(reading.json).flatMap((finding) => {
    const position = source.locate(finding)
    // What seems to be missing may stand in the part that could not be read.
    if (!isWhole && (position === undefined || !namesUndefined(finding, source))) return []
    // A finding about the whole model stands at its head.
    const place = position ?? { line: 1, column: 1 }
    return [{ ...finding, ...(file !== undefined && { file }), ...place }]
  })
  return outcomeOf(reading.json, [...reading.findings, ...faults])
}

/** In what is no model at all every sign is a fault. */
const MAX_SYNTAX_FAULTS = 100

/** Reads one text; with `extend type` where it is a module. */
export async function readDsl(text: string, file: string | undefined): Promise<DslReading> {
  const tooDeep = findDeepParenthesis(text)
  if (tooDeep !== undefined) return unread({ ...tooDeep, ...(file !== undefined && { file }) })
  const { transformer } = await import('@openfga/syntax-transformer')
  const { listener, errorListener } = transformer.parseDSL(text)
  const findings = errorListener.errors.slice(0, MAX_SYNTAX_FAULTS).map((error) => ({
    code: 'syntax_error',
    message: error.msg,
    severity: 'error' as const,
    // The parser counts from 0.
    line: (error.line?.start ?? 0) + 1,
    column: (error.column?.start ?? 0) + 1,
    ...(file !== undefined && { file }),
  }))
  return {
    json: plainJson(listener.authorizationModel),
    extended: new Set(listener.typeDefExtensions.keys()),
    findings,
  }
}

function unread(place: Pick<Finding, 'file' | 'line' | 'column'>): DslReading {
  const message = `more than ${MAX_PARENTHESES} parentheses stand within each other here`
  const finding: Finding = { code: 'syntax_error', severity: 'error', message, ...place }
  return { json: {}, extended: new Set(), findings: [finding] }
}

/** A model, given in OpenFGA's JSON, in the DSL. Throws `ModelNotPrintable`. */
export async function printDsl(json: JsonObject): Promise<string> {
  const { transformer } = await import('@openfga/syntax-transformer')
  const text = printedText(() => transformer.transformJSONStringToDSL(JSON.stringify(json)))
  const [fault] = transformer.parseDSL(text).errorListener.errors
  if (fault !== undefined) throw new ModelNotPrintable(fault.msg)
  return text
}

function printedText(print: () => string): string {
  try {
    return print()
  } catch (error) {
    throw new ModelNotPrintable(error instanceof Error ? error.message : String(error))
  }
}

/** The JSON says what the DSL has no words for, such as `list<list<int>>`. */
export class ModelNotPrintable extends Error {
  override readonly name = 'ModelNotPrintable'
}

/** Whether the words at fault hold a name that is defined nowhere in the text. */
function namesUndefined({ words = '' }: Finding, source: DslSource): boolean {
  return words
    .split(/[#:*\s]/)
    .some((name) => !['', 'with', 'from'].includes(name) && !source.defines(name))
}

/** Without the parser's `undefined` members. */
function plainJson(value: object): JsonObject {
  return JSON.parse(JSON.stringify(value)) as JsonObject
}
