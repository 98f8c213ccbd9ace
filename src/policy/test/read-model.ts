/**
 * The model of a test file, as OpenFGA's JSON: written in it, or in a file of the DSL, of JSON, or the
 * `fga.mod` of a modular model. A file that several tests name is read once.
 */
import { parseDsl } from '#model/dsl.ts'
import type { Finding } from '#model/finding.ts'
import { isObject, type JsonObject } from '#model/json.ts'
import { judgeDraft, type ParsedText } from '#model/judge-draft.ts'
import { parseModules } from '#model/modules.ts'
import { readYaml, type YamlDocument, yamlFinding } from '#policy/yaml-document.ts'
import type { SourcePosition } from './suite.ts'
import { readNamed, shownFile, type TestSource } from './test-source.ts'

export type ModelReading =
  | { readonly kind: 'model'; readonly json: JsonObject }
  | { readonly kind: 'findings'; readonly findings: readonly Finding[] }

/** `position` is where the file is named. */
export type ReadModelFile = (file: string, position: SourcePosition) => Promise<ModelReading>

export function modelReader(source: TestSource): ReadModelFile {
  const read = new Map<string, Promise<ModelReading>>()
  return async (file, position) => {
    const named = await readNamed(source, file, position)
    if (named.kind === 'findings') return named
    const reading = read.get(file) ?? readModelText(source, file, named.text)
    read.set(file, reading)
    return reading
  }
}

async function readModelText(
  source: TestSource,
  file: string,
  text: string,
): Promise<ModelReading> {
  const shown = shownFile(source, file)
  if (file.endsWith('.json')) return readJsonModel(text, shown)
  if (file.endsWith('.mod')) return readModularModel(source, file, text)
  return readingOf(await parseDsl(text, shown))
}

/** A model within a test file. Its lines are told as lines of that file. */
export async function readInlineModel(
  text: string,
  source: string,
  document: YamlDocument,
): Promise<ModelReading> {
  const key = document.locate(['model'])
  const reading = readingOf(await parseDsl(text, document.file))
  if (reading.kind === 'model') return reading
  const lines = source.split('\n')
  const isBlock = /[|>][^#]*(?:#.*)?\r?$/.test(lines[key.line - 1]?.slice(key.column - 1) ?? '')
  const indent = isBlock ? indentAfter(lines, key.line) : 0
  const findings = reading.findings.map((finding) => ({
    ...finding,
    ...(isBlock
      ? { line: key.line + (finding.line ?? 1), column: indent + (finding.column ?? 1) }
      : key),
  }))
  return { kind: 'findings', findings }
}

/** How far a block of text is indented that begins below a line, counted from 1. */
function indentAfter(lines: readonly string[], line: number): number {
  const first = lines.slice(line).find((text) => text.trim() !== '') ?? ''
  return first.length - first.trimStart().length
}

function readJsonModel(text: string, file: string): ModelReading {
  // JSON is YAML, and so read it has places.
  const reading = readYaml(text, file)
  if (reading.kind === 'findings') return reading
  const { value } = reading.document
  const position = { line: 1, column: 1 }
  if (!isObject(value)) {
    const message =
      'must be a model in JSON: an object with `schema_version` and `type_definitions`'
    return { kind: 'findings', findings: [yamlFinding(file, message, position)] }
  }
  const json = value as JsonObject
  const faults = judgeDraft(json).filter(({ severity }) => severity === 'error')
  if (faults.length === 0) return { kind: 'model', json }
  return { kind: 'findings', findings: faults.map((fault) => ({ ...fault, file, ...position })) }
}

async function readModularModel(
  source: TestSource,
  file: string,
  text: string,
): Promise<ModelReading> {
  const folder = file.includes('/') ? file.slice(0, file.lastIndexOf('/') + 1) : ''
  const texts = new Map<string, string>()
  for (const path of modulePaths(text)) {
    const reading = await source.files.read(folder + path)
    // What is not there `parseModules` finds missing, at its place.
    if (reading.kind === 'text') texts.set(path, reading.text)
  }
  const reading = readingOf(await parseModules(text, texts))
  if (reading.kind === 'model') return reading
  const findings = reading.findings.map((finding) => ({
    ...finding,
    // A module by its path beside `fga.mod`, whatever that file itself is called.
    file: shownFile(source, texts.has(finding.file ?? '') ? folder + (finding.file ?? '') : file),
  }))
  return { kind: 'findings', findings }
}

function modulePaths(text: string): readonly string[] {
  const reading = readYaml(text, '')
  if (reading.kind === 'findings' || !isObject(reading.document.value)) return []
  const { contents } = reading.document.value
  return Array.isArray(contents) ? contents.filter((path) => typeof path === 'string') : []
}

function readingOf(parsed: ParsedText): ModelReading {
  return parsed.kind === 'model json'
    ? { kind: 'model', json: parsed.json }
    : {
        kind: 'findings',
        findings: parsed.findings.filter(({ severity }) => severity === 'error'),
      }
}
