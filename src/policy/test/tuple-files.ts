/**
 * Files of tuples, as the `fga` CLI takes them: a list in YAML or JSON, an object a line in JSON Lines,
 * or comma-separated values. What it passes over, a key that it does not know, is a finding here: a
 * misspelt `condition` would make a tuple hold that must not.
 */
import type { Finding } from '#model/finding.ts'
import { isObject, type JsonObject } from '#model/json.ts'
import type { Tuple } from '#model/tuple.ts'
import { readYamlAs, yamlFinding } from '#policy/yaml-document.ts'
import { type CsvCell, type CsvRow, parseCsv } from './csv.ts'
import type { PlacedTuple } from './suite.ts'
import { tupleSchema, tuplesSchema } from './test-file.ts'

export type TuplesReading =
  | { readonly kind: 'tuples'; readonly tuples: readonly PlacedTuple[] }
  | { readonly kind: 'findings'; readonly findings: readonly Finding[] }

/** `file` names the text in findings; its ending says how to read it. */
export function readTuples(text: string, file: string): TuplesReading {
  const reading = readByEnding(text, file)
  if (reading.kind === 'findings' || reading.tuples.length > 0) return reading
  return fault(file, 'holds no tuples; leave the file out', { line: 1, column: 1 })
}

function readByEnding(text: string, file: string): TuplesReading {
  switch (/\.([a-z]+)$/i.exec(file)?.[1]?.toLowerCase()) {
    case 'yaml':
    case 'yml':
    case 'json':
      return readList(text, file)
    case 'jsonl':
      return readLines(text, file)
    case 'csv':
      return readRows(text, file)
    default:
      return fault(
        file,
        'is no file of tuples: it must end in .yaml, .yml, .json, .jsonl or .csv',
        {
          ...{ line: 1, column: 1 },
        },
      )
  }
}

function readList(text: string, file: string): TuplesReading {
  const reading = readYamlAs(text, file, tuplesSchema)
  if (reading.kind === 'findings') return reading
  const { value, document } = reading
  const tuples = value.map((tuple, index) => ({
    tuple,
    position: { file, ...document.locate([index]) },
  }))
  return { kind: 'tuples', tuples }
}

function readLines(text: string, file: string): TuplesReading {
  const tuples: PlacedTuple[] = []
  const findings: Finding[] = []
  for (const [index, line] of text.split('\n').entries()) {
    if (line.trim() === '') continue
    // JSON is YAML, and so read it has places.
    const reading = readYamlAs(line.trimEnd(), file, tupleSchema)
    const onLine = { line: index + 1 }
    if (reading.kind === 'findings') {
      findings.push(...reading.findings.map((finding) => ({ ...finding, ...onLine })))
    } else {
      const position = { file, ...reading.document.locate([]), ...onLine }
      tuples.push({ tuple: reading.value, position })
    }
  }
  return findings.length > 0 ? { kind: 'findings', findings } : { kind: 'tuples', tuples }
}

const REQUIRED_COLUMNS = ['user_type', 'user_id', 'relation', 'object_type', 'object_id'] as const
const OTHER_COLUMNS = ['user_relation', 'condition_name', 'condition_context'] as const

type Column = (typeof REQUIRED_COLUMNS)[number] | (typeof OTHER_COLUMNS)[number]

const COLUMNS: readonly string[] = [...REQUIRED_COLUMNS, ...OTHER_COLUMNS]

function readRows(text: string, file: string): TuplesReading {
  const reading = parseCsv(text)
  if (reading.kind === 'fault') return fault(file, reading.message, reading)
  const [head = [], ...rows] = reading.rows
  const headFindings = faultyHead(head, file)
  if (headFindings.length > 0) return { kind: 'findings', findings: headFindings }
  const columns = head.map(({ text: name }) => name.trim())
  const readings = rows.map((row) => readRow(row, columns, file))
  const findings = readings.flatMap((row) => (row.kind === 'findings' ? row.findings : []))
  if (findings.length > 0) return { kind: 'findings', findings }
  return {
    kind: 'tuples',
    tuples: readings.flatMap((row) => (row.kind === 'tuples' ? row.tuples : [])),
  }
}

function faultyHead(head: CsvRow, file: string): readonly Finding[] {
  const names = head.map(({ text }) => text.trim())
  const unknown = head
    .filter(({ text }) => !COLUMNS.includes(text.trim()))
    .map((cell) => {
      const message = `\`${cell.text.trim()}\` is no column; known are ${COLUMNS.join(', ')}`
      return yamlFinding(file, message, cell)
    })
  const needed = [
    ...REQUIRED_COLUMNS,
    ...(names.includes('condition_context') ? (['condition_name'] as const) : []),
  ]
  const missing = needed
    .filter((name) => !names.includes(name))
    .map((name) => yamlFinding(file, `the column \`${name}\` is missing`, { line: 1, column: 1 }))
  return [...unknown, ...missing]
}

function readRow(row: CsvRow, columns: readonly string[], file: string): TuplesReading {
  const [first] = row
  const position = { line: first?.line ?? 1, column: first?.column ?? 1 }
  if (row.length !== columns.length) {
    const message = `has ${row.length} values, and the first line names ${columns.length} columns`
    return fault(file, message, position)
  }
  const cellOf = (column: Column): CsvCell | undefined => row[columns.indexOf(column)]
  const textOf = (column: Column) => cellOf(column)?.text ?? ''
  const userRelation = textOf('user_relation')
  const key = {
    user: `${textOf('user_type')}:${textOf('user_id')}${userRelation === '' ? '' : `#${userRelation}`}`,
    relation: textOf('relation'),
    object: `${textOf('object_type')}:${textOf('object_id')}`,
  }
  const name = textOf('condition_name')
  const context = readContext(textOf('condition_context'))
  if (context === undefined) {
    const message = '`condition_context` must be a JSON object like {"x": 1}'
    return fault(file, message, cellOf('condition_context') ?? position)
  }
  const tuple: Tuple = name === '' ? key : { ...key, condition: { name, context } }
  return { kind: 'tuples', tuples: [{ tuple, position: { file, ...position } }] }
}

function readContext(text: string): JsonObject | undefined {
  if (text.trim() === '') return {}
  try {
    const value: unknown = JSON.parse(text)
    return isObject(value) ? (value as JsonObject) : undefined
  } catch {
    // Its place is told instead.
    return undefined
  }
}

function fault(
  file: string,
  message: string,
  position: { readonly line: number; readonly column: number },
): TuplesReading {
  return { kind: 'findings', findings: [yamlFinding(file, message, position)] }
}
